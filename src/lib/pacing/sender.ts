import {PdError} from '../base/errors.ts';
import {Semaphore} from '../base/semaphore.ts';
import type {Deadline} from '../io/deadline.ts';
import type {Io} from '../io/io.ts';
import {CircuitBreaker} from './circuit-breaker.ts';
import {RateLimit} from './rate-limit.ts';

export interface SenderOptions {
  /** Requests in flight, in total. */
  width: number;
  /** Requests in flight to one routing key, until it is refused for the first time. */
  groupWidth: number;
  /** The command's own: how long it may still spend waiting and retrying. */
  deadline: Deadline;
}

/** One event on its way: attempt() sends it once. */
export interface SendRequest<R> {
  host: string;
  /** Host and routing key: what PagerDuty paces together. */
  group: string;
  attempt: () => Promise<R>;
}

/**
 * Sends events as fast as the answers allow, each routing key at its own pace: a blocked key does not block the others.
 * Events of one routing key are sent in the order in which they are passed in.
 */
export class Sender {
  readonly #io: Io;
  readonly #options: SenderOptions;
  readonly #inFlight: Semaphore;
  readonly #groups = new Map<string, Group>();
  readonly #hosts = new Map<string, CircuitBreaker>();

  constructor(io: Io, options: SenderOptions) {
    this.#io = io;
    this.#options = options;
    this.#inFlight = new Semaphore(options.width);
  }

  /**
   * Returns the answer; throws the PdError of the last attempt when the waiting time is used up. If other events can be
   * tried instead (`isAlone` false), a failure is thrown at once: the event itself may be at fault.
   */
  async deliver<R>(request: SendRequest<R>, {isAlone = true} = {}): Promise<R> {
    const group = this.#group(request.group);
    await group.turn.enter();
    let uncount: (() => void) | undefined;
    try {
      for (;;) {
        this.#check(group, this.#host(request.host));
        await this.#untilDue(group);
        const outcome = await this.#attempt(request, group);
        if ('result' in outcome) return outcome.result;
        uncount ??= this.#options.deadline.count(outcome.sentMs);
        if (outcome.error.kind === 'unreachable' && !isAlone) throw outcome.error;
        if (this.#dueMs(group) > this.#options.deadline.leftMs) throw outcome.error;
      }
    } finally {
      uncount?.();
      group.turn.leave();
    }
  }

  /** Whether no further attempt would be made for it now. */
  isSpent({host, group}: Pick<SendRequest<unknown>, 'host' | 'group'>): boolean {
    return this.#refusal(this.#group(group), this.#host(host)) !== undefined;
  }

  /** Whether failed requests are retried at all. */
  get triesAgain(): boolean {
    return this.#options.deadline.maxWaitMs > 0;
  }

  /** Throws if there is to be no attempt. */
  #check(group: Group, host: CircuitBreaker): void {
    this.#io.interrupt.throwIfAborted();
    const refusal = this.#refusal(group, host);
    if (refusal) throw refusal;
  }

  async #untilDue(group: Group): Promise<void> {
    const dueMs = this.#dueMs(group);
    const {deadline} = this.#options;
    if (dueMs === 0 || dueMs > deadline.leftMs) return;
    const uncount = deadline.count(this.#io.monotonic());
    await this.#io.sleep(dueMs).finally(uncount);
  }

  /** Why no attempt is made: the rest of --max-wait ends before another one would make sense. */
  #refusal(group: Group, host: CircuitBreaker): PdError | undefined {
    const {deadline} = this.#options;
    const {leftMs, isOver} = deadline;
    const nowMs = this.#io.monotonic();
    for (const breaker of [host, group.breaker]) {
      if (isOver && breaker.error) return breaker.error;
      const restMs = breaker.restMs(nowMs);
      if (restMs > leftMs) return breaker.error;
    }
    // A failure may concern only one event, so the next is tried at once. A rate limit concerns all of them.
    const isDue = this.#dueMs(group) > leftMs && group.lastError?.kind !== 'unreachable';
    return isDue ? (group.lastError ?? pacedOut()) : undefined;
  }

  async #attempt<R>(request: SendRequest<R>, group: Group): Promise<{result: R} | {error: PdError; sentMs: number}> {
    await this.#inFlight.enter();
    const sentMs = this.#io.monotonic();
    const host = this.#host(request.host);
    try {
      const result = await request.attempt();
      group.rateLimit.accepted(this.#io.monotonic());
      host.clear();
      group.breaker.clear();
      return {result};
    } catch (error) {
      if (error instanceof PdError && isAboutHost(error)) host.giveUp(error);
      if (!(error instanceof PdError) || error.facts.retryable !== true) throw error;
      const nowMs = this.#io.monotonic();
      note(error, {group, host, sentMs, nowMs, random: this.#io.random()});
      return {error, sentMs};
    } finally {
      this.#inFlight.leave();
    }
  }

  #dueMs(group: Group): number {
    return Math.max(0, group.rateLimit.readyMs - this.#io.monotonic());
  }

  #group(name: string): Group {
    let group = this.#groups.get(name);
    if (!group) {
      group = {
        rateLimit: new RateLimit(),
        turn: new Semaphore(this.#options.groupWidth),
        breaker: new CircuitBreaker(),
      };
      this.#groups.set(name, group);
    }
    return group;
  }

  #host(name: string): CircuitBreaker {
    let host = this.#hosts.get(name);
    if (!host) {
      host = new CircuitBreaker();
      this.#hosts.set(name, host);
    }
    return host;
  }
}

interface Group {
  rateLimit: RateLimit;
  turn: Semaphore;
  breaker: CircuitBreaker;
  lastError?: PdError;
}

interface Circumstances {
  group: Group;
  host: CircuitBreaker;
  sentMs: number;
  nowMs: number;
  random: number;
}

function note(error: PdError, {group, host, sentMs, nowMs, random}: Circumstances): void {
  const {status, waitMs: serverWaitMs} = error.facts;
  group.lastError = error;
  if (error.kind === 'rate-limited') {
    group.turn.narrow();
    group.rateLimit.refused({sentMs, nowMs, serverWaitMs, random});
    host.clear();
    group.breaker.clear();
    return;
  }
  group.rateLimit.failed({sentMs, nowMs, serverWaitMs, random});
  // Without a status, nobody answered: that is a problem of the host, not of one routing key.
  (status === undefined ? host : group.breaker).add(error, nowMs);
}

/** Nobody answered, and nobody will: an untrusted certificate, a proxy that requires a login. */
const isAboutHost = ({kind, facts}: PdError): boolean =>
  kind === 'unreachable' && facts.retryable === false && facts.status === undefined;

const pacedOut = (): PdError =>
  new PdError('rate-limited', 'PagerDuty accepts no more events for this routing key at the moment', {
    retryable: true,
    next: 'allow more time with --max-wait',
  });
