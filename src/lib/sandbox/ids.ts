const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
// Both steps share no factor with 36, so counting in them visits every value before it repeats one.
const steps = [123_456_791, 98_765_431] as const;

/** Makes IDs that look like PagerDuty's and are the same on every start. */
export class Ids {
  #made = 0;

  /** `P` and six more for most records; `Q` and thirteen for incidents, log entries and alerts. */
  next(prefix: 'P' | 'Q' = 'P'): string {
    this.#made += 1;
    const tail = inBase36(this.#made * steps[0], 6);
    return prefix === 'P' ? `P${tail}` : `Q${inBase36(this.#made * steps[1], 7)}${tail}`;
  }
}

function inBase36(value: number, length: number): string {
  let text = '';
  for (let rest = value % 36 ** length; text.length < length; rest = Math.floor(rest / 36)) {
    text = alphabet.charAt(rest % 36) + text;
  }
  return text;
}
