import {messageOf, PdError} from '../base/errors.ts';
import {type EventResult, isInvalidEvent} from '../events/events-client.ts';
import type {Io} from '../io/io.ts';
import type {Sender} from '../pacing/sender.ts';
import type {Entry} from '../queue/entry.ts';
import type {EntryName} from '../queue/entry-name.ts';
import type {Queue} from '../queue/queue.ts';

export interface FlushParts {
  io: Io;
  queue: Queue;
  sender: Sender;
  /** Sends the entry once, to the host it was meant for. */
  send: (entry: Entry) => Promise<EventResult>;
}

export interface FlushOptions {
  /** Only its entries. */
  onlyKey?: string | undefined;
  /** Monotonic time after which nothing more is begun. */
  untilMs?: number | undefined;
  delivered?: (name: EntryName, result: EventResult) => void;
}

export interface FlushReport {
  delivered: number;
  rejected: {id: string; reason: string}[];
  /** What was set aside: where it is now, and why. */
  aside: {path: string; problem: string}[];
  /** Why something stays queued, the first reason first. */
  failures: PdError[];
}

// Events refused in a row by something that is not PagerDuty, before the rest of that routing key is left for later.
const oddRefusalsInARow = 10;

/** Delivers what is queued, each dedup key in its order. The caller holds the lock. */
export async function flushAll(parts: FlushParts, options: FlushOptions): Promise<FlushReport> {
  const report: FlushReport = {delivered: 0, rejected: [], aside: [], failures: []};
  const {queue} = parts;
  if (options.onlyKey === undefined) tidy(queue, report);
  const groups = new Map<string, GroupFlush>();
  try {
    // What others queue meanwhile is delivered too: they were told that somebody is at it.
    for (let more = true; more; ) {
      const found = options.onlyKey === undefined ? queue.names() : queue.ofKey(options.onlyKey);
      const works = [...Map.groupBy(found, ({group}) => group)].map(([group, names]) => {
        const work = groups.get(group) ?? new GroupFlush(parts, options, report);
        groups.set(group, work);
        return work.deliver(names);
      });
      more = (await allSettled(works)).some(progress => progress);
    }
  } finally {
    queue.syncRemovals();
  }
  return report;
}

/** Waits for every one of them, also when one throws: nothing may be under way when the lock is let go. */
async function allSettled<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(works);
  return results.map(result => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function tidy(queue: Queue, report: FlushReport): void {
  for (const stranger of queue.strangers()) {
    report.aside.push({path: queue.setAside(stranger), problem: 'it is not a file that pd put there'});
  }
  queue.sweep();
}

/** One routing key's part: one event at a time, so that whatever ends pd, at most one event is sent twice. */
class GroupFlush {
  readonly #parts: FlushParts;
  readonly #options: FlushOptions;
  readonly #report: FlushReport;
  readonly #blockedKeys = new Set<string>();
  readonly #postponedKeys = new Set<string>();
  #oddRefusals = 0;
  #isBlocked = false;

  constructor(parts: FlushParts, options: FlushOptions, report: FlushReport) {
    this.#parts = parts;
    this.#options = options;
    this.#report = report;
  }

  /** Whether any of them left the queue. */
  async deliver(names: readonly EntryName[]): Promise<boolean> {
    let progress = false;
    const isPostponed = ({keyHash}: EntryName): boolean => this.#postponedKeys.has(keyHash);
    for (let waiting = names; waiting.length > 0; waiting = waiting.filter(isPostponed)) {
      this.#postponedKeys.clear();
      for (const name of waiting) {
        if (this.#isBlocked || this.#isOver) return progress;
        if (this.#blockedKeys.has(name.keyHash) || isPostponed(name)) continue;
        if (await this.#deliverOne(name)) progress = true;
      }
    }
    return progress;
  }

  async #deliverOne(name: EntryName): Promise<boolean> {
    const {queue, sender, send} = this.#parts;
    const found = queue.read(name);
    if (found === 'gone') return false;
    if ('problem' in found) {
      const path = queue.setAside(queue.placeWithin(name));
      this.#report.aside.push({path, problem: found.problem});
      return true;
    }
    const {entry} = found;
    try {
      const request = {host: entry.host, group: name.group, attempt: () => send(entry)};
      const result = await sender.deliver(request, {isAlone: false});
      queue.remove(name);
      this.#oddRefusals = 0;
      this.#report.delivered += 1;
      this.#options.delivered?.(name, result);
      return true;
    } catch (error) {
      if (!(error instanceof PdError) || error.kind === 'interrupted') throw error;
      return await this.#failed(name, entry, error);
    }
  }

  async #failed(name: EntryName, entry: Entry, error: PdError): Promise<boolean> {
    if (isInvalidEvent(error)) {
      const reason = [messageOf(error), ...(error.facts.details ?? [])].join('; ');
      await this.#parts.queue.reject(name, entry, reason);
      this.#report.rejected.push({id: name.id, reason});
      return true;
    }
    const {failures} = this.#report;
    if (!failures.some(({message}) => message === error.message)) failures.push(error);
    // An event must not overtake the one before it of its key; those of other keys go on.
    const mayRecover = error.facts.retryable === true;
    const {sender} = this.#parts;
    (mayRecover && sender.triesAgain ? this.#postponedKeys : this.#blockedKeys).add(name.keyHash);
    if (mayRecover) this.#isBlocked = sender.isSpent({host: entry.host, group: name.group});
    else if (error.facts.status !== undefined) this.#isBlocked = ++this.#oddRefusals >= oddRefusalsInARow;
    return false;
  }

  get #isOver(): boolean {
    const {untilMs} = this.#options;
    return untilMs !== undefined && this.#parts.io.monotonic() >= untilMs;
  }
}
