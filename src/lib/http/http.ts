import {PdError} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Deadline} from '../io/deadline.ts';
import type {Io} from '../io/io.ts';
import {type MakeSafe, safeWith} from '../output/safe-text.ts';
import type {AgentOptions, Agents} from './agents.ts';
import {attempt} from './attempt.ts';
import {Authorities} from './authorities.ts';
import {Connections} from './connections.ts';
import type {AttemptOutcome, HttpAnswer, HttpRequest} from './exchange.ts';
import {failureOf, interruption, notTried, perhapsDone, settled} from './failure.ts';
import {Gateway, type GatewayOptions} from './gateway.ts';
import {retryDelay} from './retry.ts';
import {Trace} from './trace.ts';

export type {HttpAnswer, HttpRequest} from './exchange.ts';

export interface HttpOptions {
  /** The command's own: how long it may still spend waiting and retrying. */
  deadline: Deadline;
  /** The limit of one attempt. */
  timeoutMs: number;
  /** Connections kept open to one host. */
  concurrency: number;
  debug: boolean;
  /** Suppresses the messages about retries at a terminal. */
  quiet?: boolean;
  redactor: Redactor;
  /** What to send to a gateway in front of the API. */
  gateway?: GatewayOptions | undefined;
}

/** Sends requests over a pool of kept-alive connections per host, and retries within --max-wait. */
export class Http {
  readonly #io: Io;
  readonly #options: HttpOptions;
  readonly #trace: Trace;
  readonly #safe: MakeSafe;
  readonly #gateway: Gateway | undefined;
  /** By origin. */
  readonly #connections = new Map<string, Connections>();
  /** By origin. */
  readonly #pools = new Map<string, Promise<Agents>>();
  /** By origin: the last retryable failure, until a request succeeds. */
  readonly #failing = new Map<string, PdError>();

  constructor(io: Io, options: HttpOptions) {
    this.#io = io;
    this.#options = options;
    this.#trace = new Trace(io, options);
    this.#safe = safeWith(options.redactor);
    this.#gateway = options.gateway && new Gateway(options.gateway);
  }

  /**
   * Every attempt sends the same bytes. Returns what PagerDuty answered, 2xx and 4xx alike.
   * Throws PdError `rate-limited` (429 to the end), `unreachable` (network, timeout, 5xx, redirect, an answer that is
   * not JSON; for a request that must not be repeated the message says that the outcome is unknown), `interrupted`
   * (a signal; what changes something says whether it was sent).
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const {origin} = request.url;
    const last = this.#failing.get(origin);
    if (last && this.#options.deadline.isOver) throw notTried(last);
    // Held, so that the message of an interruption can say what it means for the request. A GET just ends.
    const release = request.method === 'GET' ? undefined : this.#io.hold();
    try {
      const answer = await this.#sendWithin(request);
      this.#failing.delete(origin);
      return answer;
    } catch (error) {
      if (error instanceof PdError && error.facts.retryable === true && !request.isOptional)
        this.#failing.set(origin, error);
      throw error;
    } finally {
      release?.();
    }
  }

  async #sendWithin(request: HttpRequest): Promise<HttpAnswer> {
    const {deadline} = this.#options;
    const {admit = run => run()} = request;
    let uncount: (() => void) | undefined;
    let mayHaveBeenDone = false;
    let last: PdError | undefined;
    try {
      for (let count = 1; ; count++) {
        let startedMs = this.#io.monotonic();
        const outcome = await admit(() => {
          startedMs = this.#io.monotonic();
          return this.#attempt(request, count);
        });
        if (outcome.kind === 'interrupted') {
          mayHaveBeenDone ||= outcome.wasSent;
          throw outcome.reason;
        }
        if (outcome.kind === 'held back') throw last ?? outcome.error;
        const failure = failureOf(outcome, request, this.#io.now());
        if ('answer' in failure) return mayHaveBeenDone ? settled(request, failure.answer) : failure.answer;
        mayHaveBeenDone ||= failure.mayHaveBeenDone;
        last = mayHaveBeenDone ? perhapsDone(request, failure.error(count)) : failure.error(count);
        const isSpared = request.isOptional === true && last.kind !== 'rate-limited';
        if (!failure.retry || request.isOneAttempt || isSpared) throw last;
        uncount ??= deadline.count(startedMs);
        const remainingMs = deadline.leftMs;
        const {serverWaitMs} = failure;
        const delayMs = retryDelay({attempt: count, remainingMs, serverWaitMs, random: this.#io.random()});
        if (delayMs === 'give up') throw last;
        await this.pause(delayMs, `${failure.why}; trying again`, remainingMs - delayMs);
      }
    } catch (error) {
      throw this.#io.interrupt.aborted ? interruption(error, request, mayHaveBeenDone) : error;
    } finally {
      uncount?.();
    }
  }

  /** Begins to connect to a host to which a request is about to be sent. */
  connectTo(url: URL): void {
    this.#connectionsTo(url)?.open(url);
  }

  /**
   * Sleeps, and says so on stderr with --debug or at a terminal. `leftMs`: how much waiting time is left after that.
   */
  async pause(delayMs: number, why: string, leftMs?: number): Promise<void> {
    this.#trace.pause(delayMs, why, leftMs);
    await this.#io.sleep(delayMs);
  }

  async #attempt(request: HttpRequest, count: number): Promise<AttemptOutcome> {
    // A kept-alive connection may have been dropped unnoticed. A request that must not be sent twice gets a new one.
    const outcome = await this.#once(request, count, !request.repeatable);
    // The server closed it before reading the request: that does not count as an attempt.
    return outcome.kind === 'stale' ? await this.#once(request, count, true) : outcome;
  }

  async #once(request: HttpRequest, count: number, isFresh: boolean): Promise<AttemptOutcome> {
    const {deadline, timeoutMs} = this.#options;
    const startedMs = this.#io.monotonic();
    this.#trace.request(request, count);
    const headers = await this.#gateway?.headersFor(request.url);
    const outcome = await attempt(headers ? {...request, headers: {...headers, ...request.headers}} : request, {
      clock: this.#io,
      connections: this.#connectionsTo(request.url),
      isFresh,
      agents: () => (isFresh ? this.#agents({keepAlive: false}, request.url) : this.#pool(request)),
      hasClientCertificate: this.#gateway?.hasCertificate ?? false,
      timeoutMs: deadline.attemptMs(timeoutMs),
      signal: this.#io.interrupt,
      safe: this.#safe,
    });
    this.#trace.outcome(outcome, this.#io.monotonic() - startedMs);
    return outcome;
  }

  /** Undefined where a proxy or a client certificate may be needed, which node's agents know. */
  #connectionsTo({origin, host}: URL): Connections | undefined {
    const known = this.#connections.get(origin);
    if (known) return known;
    const {env, monotonic} = this.#io;
    const hasProxy = Object.keys(env).some(name => env[name] && /^(https?|all)_proxy$/i.test(name));
    if (hasProxy || this.#gateway?.hasCertificate === true) return undefined;
    const authorities = new Authorities(this.#io, host);
    const made = new Connections({mostKept: this.#options.concurrency, authorities, monotonic});
    this.#connections.set(origin, made);
    return made;
  }

  /** One for each host, because the host decides whether a proxy is used. */
  #pool({url}: Pick<HttpRequest, 'url'>): Promise<Agents> {
    const pool =
      this.#pools.get(url.origin) ?? this.#agents({keepAlive: true, maxSockets: this.#options.concurrency}, url);
    this.#pools.set(url.origin, pool);
    return pool;
  }

  async #agents(options: AgentOptions, url: URL): Promise<Agents> {
    const certificate = await this.#gateway?.certificate();
    const {makeAgents} = await import('./agents.ts');
    return makeAgents({...options, certificate}, url, this.#io.env);
  }
}
