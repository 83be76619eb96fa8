import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {EventResult} from '../events/events-client.ts';
import type {Output, View} from '../output/output.ts';
import {isDocument} from '../output/view.ts';
import type {InputProgress} from './progress.ts';

/** The outcome of one event, or with --dry-run what would be sent. */
export type EventOutcome = {result: EventResult} | {request: JsonObject} | EventFailure;

export interface EventFailure {
  /** How messages refer to the event: `line 3`, or its dedup key. */
  place: string;
  error: PdError;
  /** Whether it could not be sent because the input is invalid. */
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

interface ReportOptions {
  /** The message if there were no events. */
  empty: string;
  dryRun: boolean;
  interrupt: AbortSignal;
  progress: Pick<InputProgress<{place: string}>, 'last' | 'continuation'>;
  saysLast: boolean;
}

/** Prints each result as it arrives and each failure on stderr; throws at the end if anything failed. */
export async function report(
  outcomes: AsyncIterable<readonly EventOutcome[]>,
  output: Output,
  {empty, dryRun, interrupt, progress, saysLast}: ReportOptions,
): Promise<void> {
  const tally = new Tally();
  async function* results(): AsyncGenerator<JsonObject[]> {
    for await (const some of outcomes) {
      for (const outcome of some) {
        tally.count(outcome);
        if ('error' in outcome) tell(outcome, output);
      }
      yield some.flatMap(outcome => rowsOf(outcome, output));
    }
  }
  if (!dryRun || isDocument(output.format)) await output.records(results(), resultView);
  else for await (const rows of results()) for (const row of rows) output.jsonLine(row);
  if (interrupt.aborted) throw tally.interruption(interrupt.reason, progress.continuation);
  if (tally.total === 0) output.note(empty);
  const last = saysLast && progress.last !== undefined ? `; the input ended with ${progress.last}` : '';
  const failure = tally.failure(output.format === 'json' || output.format === 'jsonl', last);
  if (failure) throw failure;
  if (saysLast && !dryRun && tally.total >= many) output.note(`${tally.summary()}${last}`);
}

function rowsOf(outcome: EventOutcome, output: Output): JsonObject[] {
  if ('error' in outcome) return [];
  return 'result' in outcome ? printable(outcome.result, output) : [outcome.request];
}

/** A change event has no dedup key, so with `-o id` there is nothing to print. */
export const printable = (result: EventResult, output: Output): EventResult[] =>
  output.format === 'id' && result.dedup_key === null ? [] : [result];

/** What a signal means that came after the event had this result. */
export function interruptedAfter(reason: unknown, {status}: EventResult): unknown {
  if (!(reason instanceof PdError)) return reason;
  const became = status === 'queued' ? 'queued' : 'delivered';
  return new PdError(reason.kind, `${reason.message}; the event had already been ${became}`, reason.facts);
}

/** The events that a signal stopped are reported together at the end. */
function tell({place, error}: EventFailure, output: Output): void {
  if (error.kind !== 'interrupted') output.note(`${place}: ${error.message}${hint(error)}`);
}

const hint = ({facts: {details = [], next}}: PdError): string =>
  [...details, ...(next === undefined ? [] : [next])].map(text => `; ${text}`).join('');

const mostDetails = 100;
// Someone who sends this many wants to know how far it got.
const many = 100;

class Tally {
  total = 0;
  #failed = 0;
  #first: EventFailure | undefined;
  #hasBadInput = false;
  readonly #kinds = new Set<string>();
  readonly #details: string[] = [];
  #queued = 0;
  #skipped = 0;
  #notSent = 0;
  readonly #unknown: string[] = [];

  count(outcome: EventOutcome): void {
    this.total += 1;
    if ('result' in outcome && outcome.result.status === 'queued') this.#queued += 1;
    if ('result' in outcome && outcome.result.status === 'skipped') this.#skipped += 1;
    if (!('error' in outcome)) return;
    if (outcome.error.facts.mayHaveBeenDone) this.#unknown.push(outcome.place);
    else this.#notSent += 1;
    this.#failed += 1;
    this.#first ??= outcome;
    this.#hasBadInput ||= outcome.isBadInput ?? false;
    this.#kinds.add(outcome.error.kind);
    if (this.#details.length < mostDetails) this.#details.push(`${outcome.place}: ${outcome.error.message}`);
  }

  /** How many events were sent, skipped, queued, or have an unknown outcome. */
  summary(): string {
    const sent = this.total - this.#queued - this.#skipped - this.#notSent - this.#unknown.length;
    const more = this.#unknown.length > mostDetails ? ', …' : '';
    const unknown = `${this.#unknown.slice(0, mostDetails).join(', ')}${more}`;
    return [
      `${sent} events were sent`,
      this.#skipped > 0 ? `${this.#skipped} had already been sent` : '',
      this.#queued > 0 ? `${this.#queued} are queued` : '',
      this.#unknown.length > 0 ? `the outcome of ${this.#unknown.length} is unknown (${unknown})` : '',
    ]
      .filter(part => part !== '')
      .join(', ');
  }

  /** The error for a signal: what became of the events that were read before it. */
  interruption(reason: unknown, continuation: string | undefined): unknown {
    if (!(reason instanceof PdError)) return reason;
    return new PdError(reason.kind, `${reason.message}: ${this.summary()}, ${this.#notSent} were not sent`, {
      ...reason.facts,
      next: continuation ?? 'nothing was read',
    });
  }

  /** If all failed for the same reason, that reason. Otherwise the work was partly done. */
  failure(withDetails: boolean, last: string): PdError | undefined {
    if (this.#first === undefined) return undefined;
    const {error} = this.#first;
    const details = withDetails ? this.#details : [];
    if (this.#failed === this.total && this.#kinds.size === 1 && !this.#hasBadInput) {
      return new PdError(error.kind, `None of ${this.total} events was sent: ${error.message}`, {
        ...error.facts,
        details,
      });
    }
    return new PdError('partial', `${this.#failed} of ${this.total} events were not sent${last}`, {
      details,
    });
  }
}
