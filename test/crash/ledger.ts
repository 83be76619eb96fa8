/** What pd has said of numbered events, `KEY NUMBER`, and what PagerDuty has received. */
export class Ledger {
  /** In the order of their arrival. */
  readonly received: string[] = [];
  readonly #safe: string[] = [];
  readonly #removed: string[] = [];

  /** Of these pd has said that they are delivered or queued. */
  safe(summaries: readonly string[]): void {
    this.#safe.push(...summaries);
  }

  /** This one was taken out of the queue by hand. */
  removed(summary: string): void {
    this.#safe.splice(this.#safe.indexOf(summary), 1);
    this.#removed.push(summary);
  }

  /** What is wrong at the end. `kept` is what lies in rejected/. */
  problems({mostRepeats, kept, mayOvertake}: {mostRepeats: number; kept: string; mayOvertake: boolean}): string[] {
    const {received} = this;
    const lost = this.#safe.filter(summary => !received.includes(summary) && !isKept(summary, kept));
    const repeats = received.length - new Set(received).size;
    const risen = this.#removed.filter(summary => received.includes(summary));
    const overtaken = mayOvertake ? [] : this.#overtaken();
    return [
      ...lost.map(summary => `lost: ${summary}`),
      ...risen.map(summary => `removed, and sent all the same: ${summary}`),
      ...overtaken.map(summary => `overtaken: ${summary}`),
      ...(repeats > mostRepeats ? [`${repeats} events were sent again, ${mostRepeats} may be: ${received}`] : []),
    ];
  }

  #overtaken(): string[] {
    const places = this.#safe
      .map(summary => ({
        summary,
        key: keyOf(summary),
        number: numberOf(summary),
        place: this.received.indexOf(summary),
      }))
      .filter(({place}) => place >= 0);
    return places
      .filter(({key, number, place}) =>
        places.some(later => later.key === key && later.number > number && later.place < place),
      )
      .map(({summary}) => summary);
  }
}

export const keyOf = (summary: string): string => summary.split(' ')[0] ?? '';
const numberOf = (summary: string): number => Number(summary.split(' ')[1]);
const isKept = (summary: string, kept: string): boolean => summary.includes('poison') && kept.includes(summary);
