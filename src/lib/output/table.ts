import type {JsonObject} from '../base/json.ts';
import {cell} from './cells.ts';
import {type Paint, painter} from './colour.ts';
import {canLink, link} from './hyperlinks.ts';
import {type Layout, layout} from './layout.ts';
import {namedColumns} from './named-fields.ts';
import {Strays} from './strays.ts';
import {type Measure, measure} from './text-width.ts';
import {visible} from './untrusted.ts';
import type {Column, Style} from './view.ts';
import type {Writer, WriterOptions} from './writer.ts';

export function tableWriter(options: WriterOptions): Promise<Writer> {
  return options.io.stdout.isTTY ? terminalTable(options) : pipeTable(options);
}

/** For other programs: columns separated by tabs, nothing cut, written as records arrive. */
async function pipeTable({io, fields, view, header, utc, hide, color, warn}: WriterOptions): Promise<Writer> {
  const paint = await painter(color);
  let columns: readonly Column[] | undefined;
  let strays: Strays | undefined;
  return {
    batch: rows => {
      const lines: string[] = [];
      if (columns === undefined) {
        columns = namedColumns(fields, view, rows);
        if (fields === undefined && view === undefined) strays = new Strays(columns.map(column => column.header));
        if (header) lines.push(columns.map(column => paint('bold', headerText(column))).join('\t'));
      }
      strays?.look(rows);
      const shown = columns;
      const clock = {nowMs: io.now(), utc, hide};
      for (const row of rows) {
        lines.push(shown.map(column => styled(paint, column.style?.(row), cell(column, row, clock))).join('\t'));
      }
      return lines.map(line => `${line}\n`).join('');
    },
    end: () => {
      strays?.tell(warn);
      return '';
    },
  };
}

/**
 * For people: aligned columns, at most as wide as the terminal. Waits for every record, since the widths depend on all.
 */
async function terminalTable({io, fields, view, header, utc, wide, hide, color}: WriterOptions): Promise<Writer> {
  const [paint, text, grid] = await Promise.all([painter(color), measure(), loadGrid()]);
  const links = canLink(io);
  const rows: JsonObject[] = [];
  return {
    batch: batch => {
      for (const row of batch) rows.push(row);
      return '';
    },
    end: () => {
      if (rows.length === 0) return '';
      const clock = {nowMs: io.now(), utc, hide, isBrief: true};
      const columns = namedColumns(fields, view, rows).filter(
        column => column.sparse !== true || rows.some(row => cell(column, row, clock, 1) !== ''),
      );
      const width = wide ? widest : io.stdout.columns;
      const cells = textCells(columns, rows, header, (column, row) => cell(column, row, clock, mostOf(column, width)));
      const isEmpty = (index: number) =>
        fields === undefined && cells.slice(header ? 1 : 0).every(line => line[index] === '');
      const places = layout(wishes(columns, cells, text, isEmpty), width);
      const lines = cells.flatMap((line, index) => wrapped(columns, line, places, text).map(cells => ({index, cells})));
      const look = (line: number, index: number, shown: string): string => {
        const from = lines[line]?.index ?? 0;
        if (header && from === 0) return paint('bold', shown);
        const row = rows[header ? from - 1 : from];
        const column = columns[index];
        if (row === undefined || column === undefined) return shown;
        const painted = styled(paint, column.style?.(row), shown);
        return links && shown !== '' ? link(painted, column.link?.(row)) : painted;
      };
      return grid(
        drawnCells(
          lines.map(({cells}) => cells),
          places,
          text,
          look,
        ),
        places,
      );
    },
  };
}

/** Wider than any text in PagerDuty, for --wide. */
const widest = 1_000_000;

const headerText = (column: Column): string => visible(column.header).toUpperCase();

const styled = (paint: Paint, style: Style | undefined, text: string): string =>
  style === undefined || text === '' ? text : paint(style, text);

/**
 * How many characters of a value can be visible at that terminal width, with room for some of zero width: measuring
 * megabytes would take minutes. The limit for a text shown in full is longer than any text in PagerDuty.
 */
const mostOf = ({wrap = 1}: Column, width: number): number =>
  wrap === Number.POSITIVE_INFINITY ? 100_000 : 8 * wrap * width;

function textCells(
  columns: readonly Column[],
  rows: readonly JsonObject[],
  header: boolean,
  textOf: (column: Column, row: JsonObject) => string,
): string[][] {
  const body = rows.map(row => columns.map(column => standalone(textOf(column, row))));
  return header ? [columns.map(headerText).map(standalone), ...body] : body;
}

/** A combining mark without a base character would land on the column before it. */
const standalone = (text: string): string => (/^\p{M}/u.test(text) ? `◌${text}` : text);

function wishes(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  text: Measure,
  isEmpty: (index: number) => boolean,
) {
  return columns.map(({grow, drop}, index) => ({
    isEmpty: isEmpty(index),
    width: cells.reduce((widest, line) => Math.max(widest, text.width(line[index] ?? '')), 0),
    grow: grow ?? false,
    drop: drop ?? 0,
  }));
}

/** The lines of a row: one, or more if a text wraps. */
function wrapped(columns: readonly Column[], cells: readonly string[], {shown}: Layout, text: Measure): string[][] {
  const parts = new Map<number, string[]>();
  for (const {index, width} of shown) {
    const most = columns[index]?.wrap;
    if (most === undefined || text.width(cells[index] ?? '') <= width) continue;
    const lines = text.wrap(cells[index] ?? '', width).map(standalone);
    // What does not fit on the last line is cut there, as a single line is.
    parts.set(index, lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(most - 1).join(' ')]);
  }
  const height = Math.max(1, ...[...parts.values()].map(lines => lines.length));
  return Array.from({length: height}, (_, line) =>
    cells.map((cell, index) => parts.get(index)?.[line] ?? (line === 0 && !parts.has(index) ? cell : '')),
  );
}

/** The cells of each line, padded to the width of their columns. */
function drawnCells(
  cells: readonly (readonly string[])[],
  places: Layout,
  text: Measure,
  look: (line: number, column: number, shown: string) => string,
): string[][] {
  return cells.map((line, lineIndex) =>
    places.shown.map(({index, width}) => {
      const shown = text.fit(line[index] ?? '', width);
      return look(lineIndex, index, shown) + ' '.repeat(Math.max(0, width - text.width(shown)));
    }),
  );
}

// A private-use character that both cli-table3 and pd take as one cell wide.
const filler = '\ue000';
const fillers = new RegExp(`${filler}+`, 'g');

/**
 * Lays out one line of fillers, as wide as the columns, with cli-table3. Each line of the table is a copy of it, with
 * the cells in place of the fillers.
 */
async function loadGrid(): Promise<(lines: readonly (readonly string[])[], places: Layout) => string> {
  const {default: Table} = await import('cli-table3');
  return (lines, {shown, gap}) => {
    const table = new Table({
      chars: {...noBorder(), middle: ' '.repeat(gap)},
      style: {'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true},
      colWidths: shown.map(({width}) => width),
    });
    table.push(shown.map(({width}) => filler.repeat(width)));
    const model = table.toString();
    const drawn = lines.map(line => {
      // A column of zero width has no filler.
      const cells = line.filter((_, index) => (shown[index]?.width ?? 0) > 0).values();
      return `${model.replace(fillers, () => cells.next().value ?? '')}\n`;
    });
    return drawn.join('');
  };
}

const noBorder = (): Record<string, string> =>
  Object.fromEntries(
    ['top', 'bottom', 'left', 'right', 'mid'].flatMap(side => [
      [side, ''],
      ...['-mid', '-left', '-right'].map(end => [side + end, '']),
    ]),
  );
