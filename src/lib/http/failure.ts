import {type ErrorFacts, PdError} from '../base/errors.ts';
import type {AttemptOutcome, HttpAnswer, HttpRequest} from './exchange.ts';
import {errorBodyOf} from './refusal.ts';
import {serverWait} from './retry.ts';

type FailedOutcome = Exclude<AttemptOutcome, {kind: 'interrupted' | 'held back'}>;

type FailureFacts = Pick<ErrorFacts, 'status' | 'code' | 'details' | 'requestId' | 'waitMs' | 'attempts' | 'next'>;

/** A failed attempt, and what it means for the request. */
export interface AttemptFailure {
  retry: boolean;
  mayHaveBeenDone: boolean;
  why: string;
  serverWaitMs?: number | undefined;
  error: (attempts: number) => PdError;
}

/** A 404 after a DELETE whose answer was lost: the first one was carried out, so this counts as success. */
export function settled(request: HttpRequest, answer: HttpAnswer): HttpAnswer {
  const gone = request.method === 'DELETE' && answer.status === 404;
  return gone ? {...answer, status: 204, body: undefined, errorBody: undefined} : answer;
}

/** What an outcome means for this request: a failure, or the answer to return. */
export function failureOf(
  outcome: FailedOutcome,
  request: HttpRequest,
  nowMs: number,
): AttemptFailure | {answer: HttpAnswer} {
  if (outcome.kind === 'hopeless') {
    return {retry: false, mayHaveBeenDone: false, why: outcome.error.message, error: () => outcome.error};
  }
  if (outcome.kind === 'unsent') {
    const {why, next} = outcome;
    return {
      retry: true,
      mayHaveBeenDone: false,
      why,
      error: attempts => unreachable(`PagerDuty was not reached: ${why}`, {attempts, next}),
    };
  }
  if (outcome.kind === 'broken' || outcome.kind === 'stale') {
    const requestId = outcome.kind === 'broken' ? outcome.requestId : undefined;
    const next = outcome.kind === 'broken' ? outcome.next : undefined;
    return brokenFailure(request, outcome.why, `The request failed: ${outcome.why}`, {requestId, next});
  }
  const {answer} = outcome;
  const {status, requestId} = answer;
  if (status !== 429 && status !== 408 && status < 500) return {answer};
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
  const {message, code, details} = errorBodyOf(answer);
  const why = `PagerDuty is failing (HTTP ${status})${message === undefined ? '' : `: ${message}`}`;
  return {
    ...brokenFailure(request, why, why, {status, code, details, requestId, waitMs: serverWaitMs}),
    serverWaitMs,
  };
}

function brokenFailure(request: HttpRequest, why: string, message: string, facts: FailureFacts): AttemptFailure {
  const error = (attempts: number) =>
    request.repeatable
      ? unreachable(message, {...facts, attempts})
      : new PdError('unreachable', `The outcome is unknown: ${why}`, {
          ...facts,
          retryable: false,
          mayHaveBeenDone: true,
          next: 'check whether it was carried out before sending it again',
        });
  return {retry: request.repeatable, mayHaveBeenDone: true, why, error};
}

/** Repeating a PUT or a DELETE is harmless, but the caller has to know that it may have been carried out. */
export function perhapsDone({method}: HttpRequest, error: PdError): PdError {
  if (method !== 'PUT' && method !== 'DELETE') return error;
  return new PdError(error.kind, error.message, {
    ...error.facts,
    mayHaveBeenDone: true,
    next: error.facts.next ?? 'it may have been carried out: check before sending it again',
  });
}

function unreachable(message: string, facts: FailureFacts): PdError {
  return new PdError('unreachable', message, {...facts, retryable: true});
}

function rateLimited(answer: HttpAnswer, waitMs: number | undefined, attempts: number): PdError {
  const {status, requestId} = answer;
  const {message, code, details} = errorBodyOf(answer);
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

/** Nothing is left of --max-wait, and the last request to this host failed. */
export function notTried({kind, message, facts}: PdError): PdError {
  const {status, next} = facts;
  return new PdError(kind, `Not sent, because the time allowed is used up: ${message}`, {
    status,
    retryable: true,
    next: next ?? 'allow more time with --max-wait',
  });
}

/** What a signal means for a request that was in progress or waiting to be retried. */
export function interruption(error: unknown, {method}: HttpRequest, mayHaveBeenDone: boolean): unknown {
  if (!(error instanceof PdError) || error.kind !== 'interrupted' || method === 'GET') return error;
  if (!mayHaveBeenDone) return new PdError('interrupted', `${error.message}: not sent`, error.facts);
  return new PdError('interrupted', `${error.message}. The outcome is unknown: the request had been sent`, {
    ...error.facts,
    mayHaveBeenDone,
    next: 'check whether it was carried out before sending it again',
  });
}
