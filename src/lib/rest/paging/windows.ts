import {PdError} from '../../base/errors.ts';
import {type JsonObject, stringField} from '../../base/json.ts';
import type {Pages} from './offset.ts';

export interface TimeSpan {
  sinceMs: number;
  untilMs: number;
}

export interface WindowOptions {
  /** The pages of one window; with undefined, of the list as requested. */
  walk: (span: TimeSpan | undefined) => Pages;
  /** The requested window, if there is one. */
  span: TimeSpan | undefined;
  /** The longest window that the API accepts. */
  widestMs: number;
  /** The window that the API uses when none is given; undefined if the list cannot be cut by time. */
  implied: TimeSpan | undefined;
  /** Whether the API is assumed to list the newest first, until an answer shows its order. */
  newestFirst: boolean;
  /** Takes the windows that hold more than the API returns and cannot be cut any further. */
  overfull?: TimeSpan[];
  /** What to do if the list is too long and cannot be cut. */
  next?: string;
}

/** Fetches a list window by window, halving each that holds more than the API returns. */
export async function* windowPages(options: WindowOptions): AsyncGenerator<readonly JsonObject[], void, undefined> {
  const {span, widestMs, overfull = []} = options;
  const order = new Order(options.newestFirst);
  const pieces = span && spanMs(span) > widestMs ? cut(span, widestMs) : undefined;
  let pending: {span: TimeSpan | undefined}[] = pieces ? order.arrange(pieces) : [{span: undefined}];
  let handedOn = false;
  for (let piece = pending.shift(); piece; piece = pending.shift()) {
    const pages = options.walk(piece.span);
    const first = await pages.next();
    if (!first.done) {
      order.learn(first.value);
      if (pieces && !handedOn && order.isTurned) {
        await pages.return('whole');
        pending = order.arrange(pieces);
        continue;
      }
      handedOn = true;
      yield first.value;
    }
    const ending = first.done ? first.value : yield* pages;
    if (ending === 'whole') continue;
    const full = piece.span ?? span ?? options.implied;
    if (!full) throw tooMany(options.next);
    if (canBeCut(full)) pending.unshift(...order.arrange(spanMs(full) > widestMs ? cut(full, widestMs) : halves(full)));
    else overfull.push(full);
  }
  checkOverfull(overfull);
}

const spanMs = (span: TimeSpan): number => span.untilMs - span.sinceMs;

/** The API's times have a resolution of one second. */
export const canBeCut = (span: TimeSpan): boolean => halves(span).length > 1;

/** Which end of a span the API lists first: an assumption, until records of different times show it. */
class Order {
  #newestFirst: boolean;
  #arrangedNewestFirst: boolean;

  constructor(newestFirst: boolean) {
    this.#newestFirst = newestFirst;
    this.#arrangedNewestFirst = newestFirst;
  }

  /** Whether the order learned contradicts the order in which the spans were arranged. */
  get isTurned(): boolean {
    return this.#newestFirst !== this.#arrangedNewestFirst;
  }

  learn(records: readonly JsonObject[]): void {
    const [first, last] = [timeOf(records[0]), timeOf(records.at(-1))];
    if (first !== undefined && last !== undefined && first !== last) this.#newestFirst = first > last;
  }

  /** Takes spans in ascending order, and puts them in the order in which the API lists. */
  arrange(spans: readonly TimeSpan[]): {span: TimeSpan}[] {
    this.#arrangedNewestFirst = this.#newestFirst;
    return (this.#newestFirst ? spans.toReversed() : spans).map(span => ({span}));
  }
}

function timeOf(record: JsonObject | undefined): number | undefined {
  for (const name of ['created_at', 'timestamp', 'execution_time', 'started_at', 'start']) {
    const ms = Date.parse(stringField(record, name) ?? '');
    if (!Number.isNaN(ms)) return ms;
  }
  return undefined;
}

/** Pieces no longer than `longestMs`, in ascending order. */
export function cut({sinceMs, untilMs}: TimeSpan, longestMs: number): TimeSpan[] {
  const pieces: TimeSpan[] = [];
  for (let startMs = sinceMs; startMs < untilMs; startMs += longestMs) {
    pieces.push({sinceMs: startMs, untilMs: Math.min(startMs + longestMs, untilMs)});
  }
  return pieces;
}

/** Cut at a whole second. */
function halves({sinceMs, untilMs}: TimeSpan): TimeSpan[] {
  const middleMs = Math.floor((sinceMs + untilMs) / 2000) * 1000;
  if (middleMs <= sinceMs || untilMs - sinceMs <= 1000) return [{sinceMs, untilMs}];
  return [
    {sinceMs, untilMs: middleMs},
    {sinceMs: middleMs, untilMs},
  ];
}

function tooMany(next = 'narrow it with -q, or with --since and --until where the endpoint takes them'): PdError {
  return new PdError('partial', 'The list is longer than PagerDuty will return: there are more records than these', {
    next,
  });
}

/** Throws `partial`, naming the time, if there are any. */
export function checkOverfull(spans: readonly TimeSpan[]): void {
  if (spans.length > 0) throw tooManyAt(spans);
}

function tooManyAt(spans: readonly TimeSpan[]): PdError {
  // A window includes both its ends, so a record at the end of one is also in the next.
  const apart = spans.filter(span => !spans.some(({untilMs}) => untilMs === span.sinceMs));
  const [first] = apart;
  const when = first === undefined ? '' : new Date(first.sinceMs).toISOString();
  const count = apart.length - 1;
  const others = count === 0 ? '' : ` and at ${count} other ${count === 1 ? 'time' : 'times'}`;
  return new PdError(
    'partial',
    `More than 10,000 records fall in the second at ${when}${others}: PagerDuty returns no more than that`,
    {
      next: 'narrow the list with -q',
    },
  );
}
