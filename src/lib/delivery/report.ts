import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {EventResult} from '../events/events-client.ts';
import type {Output, View} from '../output/output.ts';
import {isDocument} from '../output/view.ts';

/** How one event fared, or with --dry-run what would be sent. */
export type EventOutcome = {result: EventResult} | {request: JsonObject} | EventFailure;

export interface EventFailure {
  /** What a message calls the event: `line 3`, its dedup key. */
  place: string;
  error: PdError;
  /** It was no event that could be sent as it is. */
  isBadInput?: boolean;
}

export const resultView: View = {
  columns: [
    {header: 'ACTION', value: row => row['event_action']},
    {header: 'DEDUP KEY', value: row => row['dedup_key'], grow: true},
    {header: 'STATUS', value: row => row['status']},
    {header: 'MESSAGE', value: row => row['message'], drop: 1},
  ],
};

/** Prints each result as it comes and names each failure on stderr; throws at the end when anything failed. */
export async function report(
  outcomes: AsyncIterable<EventOutcome>,
  output: Output,
  {empty, dryRun}: {empty: string; dryRun: boolean},
): Promise<void> {
  const tally = new Tally();
  async function* results(): AsyncGenerator<JsonObject[]> {
    for await (const outcome of outcomes) {
      tally.count(outcome);
      if ('error' in outcome) output.note(`${outcome.place}: ${outcome.error.message}${hint(outcome.error)}`);
      else if ('result' in outcome) yield printable(outcome.result, output);
      else yield [outcome.request];
    }
  }
  if (!dryRun || isDocument(output.format)) await output.records(results(), resultView);
  else for await (const rows of results()) for (const row of rows) output.text(JSON.stringify(row));
  if (tally.total === 0) output.note(empty);
  const failure = tally.failure(output.format === 'json' || output.format === 'jsonl');
  if (failure) throw failure;
}

/** A change event has no dedup key, so as `id` there is nothing to print of it. */
export const printable = (result: EventResult, output: Output): EventResult[] =>
  output.format === 'id' && result.dedup_key === null ? [] : [result];

const hint = ({facts: {details = [], next}}: PdError): string =>
  [...details, ...(next === undefined ? [] : [next])].map(text => `; ${text}`).join('');

const mostDetails = 100;

class Tally {
  total = 0;
  #failed = 0;
  #first: EventFailure | undefined;
  #hasBadInput = false;
  readonly #kinds = new Set<string>();
  readonly #details: string[] = [];

  count(outcome: EventOutcome): void {
    this.total += 1;
    if (!('error' in outcome)) return;
    this.#failed += 1;
    this.#first ??= outcome;
    this.#hasBadInput ||= outcome.isBadInput ?? false;
    this.#kinds.add(outcome.error.kind);
    if (this.#details.length < mostDetails) this.#details.push(`${outcome.place}: ${outcome.error.message}`);
  }

  /** All failed, and for the same reason: that reason. Otherwise the work is done in part. */
  failure(withDetails: boolean): PdError | undefined {
    if (this.#first === undefined) return undefined;
    const {error} = this.#first;
    const details = withDetails ? this.#details : [];
    if (this.#failed === this.total && this.#kinds.size === 1 && !this.#hasBadInput) {
      return new PdError(error.kind, `None of ${this.total} events was sent: ${error.message}`, {
        ...error.facts,
        details,
      });
    }
    return new PdError('partial', `${this.#failed} of ${this.total} events were not sent`, {details});
  }
}
