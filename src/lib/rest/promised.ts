import {PdError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import type {PreparedRequest} from './request-sender.ts';
import type {RestAnswer} from './rest-client.ts';

/** The record of an answer: an object with an ID. Undefined if it is anything else. */
export function recordIn(answer: Json): JsonObject | undefined {
  const id = field(answer, 'id');
  const isNamed = (typeof id === 'string' && id !== '') || typeof id === 'number';
  return isObject(answer) && isNamed ? answer : undefined;
}

/** The error for a change whose answer has a status of success, but not what was promised. */
export function outcomeUnknown(what: string, status?: number): PdError {
  const came = status === undefined ? '' : ` (HTTP ${status})`;
  return new PdError(
    'unreachable',
    `The outcome is unknown: PagerDuty's answer to ${what} does not contain it${came}`,
    {
      status,
      retryable: false,
      mayHaveBeenDone: true,
      next: 'check whether it was carried out before sending it again',
    },
  );
}

// API: the one endpoint that takes a record in a wrapper, and documents an answer without a body (202).
const promisesNothing = new Set(['/log_entries/{id}/channel']);

/**
 * Checks the answer to a change that sends records to a known endpoint, which returns them. Throws `unreachable` if it
 * contains none. What other requests return is not known.
 */
export function checkPromised({method, path, body, match}: PreparedRequest, answer: RestAnswer): void {
  const endpoint = match?.endpoint;
  if (method === 'GET' || method === 'DELETE' || endpoint?.requestWrapper === undefined) return;
  // An empty list may well be answered with one.
  if (promisesNothing.has(endpoint.path) || body === undefined || /^\{"\w+":\[\]\}$/.test(body)) return;
  if (!hasContent(answer.body)) throw outcomeUnknown(`${method} ${path}`, answer.status);
}

const acknowledgements = new Set(['ok', 'success', 'status', 'result', 'message', 'warnings']);

function hasContent(answer: Json | undefined): boolean {
  if (Array.isArray(answer)) return answer.length > 0;
  return isObject(answer) && Object.keys(answer).some(name => !acknowledgements.has(name));
}
