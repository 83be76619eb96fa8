/** The candidate that a mistyped word most likely meant; undefined if none is close enough. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const typed = text.toLowerCase();
  // One typo in a short word, up to three in a long one: beyond that the guess is noise.
  const allowed = Math.min(3, Math.max(1, Math.round(typed.length / 3)));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - typed.length) >= bestDistance) continue;
    const distance = editDistance(typed, candidate.toLowerCase());
    // A guess with no letter in common ("ls" for "rm") helps nobody.
    if (distance < bestDistance && distance < Math.max(typed.length, candidate.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? abbreviated(typed, candidates);
}

/** `acknowledge` for `ack`, `inc` for `incidents`, if there is only one match. */
function abbreviated(typed: string, candidates: readonly string[]): string | undefined {
  if (typed.length < 2) return undefined;
  const [only, ...more] = candidates.filter(one => one.length > 2 && (one.startsWith(typed) || typed.startsWith(one)));
  return more.length === 0 ? only : undefined;
}

/** Damerau-Levenshtein (optimal string alignment): a swap of two neighbours counts as one edit. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: right.length + 1}, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        row > 1 && column > 1 && swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
