interface Wish {
  /** Cells of the longest text, header included. */
  width: number;
  grow: boolean;
  drop: number;
  /** Whether no row has a value. */
  isEmpty?: boolean;
}

export interface Layout {
  /** Which columns are shown, and how wide. */
  shown: {index: number; width: number}[];
  gap: number;
}

/** A growing column keeps at least this width before others are dropped for it. */
const growMin = 20;

/** Fits the columns to the terminal: drops the least useful ones first, and gives the growing ones the rest. Pure. */
export function layout(wishes: readonly Wish[], terminalWidth: number): Layout {
  const available = Math.max(1, terminalWidth);
  let shown = wishes.map((wish, index) => ({...wish, index, width: Math.min(Math.max(1, wish.width), available)}));
  // No other column is cut to make room for an empty one.
  const isTooWide =
    total(
      shown.map(({width}) => width),
      2,
    ) > available;
  if (isTooWide && shown.some(wish => !wish.isEmpty)) shown = shown.filter(wish => !wish.isEmpty);
  const least = () =>
    total(
      shown.map(({width, grow}) => (grow ? Math.min(width, growMin) : width)),
      2,
    );
  while (least() > available) {
    const victim = shown.reduce((worst, wish) => (wish.drop >= worst.drop ? wish : worst), {drop: 1, index: -1});
    if (victim.index === -1) break;
    shown = shown.filter(wish => wish.index !== victim.index);
  }
  const gap =
    total(
      shown.map(() => 4),
      2,
    ) > available
      ? 1
      : 2;
  // A last resort, for a terminal too narrow for one cell of each.
  shown = shown.slice(0, Math.max(1, Math.floor((available + gap) / (1 + gap))));
  return {gap, shown: shrink(shown, available, gap).map(({index, width}) => ({index, width}))};
}

type Placed = Wish & {index: number};

function shrink(columns: readonly Placed[], available: number, gap: number): Placed[] {
  const fitted = columns.map(column => ({...column}));
  const growing = fitted.filter(column => column.grow);
  let excess =
    total(
      fitted.map(column => column.width),
      gap,
    ) - available;
  excess = level(growing, excess, growMin);
  level(fitted, excess, 1);
  return fitted;
}

/** Takes the excess from the widest columns, cell by cell, none below `min`. Returns what could not be taken. */
function level(columns: Placed[], excess: number, min: number): number {
  let left = excess;
  while (left > 0) {
    const widest = columns.reduce<Placed | undefined>(
      (a, b) => (a === undefined || b.width > a.width ? b : a),
      undefined,
    );
    if (widest === undefined || widest.width <= min) break;
    widest.width -= 1;
    left -= 1;
  }
  return left;
}

const total = (widths: readonly number[], gap: number): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
