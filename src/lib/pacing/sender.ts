import {PdError} from '../base/errors.ts';
import {Gate} from '../base/semaphore.ts';
import type {Io} from '../io/io.ts';
import {Trouble} from './circuit-breaker.ts';
import {Pace} from './rate-limit.ts';

export interface CourierOptions {
  /** Requests in flight, in all. */
  width: number;
  /** Requests in flight to one routing key, until it is refused for the first time. */
  groupWidth: number;
  /** How long each routing key may be waited for, in all. */
  maxWaitMs: number;
}

/** One event on its way: attempt() sends it once. */
export interface Parcel<R> {
  host: string;
  /** Host and routing key: what PagerDuty paces together. */
  group: string;
  attempt: () => Promise<R>;
}

/**
 * Sends events as fast as the answers allow, each routing key at its own pace: one that is blocked blocks no other.
 * Events of one routing key go in the order in which they are handed over.
 */
export class Courier {
  readonly #io: Io;
  readonly #options: CourierOptions;
  readonly #inFlight: Gate;
  readonly #groups = new Map<string, Group>();
  readonly #hosts = new Map<string, Trouble>();

  constructor(io: Io, options: CourierOptions) {
    this.#io = io;
    this.#options = options;
    this.#inFlight = new Gate(options.width);
  }

  /**
   * The answer, or the PdError of the last attempt when the time for waiting is used up. An event that failed is
   * thrown back at once where others can be tried in its place (`isAlone` false): it may be the event that is at fault.
   */
  async deliver<R>(parcel: Parcel<R>, {isAlone = true} = {}): Promise<R> {
    const group = this.#group(parcel.group);
    await group.turn.enter();
    try {
      for (;;) {
        await this.#untilReady(group, this.#host(parcel.host));
        const outcome = await this.#attempt(parcel, group);
        if ('result' in outcome) return outcome.result;
        if (outcome.error.kind === 'unreachable' && !isAlone) throw outcome.error;
        if (!this.#takeWait(group)) throw outcome.error;
      }
    } finally {
      group.turn.leave();
    }
  }

  /** Whether nothing more would be tried for it now. */
  isSpent({host, group}: Pick<Parcel<unknown>, 'host' | 'group'>): boolean {
    return this.#refusal(this.#group(group), this.#host(host)) !== undefined;
  }

  async #untilReady(group: Group, host: Trouble): Promise<void> {
    this.#io.interrupt.throwIfAborted();
    const refusal = this.#refusal(group, host);
    if (refusal) throw refusal;
    const isLate = group.pace.readyMs > this.#io.monotonic();
    if (isLate && this.#takeWait(group)) await this.#io.sleep(Math.max(0, group.pace.readyMs - this.#io.monotonic()));
  }

  /** Why nothing is tried: what is left of --max-wait does not last until it makes sense again. */
  #refusal(group: Group, host: Trouble): PdError | undefined {
    const nowMs = this.#io.monotonic();
    for (const trouble of [host, group.trouble]) {
      const restMs = trouble.restMs(nowMs);
      if (restMs > 0 && group.waitedMs + restMs > this.#options.maxWaitMs) return trouble.error;
    }
    // What failed may have failed for one event alone, so the next is tried at once. What is refused is refused for all.
    const isTooLong = group.waitedMs + this.#dueMs(group) > this.#options.maxWaitMs;
    const isDue = isTooLong && group.pace.readyMs > nowMs && group.lastError?.kind !== 'unreachable';
    return isDue ? (group.lastError ?? pacedOut()) : undefined;
  }

  async #attempt<R>(parcel: Parcel<R>, group: Group): Promise<{result: R} | {error: PdError}> {
    await this.#inFlight.enter();
    const sentMs = this.#io.monotonic();
    const host = this.#host(parcel.host);
    try {
      const result = await parcel.attempt();
      group.pace.accepted(this.#io.monotonic());
      host.clear();
      group.trouble.clear();
      return {result};
    } catch (error) {
      if (!(error instanceof PdError) || error.facts.retryable !== true) throw error;
      const nowMs = this.#io.monotonic();
      note(error, {group, host, sentMs, nowMs, random: this.#io.random()});
      return {error};
    } finally {
      this.#inFlight.leave();
    }
  }

  /** Counts the wait that is due against --max-wait; false when it is longer than what is left. */
  #takeWait(group: Group): boolean {
    const dueMs = this.#dueMs(group);
    if (group.waitedMs + dueMs > this.#options.maxWaitMs) return false;
    group.waitedMs += dueMs;
    group.countedToMs = Math.max(group.countedToMs, group.pace.readyMs);
    return true;
  }

  /** How much of the wait has not been counted yet: several events may be waiting for the same moment. */
  #dueMs(group: Group): number {
    return Math.max(0, group.pace.readyMs - Math.max(this.#io.monotonic(), group.countedToMs));
  }

  #group(name: string): Group {
    let group = this.#groups.get(name);
    if (!group) {
      group = {
        pace: new Pace(),
        turn: new Gate(this.#options.groupWidth),
        trouble: new Trouble(),
        waitedMs: 0,
        countedToMs: 0,
      };
      this.#groups.set(name, group);
    }
    return group;
  }

  #host(name: string): Trouble {
    let host = this.#hosts.get(name);
    if (!host) {
      host = new Trouble();
      this.#hosts.set(name, host);
    }
    return host;
  }
}

interface Group {
  pace: Pace;
  turn: Gate;
  trouble: Trouble;
  lastError?: PdError;
  waitedMs: number;
  countedToMs: number;
}

interface Circumstances {
  group: Group;
  host: Trouble;
  sentMs: number;
  nowMs: number;
  random: number;
}

function note(error: PdError, {group, host, sentMs, nowMs, random}: Circumstances): void {
  const {status, waitMs: serverWaitMs} = error.facts;
  group.lastError = error;
  if (error.kind === 'rate-limited') {
    group.turn.narrow();
    group.pace.refused({sentMs, nowMs, serverWaitMs, random});
    host.clear();
    group.trouble.clear();
    return;
  }
  group.waitedMs += nowMs - sentMs;
  group.pace.failed({sentMs, nowMs, serverWaitMs, random});
  // Without a status nobody answered: that is the host's trouble, not that of one routing key.
  (status === undefined ? host : group.trouble).add(error, nowMs);
}

const pacedOut = (): PdError =>
  new PdError('rate-limited', 'PagerDuty takes no more events of this routing key for now', {
    retryable: true,
    next: 'allow more time with --max-wait',
  });
