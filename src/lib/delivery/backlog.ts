import {baseOf} from '../base/base-url.ts';
import {messageOf, PdError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import type {EventResult} from '../events/events-client.ts';
import {isDiskFailure} from '../files/disk-failure.ts';
import {type Lock, tryLock, waitForLock} from '../files/lock.ts';
import type {EntryName} from '../queue/entry-name.ts';
import {keptFiles, readKept} from '../queue/kept-files.ts';
import type {NewEntry, Queue} from '../queue/queue.ts';
import {type FlushOptions, flushQueue} from './flush.ts';
import type {FlushReport} from './flush-notes.ts';
import {warnOfFailures} from './flush-outcome.ts';

/** The longest time that a command which was asked to send one event spends on the backlog. */
const momentMs = 10_000;

/** What an event command does about events that were queued earlier. */
export class Backlog {
  readonly #context: Context;
  readonly #queue: Queue;

  constructor(context: Context, queue: Queue) {
    this.#context = context;
    this.#queue = queue;
  }

  /**
   * Delivers what it can within a short time, to the host that has just answered. A failure is only reported, because
   * the command's own event is done.
   */
  async deliver(): Promise<void> {
    const {io, output, settings} = this.#context;
    try {
      if (this.#queue.isEmpty()) return;
      const lock = tryLock(this.#queue.folder);
      if (!lock) return;
      settings.deadline().endWithin(momentMs);
      const onlyHost = baseOf(settings.eventsUrl());
      const {delivered} = await this.#flush(lock, {onlyHost, untilMs: io.monotonic() + momentMs});
      if (delivered > 0) output.note(`queued events that were delivered: ${delivered}`);
    } catch (error) {
      output.warn(`the queue was not delivered: ${messageOf(error)}`);
    }
  }

  /** Delivers the events of one key. Returns whether none of them is left. */
  async deliverKey({keyHash, entry, group}: NewEntry): Promise<boolean> {
    const isDone = (): boolean => !this.#queue.hasSame({keyHash, entry, group});
    const lock = await this.#lockUnless(isDone);
    if (lock) await this.#flush(lock, {onlyKey: keyHash});
    return isDone();
  }

  /**
   * Delivers a queued event and the earlier ones of its key. Undefined if it stays queued, as it does if the queue
   * cannot be processed.
   */
  async deliverOwn(own: EntryName): Promise<EventResult | undefined> {
    let result: EventResult | undefined;
    let isWaiting = true;
    try {
      const lock = await this.#lockUnless(() => !this.#queue.isWaiting(own));
      if (lock) {
        const delivered = (name: EntryName, answer: EventResult): void => {
          if (name.file === own.file) result = answer;
        };
        await this.#flush(lock, {onlyKey: own.keyHash, delivered});
      }
      isWaiting = result === undefined && this.#queue.isWaiting(own);
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      this.#context.output.warn(`the queue was not delivered: ${messageOf(error)}`);
    }
    return result ?? (isWaiting ? undefined : this.#byAnother(own));
  }

  /** The outcome that another pd has recorded for it: only that counts as delivered. */
  #byAnother({id}: EntryName): EventResult {
    const outcome = this.#queue.outcomes.of(id);
    if (outcome === 'delivered') {
      return {status: 'success', message: 'Delivered by another pd', dedup_key: null, event_action: ''};
    }
    const kept = keptFiles(this.#queue.folder).find(file => file.id === id && file.state === 'rejected');
    if (outcome === undefined && kept === undefined) {
      throw new PdError('unreachable', `The outcome is unknown: event ${id} is no longer in the queue`, {
        next: 'it was removed by hand, or by a pd that could not record the outcome; sending it again is harmless',
        retryable: true,
        mayHaveBeenDone: true,
      });
    }
    const found = kept && readKept(kept);
    const reason = found?.is === 'event' ? found.entry.reason : undefined;
    throw new PdError('refused', reason ?? 'PagerDuty refused the event', {
      status: 400,
      next: `it is kept: pd events queue retry ${id}, or rm ${id}`,
      retryable: false,
    });
  }

  async #flush(lock: Lock, options: FlushOptions): Promise<FlushReport> {
    try {
      const report = await flushQueue(this.#context, this.#queue, options);
      warnOfFailures(report, this.#context.output);
      return report;
    } finally {
      lock.release();
    }
  }

  /** The lock, or undefined if it is no longer needed, time is up, or a signal came. */
  async #lockUnless(isDone: () => boolean): Promise<Lock | undefined> {
    const {io, settings} = this.#context;
    const deadline = settings.deadline();
    const uncount = deadline.count(io.monotonic());
    try {
      return await waitForLock(io, this.#queue.folder, {waitMs: deadline.leftMs, isDone});
    } catch (error) {
      if (!io.interrupt.aborted) throw error;
      return undefined;
    } finally {
      uncount();
    }
  }
}
