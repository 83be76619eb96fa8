import {messageOf, PdError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import {type EventResult, EventsClient, isInvalidEvent} from '../events/events-client.ts';
import {isDiskFailure} from '../files/disk-failure.ts';
import {safeWith} from '../output/safe-text.ts';
import {Sender} from '../pacing/sender.ts';
import type {Entry} from '../queue/entry.ts';
import type {EntryName} from '../queue/entry-name.ts';
import {setAside} from '../queue/kept-files.ts';
import type {FinalOutcome} from '../queue/outcome-log.ts';
import type {Queue} from '../queue/queue.ts';
import {tidy} from '../queue/tidy.ts';
import {GroupFlush, type Stuck} from './flush-group.ts';
import {FlushNotes, type FlushReport} from './flush-notes.ts';
import {manyEvents} from './many-events.ts';
import {ReadAhead} from './read-ahead.ts';
import {Removals} from './removals.ts';
import {RoutingKeys, StrayEvent} from './routing-keys.ts';

/** Enough characters of PagerDuty's reason for a message and some details. */
const longestReason = 2000;

export interface FlushOptions {
  /** Only the entries of this dedup key, hashed. */
  onlyKey?: string;
  /** Only events for this host: another host may be gone, and finding that out takes time. */
  onlyHost?: string;
  /** Monotonic time after which nothing more is started. */
  untilMs?: number;
  /** Called for each event that PagerDuty has accepted. */
  delivered?: (name: EntryName, result: EventResult) => void;
}

/** Delivers what is queued, in order for each dedup key. The caller holds the lock. */
export async function flushQueue(context: Context, queue: Queue, options: FlushOptions = {}): Promise<FlushReport> {
  return await new Flush(context, queue, options).run();
}

class Flush {
  readonly #context: Context;
  readonly #queue: Queue;
  readonly #options: FlushOptions;
  readonly #keys: RoutingKeys;
  readonly #sender: Sender;
  readonly #clients = new Map<string, EventsClient>();
  readonly #groups = new Map<string, GroupFlush>();
  readonly #notes = new FlushNotes();
  readonly #reading: ReadAhead;
  readonly #removals = new Removals();

  constructor(context: Context, queue: Queue, options: FlushOptions) {
    const {io, settings} = context;
    this.#context = context;
    this.#queue = queue;
    this.#reading = new ReadAhead(queue);
    this.#options = options;
    this.#keys = new RoutingKeys(io, settings.redactor);
    this.#sender = new Sender(io, {width: settings.concurrency(), groupWidth: 1, deadline: settings.deadline()});
  }

  async run(): Promise<FlushReport> {
    let listed = this.#options.onlyKey === undefined ? this.#tidy() : undefined;
    try {
      // Events that others queue in the meantime are delivered too: those commands rely on the flush in progress.
      for (let more = true; more; listed = undefined) {
        const waiting = this.#waiting(listed);
        if (waiting.length >= manyEvents) this.#context.io.settleIn({fully: true});
        const groups = [...Map.groupBy(waiting, ({group}) => group)].filter(([, names]) => this.#isForHost(names));
        more = (await allSettled(groups.map(([group, names]) => this.#group(group).deliver(names)))).includes(true);
      }
    } catch (error) {
      if (!(error instanceof PdError && error.kind === 'interrupted')) throw error;
      this.#notes.report.interrupted = error;
    } finally {
      await this.#removals.end();
      this.#queue.outcomes.close();
      if (this.#notes.report.delivered + this.#notes.report.rejected.length > 0)
        this.#notes.stepPast('After a power cut, delivered events may be sent again', () => this.#queue.syncRemovals());
    }
    return this.#notes.report;
  }

  /** The entries to send, in order. `listed`: the names of all entries, if they have just been listed. */
  #waiting(listed: readonly EntryName[] | undefined): EntryName[] {
    const {onlyKey} = this.#options;
    if (onlyKey !== undefined) return this.#queue.ofKey(onlyKey);
    const {outcomes} = this.#queue;
    outcomes.refresh();
    const names = listed ?? this.#queue.names(error => this.#notes.failed(error));
    return names.filter(({id}) => outcomes.of(id) === undefined && !this.#notes.report.tornIds.has(id));
  }

  /**
   * Retries removals before anything is sent, so that an event that is done is not sent again because its file still
   * exists. Returns the names of all entries.
   */
  #tidy(): EntryName[] {
    const {folder, outcomes} = this.#queue;
    const {aside, problems} = tidy(folder, this.#context.io.now());
    this.#notes.report.aside.push(...aside);
    for (const problem of problems) this.#notes.problem(problem);
    outcomes.refresh();
    const names = this.#queue.names(error => this.#notes.failed(error));
    for (const name of names) {
      const outcome = outcomes.of(name.id);
      if (outcome)
        this.#notes.stepPast(
          `Event ${name.id} is ${outcome} and is not sent again, but its file cannot be removed`,
          () => this.#queue.clear(name, outcome),
        );
    }
    outcomes.trim(names.map(({id}) => id));
    return names;
  }

  /** A group has a single host, so its first event decides. An unreadable one is handled when it is delivered. */
  #isForHost([first]: readonly EntryName[]): boolean {
    const {onlyHost} = this.#options;
    if (onlyHost === undefined || first === undefined) return true;
    const found = this.#queue.read(first);
    return found.is !== 'event' || found.entry.host === onlyHost;
  }

  #group(group: string): GroupFlush {
    let flush = this.#groups.get(group);
    if (!flush) {
      flush = new GroupFlush({
        sender: this.#sender,
        deliver: (name, next) => this.#deliver(name, next),
        isOver: () => this.#context.io.monotonic() >= (this.#options.untilMs ?? Number.POSITIVE_INFINITY),
        failed: error => this.#notes.failed(error),
      });
      this.#groups.set(group, flush);
    }
    return flush;
  }

  async #deliver(name: EntryName, next: EntryName | undefined): Promise<boolean | Stuck> {
    const found = this.#reading.read(name);
    if (found.is === 'gone') return false;
    if (found.is === 'torn') return this.#setAside(name, found.problem);
    if (found.is === 'unreadable') return {error: unreadable(name, found)};
    const {entry} = found;
    const result = await this.#sent(name, entry, next);
    if ('status' in result) {
      this.#notes.report.delivered += 1;
      this.#options.delivered?.(name, result);
      await this.#settle(name);
      return true;
    }
    if (result.error instanceof StrayEvent) return this.#setAside(name, result.error.message);
    if (!isInvalidEvent(result.error)) return {error: result.error, host: entry.host};
    await this.#reject(name, entry, result.error);
    return true;
  }

  async #sent(name: EntryName, entry: Entry, next: EntryName | undefined): Promise<EventResult | {error: PdError}> {
    const {host, action, dedupKey, body} = entry;
    const attempt = async (): Promise<EventResult> => {
      const events = await this.#client(host);
      const routingKey = await this.#keys.keyOf(name, entry);
      if (next) this.#reading.prepare(next);
      return await events.send({action, dedupKey, routingKey, body}, {isOneAttempt: true});
    };
    try {
      return await this.#sender.deliver({host, group: name.group, attempt}, {isAlone: false});
    } catch (error) {
      if (!(error instanceof PdError) || error.kind === 'interrupted') throw error;
      return {error};
    }
  }

  async #client(host: string): Promise<EventsClient> {
    const client = this.#clients.get(host) ?? new EventsClient(await this.#context.http(), new URL(host));
    this.#clients.set(host, client);
    return client;
  }

  async #reject(name: EntryName, entry: Entry, error: PdError): Promise<void> {
    const {redactor} = this.#context.settings;
    const reason = safeWith(redactor)([error.message, ...(error.facts.details ?? [])].join('; '), longestReason);
    this.#notes.report.rejected.push({id: name.id, reason});
    try {
      await this.#queue.reject(name, entry, reason);
    } catch (failure) {
      if (!isDiskFailure(failure)) throw failure;
      this.#remember(name, 'rejected', failure);
    }
  }

  /**
   * The event was delivered: records that, for a pd that waits for it or finds that the file still exists, and removes
   * its file while the next events are being sent; before them, if it cannot be recorded.
   */
  async #settle(name: EntryName): Promise<void> {
    const isRecorded = this.#queue.outcomes.add(name.id, 'delivered');
    await this.#removals.add(() => this.#remove(name), {isAwaited: !isRecorded});
  }

  async #remove(name: EntryName): Promise<void> {
    try {
      await this.#queue.removeMeanwhile(name);
      this.#queue.outcomes.forget(name.id);
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      this.#remember(name, 'delivered', error);
    }
  }

  /** The file of an event that is done could not be removed. No pd may send it again. */
  #remember({id}: EntryName, outcome: FinalOutcome, error: unknown): void {
    const isWritten = this.#queue.outcomes.keep(id, outcome);
    const again = isWritten
      ? 'is not sent again'
      : 'will be sent again by the next flush, because that cannot be recorded on any disk';
    this.#notes.problem(`Event ${id} is ${outcome} and ${again}, but its file cannot be removed: ${messageOf(error)}`);
  }

  #setAside(name: EntryName, problem: string): boolean {
    const within = this.#queue.placeWithin(name);
    try {
      this.#notes.report.aside.push({path: setAside(this.#queue.folder, within), problem});
      return true;
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      this.#notes.report.tornIds.add(name.id);
      this.#notes.problem(`${within} is not sent (${problem}) and cannot be set aside: ${messageOf(error)}`);
      return false;
    }
  }
}

function unreadable({id}: EntryName, {problem, isNewer}: {problem: string; isNewer: boolean}): PdError {
  return isNewer
    ? new PdError('partial', `event ${id} stays where it is: ${problem}`, {next: 'update pd'})
    : new PdError('unreachable', `event ${id} stays queued: ${problem}`, {retryable: true});
}

/** Waits for all of them, even if one throws: nothing may be in progress when the lock is released. */
async function allSettled<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(works);
  return results.map(result => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
