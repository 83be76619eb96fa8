import {type ErrorFacts, PdError} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Io} from '../io/io.ts';
import {type Agents, makeAgents} from './agents.ts';
import {type AttemptOutcome, attempt, type HttpAnswer, type HttpRequest} from './attempt.ts';
import {readError} from './refusal.ts';
import {retryDelay, serverWait} from './retry.ts';
import {Trace} from './trace.ts';

export type {HttpAnswer, HttpRequest} from './attempt.ts';

export interface HttpOptions {
  maxWaitMs: number;
  timeoutMs: number;
  /** Connections kept open to one host. */
  concurrency: number;
  debug: boolean;
  /** A terminal is told of retries, unless this is set. */
  quiet?: boolean;
  redactor: Redactor;
}

/** Sends requests over one pool of kept-alive connections and tries again within --max-wait. */
export class Http {
  readonly #io: Io;
  readonly #options: HttpOptions;
  readonly #trace: Trace;
  readonly #pools = new Map<string, Promise<Agents>>();

  constructor(io: Io, options: HttpOptions) {
    this.#io = io;
    this.#options = options;
    this.#trace = new Trace(io, options);
  }

  /**
   * Every attempt sends the same bytes. Returns what PagerDuty answered, 2xx and 4xx alike.
   * Throws PdError `rate-limited` (429 to the end), `unreachable` (network, timeout, 5xx, redirect, an answer that is
   * not JSON; for a request that must not be repeated the message says that the outcome is unknown).
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const maxWaitMs = request.maxWaitMs ?? this.#options.maxWaitMs;
    const {admit = run => run()} = request;
    let startedMs: number | undefined;
    let mayHaveBeenDone = false;
    for (let count = 1; ; count++) {
      const outcome = await admit(() => {
        startedMs ??= this.#io.monotonic();
        return this.#attempt(request, count);
      });
      const failure = failureOf(outcome, request, this.#io.now());
      if ('answer' in failure) return mayHaveBeenDone ? settled(request, failure.answer) : failure.answer;
      mayHaveBeenDone ||= failure.mayHaveBeenDone;
      const error = () => (mayHaveBeenDone ? perhapsDone(request, failure.error(count)) : failure.error(count));
      if (!failure.retry) throw error();
      const remainingMs = maxWaitMs - (this.#io.monotonic() - (startedMs ?? 0));
      const delayMs = retryDelay({
        attempt: count,
        remainingMs,
        serverWaitMs: failure.serverWaitMs,
        random: this.#io.random(),
      });
      if (delayMs === 'give up') throw error();
      await this.pause(delayMs, `${failure.why}; trying again`, remainingMs - delayMs);
    }
  }

  /** Sleeps, and says so on stderr: with --debug, and at a terminal. `leftMs`: how much more may be waited after that. */
  async pause(delayMs: number, why: string, leftMs?: number): Promise<void> {
    this.#trace.pause(delayMs, why, leftMs);
    await this.#io.sleep(delayMs);
  }

  async #attempt(request: HttpRequest, count: number): Promise<AttemptOutcome> {
    const timeoutMs = request.timeoutMs ?? this.#options.timeoutMs;
    const startedMs = this.#io.monotonic();
    this.#trace.request(request, count);
    // A kept-alive connection may have been dropped unseen. What must not be sent twice gets one of its own.
    const agents = await (request.repeatable
      ? this.#pool(request)
      : makeAgents({keepAlive: false}, request.url, this.#io.env));
    const signal = this.#io.interrupt;
    // Held, so that an interruption is told with what it means for the request.
    const release = request.repeatable ? undefined : this.#io.hold();
    const outcome = await attempt(request, {agents, timeoutMs, signal})
      .catch((error: unknown) => {
        throw request.repeatable || !signal.aborted ? error : interruptedMidway(error);
      })
      .finally(release);
    this.#trace.outcome(outcome, this.#io.monotonic() - startedMs);
    return outcome;
  }

  #pool({url}: HttpRequest): Promise<Agents> {
    const pool =
      this.#pools.get(url.protocol) ??
      makeAgents({keepAlive: true, maxSockets: this.#options.concurrency}, url, this.#io.env);
    this.#pools.set(url.protocol, pool);
    return pool;
  }
}

type FailureFacts = Pick<ErrorFacts, 'status' | 'code' | 'details' | 'requestId' | 'waitMs' | 'attempts'>;

interface AttemptFailure {
  retry: boolean;
  mayHaveBeenDone: boolean;
  why: string;
  serverWaitMs?: number | undefined;
  error: (attempts: number) => PdError;
}

/** The first DELETE was carried out though its answer was lost: gone is what was asked for. */
function settled(request: HttpRequest, answer: HttpAnswer): HttpAnswer {
  const gone = request.method === 'DELETE' && answer.status === 404;
  return gone ? {...answer, status: 204, text: '', body: undefined} : answer;
}

/** What an outcome means for this request: a failure, or the answer to hand back. */
function failureOf(
  outcome: AttemptOutcome,
  request: HttpRequest,
  nowMs: number,
): AttemptFailure | {answer: HttpAnswer} {
  if (outcome.kind === 'hopeless') {
    return {retry: false, mayHaveBeenDone: false, why: outcome.error.message, error: () => outcome.error};
  }
  if (outcome.kind === 'unsent') {
    const {why} = outcome;
    return {
      retry: true,
      mayHaveBeenDone: false,
      why,
      error: attempts => unreachable(`PagerDuty was not reached: ${why}`, {attempts}),
    };
  }
  if (outcome.kind === 'broken') {
    return brokenFailure(request, outcome.why, `The request failed: ${outcome.why}`, {requestId: outcome.requestId});
  }
  const {answer} = outcome;
  const {status, requestId} = answer;
  const serverWaitMs = serverWait(answer, nowMs);
  if (status === 429) {
    return {
      retry: true,
      mayHaveBeenDone: false,
      why: 'rate limited (HTTP 429)',
      serverWaitMs,
      error: attempts => rateLimited(answer, serverWaitMs, attempts),
    };
  }
  if (status === 408 || status >= 500) {
    const {message, code, details} = readError(answer);
    const why = `PagerDuty is failing (HTTP ${status})${message === undefined ? '' : `: ${message}`}`;
    return {
      ...brokenFailure(request, why, why, {status, code, details, requestId, waitMs: serverWaitMs}),
      serverWaitMs,
    };
  }
  return {answer};
}

function brokenFailure(request: HttpRequest, why: string, message: string, facts: FailureFacts): AttemptFailure {
  const error = (attempts: number) =>
    request.repeatable
      ? unreachable(message, {...facts, attempts})
      : new PdError('unreachable', `The outcome is unknown: ${why}`, {
          ...facts,
          retryable: false,
          mayHaveBeenDone: true,
          next: 'look whether it was carried out before sending it again',
        });
  return {retry: request.repeatable, mayHaveBeenDone: true, why, error};
}

/** Repeating a PUT or a DELETE is harmless; but whoever asks has to know that it may have been carried out. */
function perhapsDone({method}: HttpRequest, error: PdError): PdError {
  if (method !== 'PUT' && method !== 'DELETE') return error;
  return new PdError(error.kind, error.message, {
    ...error.facts,
    mayHaveBeenDone: true,
    next: error.facts.next ?? 'it may have been carried out: look before sending it again',
  });
}

function unreachable(message: string, facts: FailureFacts): PdError {
  return new PdError('unreachable', message, {...facts, retryable: true});
}

function rateLimited(answer: HttpAnswer, waitMs: number | undefined, attempts: number): PdError {
  const {status, requestId} = answer;
  const {message, code, details} = readError(answer);
  const wait = waitMs === undefined ? 'wait a moment' : `PagerDuty asks to wait ${Math.ceil(waitMs / 1000)} s`;
  return new PdError(
    'rate-limited',
    `PagerDuty refused the request: too many requests${message === undefined ? '' : `: ${message}`}`,
    {
      attempts,
      code,
      details,
      status,
      requestId,
      waitMs,
      retryable: true,
      next: `${wait}, or allow more time with --max-wait`,
    },
  );
}

function interruptedMidway(error: unknown): unknown {
  if (!(error instanceof PdError)) return error;
  return new PdError('interrupted', `${error.message}. The outcome is unknown: the request had been sent`, {
    ...error.facts,
    next: 'look whether it was carried out before sending it again',
  });
}
