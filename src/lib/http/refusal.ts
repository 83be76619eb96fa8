import {type ErrorKind, PdError} from '../base/errors.ts';
import type {ErrorBody, HttpAnswer} from './exchange.ts';
import type {Speaker} from './speaker.ts';

/**
 * The error for a 4xx answer, with PagerDuty's own message, code and details. `what` names the request: "GET
 * /users/PX". If a gateway or a proxy answered instead of PagerDuty, the error is PdError `unreachable`. `isSure`: an
 * answer that does not show that it is PagerDuty's is not believed either, because something will be given up for good.
 */
export function refusal(answer: HttpAnswer, what: string, {isSure = false} = {}): PdError {
  const {speaker, message, code, details} = errorBodyOf(answer);
  if (!isBelieved(answer.status, speaker, isSure)) return foreign(answer, what, message);
  const kind = kindOf(answer.status, code);
  return new PdError(kind, `${lead(kind, answer.status, what)}${message === undefined ? '' : `: ${message}`}`, {
    status: answer.status,
    code,
    details,
    requestId: answer.requestId,
    retryable: false,
    next: advice(kind, answer.status),
  });
}

/**
 * The error for an answer that is a refusal; undefined if the request was carried out. Some refusals come with a status
 * of success and a body that contains only `error` or `errors`.
 */
export function refusalIn(answer: HttpAnswer, what: string): PdError | undefined {
  return answer.status >= 400 || answer.errorBody !== undefined ? refusal(answer, what) : undefined;
}

/** 401, 403 and 404 are clear whoever sends them; an HTML page with such a status never gets here. */
const isBelieved = (status: number, speaker: Speaker, isSure: boolean): boolean =>
  [401, 403, 404].includes(status) || speaker === 'PagerDuty' || (speaker === 'unknown' && !isSure);

function foreign({status, requestId}: HttpAnswer, what: string, message: string | undefined): PdError {
  const said = message === undefined ? '' : `: ${message}`;
  return new PdError('unreachable', `Something other than PagerDuty refused ${what} (HTTP ${status})${said}`, {
    status,
    requestId,
    retryable: true,
    next: 'check the API URL, and the proxy or gateway in between',
  });
}

// PagerDuty's code 2100 is "Not Found" whatever the status it comes with.
function kindOf(status: number, code: ErrorBody['code']): ErrorKind {
  if (status === 401 || status === 403) return 'credentials';
  if (status === 404 || code === 2100 || code === '2100') return 'not-found';
  return 'refused';
}

function lead(kind: ErrorKind, status: number, what: string): string {
  if (status === 403) return `This key lacks permission for ${what}`;
  if (kind === 'credentials') return `PagerDuty refused the key for ${what}`;
  if (kind === 'not-found') return `Not found: ${what}`;
  return `PagerDuty refused ${what}`;
}

// API: a key is known only in the region of its account.
const region = 'and the region, because a key works only in its own (--region us|eu)';

function advice(kind: ErrorKind, status: number): string | undefined {
  if (kind === 'credentials') {
    return status === 401 ? `check the key: pd profiles check; ${region}` : 'use a key with more permissions';
  }
  return status === 402 ? 'the account does not have this feature' : undefined;
}

/** The parsed refusal; an empty one if the answer has none. */
export const errorBodyOf = ({errorBody}: HttpAnswer): ErrorBody =>
  errorBody ?? {speaker: 'unknown', message: undefined, code: undefined, details: []};
