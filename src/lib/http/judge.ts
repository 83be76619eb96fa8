import {PdError, type SafeText} from '../base/errors.ts';
import {parseJson, TooDeep} from '../base/json.ts';
import type {MakeSafe} from '../output/safe-text.ts';
import {isOnlyRefusal, readErrorBody} from './error-body.ts';
import type {AttemptOutcome, HttpAnswer, HttpRequest} from './exchange.ts';
import {pageWords} from './page.ts';
import type {Received} from './receive.ts';
import {isPage} from './speaker.ts';

const longestId = 200;

/** Decides what an answer is: PagerDuty's, or that of something in between. */
export function judge(request: HttpRequest, received: Received, safe: MakeSafe): AttemptOutcome {
  const {status, headers, text} = received;
  const idText = headers['x-request-id'];
  const requestId = idText === undefined ? undefined : safe(idText, longestId);
  const answer: HttpAnswer = {status, headers, requestId};
  if (status >= 300 && status < 400)
    return {kind: 'hopeless', error: redirected(headers['location'] && safe(headers['location']), status, requestId)};
  const ok = status < 300;
  if (request.expect === 'any' && ok) return {kind: 'answer', answer};
  if (text.trim() === '') {
    if (ok && status !== 204 && request.method === 'GET' && request.expect === 'json') {
      return {kind: 'broken', why: `the answer is empty (HTTP ${status})`, requestId};
    }
    return {kind: 'answer', answer};
  }
  // Only a proxy asks for this.
  if (status === 407) return notPagerDuty(request, received, requestId, safe);
  if (isPage(received) && status < 500 && status !== 408 && status !== 429)
    return notPagerDuty(request, received, requestId, safe);
  try {
    answer.body = parseJson(text);
  } catch (error) {
    if (ok && error instanceof TooDeep) return {kind: 'hopeless', error: unreadable(error, requestId)};
    if (ok) return {kind: 'broken', why: `the answer is not JSON (HTTP ${status})`, requestId};
  }
  const isAnswered = ok && !isOnlyRefusal(answer.body);
  return {
    kind: 'answer',
    answer: isAnswered ? answer : {...answer, errorBody: readErrorBody({...received, body: answer.body}, safe)},
  };
}

// A page of a proxy or a portal. With a status of success it may be gone at the next attempt; a refusal is final.
function notPagerDuty(
  request: HttpRequest,
  {status, text}: Received,
  requestId: SafeText | undefined,
  safe: MakeSafe,
): AttemptOutcome {
  const words = pageWords(text, safe);
  const said = words === undefined ? '' : `: ${words}`;
  const why = `something other than PagerDuty answered for ${request.url.host} (HTTP ${status})${said}`;
  if (status < 300) return {kind: 'broken', why, requestId};
  const facts = {status, requestId, retryable: true, next: adviceFor(status, text)};
  return {kind: 'hopeless', error: new PdError('unreachable', why.replace('something', 'Something'), facts)};
}

/**
 * nginx answers 400 (internally 495 and 496) if it requires a client certificate; 511 is a network that requires a
 * login.
 */
function adviceFor(status: number, page: string): string {
  if ([495, 496].includes(status) || (status === 400 && /\bSSL certificate\b/i.test(page)))
    return 'the gateway requires a client certificate: name one with --client-cert and --client-key';
  if (status === 407) return 'the proxy requires a login: write its address as http://user:password@host:port';
  if (status === 413) return 'the gateway does not accept a request this large';
  if (status === 511) return 'sign in to this network with a browser';
  return 'check the proxy or gateway, and the API URL';
}

function redirected(location: SafeText | '' | undefined, status: number, requestId: SafeText | undefined): PdError {
  const where = location === undefined || location === '' ? '' : ` to ${location}`;
  return new PdError('unreachable', `The server answered with a redirect${where} (HTTP ${status})`, {
    status,
    requestId,
    retryable: false,
    next: 'PagerDuty never redirects, so pd does not follow it: check the API URL and the proxy',
  });
}

const unreadable = ({message}: TooDeep, requestId: SafeText | undefined): PdError =>
  new PdError('unreachable', `The answer cannot be read: ${message}`, {requestId});
