import {userAgent} from '../../version.ts';
import {errorCode, messageOf, PdError} from '../base/errors.ts';
import {type Json, parseJson, TooDeep} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import type {Agents} from './agents.ts';
import {Progress} from './progress.ts';
import {isPage} from './speaker.ts';

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Repeating it after an unknown outcome does no harm: GET, PUT, DELETE, events with a dedup key. */
  repeatable: boolean;
  /** `json`: a 2xx body must be JSON (only a GET may not leave it out); `any`: whatever came. */
  expect: 'json' | 'any';
  /** Whoever sends it decides itself whether to try again, and counts the time. */
  isOneAttempt?: boolean;
  /** Lets each attempt through when there is room for it. */
  admit?: Admit | undefined;
}

export type Admit = (attempt: () => Promise<AttemptOutcome>) => Promise<AttemptOutcome>;

export interface HttpAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
  /** The parsed text, where JSON was expected and there is any. */
  body?: Json | undefined;
  requestId?: string | undefined;
}

/**
 * How one attempt ended. `unsent`: certainly not carried out; `broken`: it may have been; `stale`: the server had closed
 * the kept-alive connection that was taken for it; `interrupted`: by a signal; `held back`: it was not begun, because
 * the rate limit is used up for longer than there is time.
 */
export type AttemptOutcome =
  | {kind: 'answer'; answer: HttpAnswer}
  | {kind: 'unsent'; why: string}
  | {kind: 'broken'; why: string; requestId?: string | undefined}
  | {kind: 'stale'; why: string}
  | {kind: 'interrupted'; why: string; wasSent: boolean; reason: unknown}
  | {kind: 'held back'; error: PdError}
  | {kind: 'hopeless'; error: PdError};

/** More than any list page; a server that sends more is not believed, so that memory stays bounded. */
const maxAnswerBytes = 100 * 1024 * 1024;

/** One attempt with got: no retry, no redirect (a 3xx would hand the key to another host), certificates always checked. */
export async function attempt(
  request: HttpRequest,
  options: {agents: Agents; timeoutMs: number; signal: AbortSignal; later: Io['later']},
): Promise<AttemptOutcome> {
  const {default: got} = await import('got');
  const timeLimit = new TimeLimit(options);
  const progress = new Progress();
  // Not AbortSignal.any: a signal that lives as long as pd would keep each request, its body included.
  const stop = (): void => timeLimit.abort();
  options.signal.addEventListener('abort', stop);
  if (options.signal.aborted) stop();
  try {
    const stream = got.stream(request.url, {
      method: request.method as 'GET',
      headers: {'user-agent': userAgent, ...request.headers},
      ...(request.body === undefined ? {} : {body: request.body}),
      agent: options.agents,
      // With it a GET without a body would hang.
      allowGetBody: request.body !== undefined,
      decompress: true,
      followRedirect: false,
      throwHttpErrors: false,
      retry: {limit: 0},
      https: {rejectUnauthorized: true},
      signal: timeLimit.signal,
    });
    stream.once('request', request => progress.watch(request));
    // As a stream, got waits for the body of whatever may have one.
    if (request.body === undefined && request.method !== 'GET') stream.end();
    const received = await Promise.race([receive(stream), timeLimit.passed]);
    return received === 'too large' ? {kind: 'hopeless', error: tooLarge()} : judge(request, received);
  } catch (error) {
    if (options.signal.aborted) return interrupted(options.signal, progress);
    const code = errorCode(error) ?? '';
    if (isCertificateCode(code)) return {kind: 'hopeless', error: untrusted(request.url, error)};
    const why = explain(code, error, request.url, options.timeoutMs);
    if (!progress.isSent) return {kind: 'unsent', why};
    return {kind: progress.isUnanswered && isHangUp(code) ? 'stale' : 'broken', why};
  } finally {
    options.signal.removeEventListener('abort', stop);
    timeLimit.clear();
  }
}

const interrupted = ({reason}: AbortSignal, {isSent}: Progress): AttemptOutcome => ({
  kind: 'interrupted',
  why: messageOf(reason),
  wasSent: isSent,
  reason,
});

const isHangUp = (code: string): boolean => ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code);

/**
 * In place of got's own timeout, which does not reach the tunnel through a proxy: one that never answers CONNECT would
 * hang for ever.
 */
class TimeLimit {
  readonly #controller = new AbortController();
  /** Calls it off. */
  readonly clear: () => void;
  readonly signal = this.#controller.signal;
  readonly passed: Promise<never>;

  constructor({later, timeoutMs}: {later: Io['later']; timeoutMs: number}) {
    const {promise, reject} = Promise.withResolvers<never>();
    this.passed = promise;
    promise.catch(() => undefined); // it may be that nobody waits for it any more
    this.clear = later(timeoutMs, () => {
      reject(Object.assign(new Error('timed out'), {code: 'ETIMEDOUT'}));
      this.#controller.abort();
    });
  }

  abort(): void {
    this.#controller.abort();
  }
}

interface Received {
  status: number;
  headers: Record<string, string>;
  text: string;
}

type GotStream = ReturnType<typeof import('got').default.stream>;

async function receive(stream: GotStream): Promise<Received | 'too large'> {
  const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
  let text = '';
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) {
      stream.destroy();
      return 'too large';
    }
    text += decoder.decode(chunk, {stream: true});
  }
  const response = stream.response;
  if (response === undefined) throw new Error('the connection closed without an answer');
  const expected = Number(response.headers['content-length']);
  if (response.complete === false || (!response.headers['content-encoding'] && bytes < expected)) {
    throw new Error('the answer was cut short');
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value != null) headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return {status: response.statusCode, headers, text: text + decoder.decode()};
}

function judge(request: HttpRequest, {status, headers, text}: Received): AttemptOutcome {
  const requestId = headers['x-request-id'];
  const answer: HttpAnswer = {status, headers, text, requestId};
  if (status >= 300 && status < 400)
    return {kind: 'hopeless', error: redirected(headers['location'], status, requestId)};
  const ok = status < 300;
  if (request.expect === 'any' && ok) return {kind: 'answer', answer};
  if (text.trim() === '') {
    if (ok && status !== 204 && request.method === 'GET' && request.expect === 'json') {
      return {kind: 'broken', why: `an empty answer came (HTTP ${status})`, requestId};
    }
    return {kind: 'answer', answer};
  }
  // Only a proxy asks for this.
  if (status === 407) return notPagerDuty(request, answer);
  if (isPage(answer) && status < 500 && status !== 408 && status !== 429) return notPagerDuty(request, answer);
  try {
    answer.body = parseJson(text);
  } catch (error) {
    if (ok && error instanceof TooDeep) return {kind: 'hopeless', error: unreadable(error, requestId)};
    if (ok) return {kind: 'broken', why: `the answer is not JSON (HTTP ${status})`, requestId};
  }
  return {kind: 'answer', answer};
}

// A proxy's or a portal's page. On success it may be gone at the next try; a refusal stays one.
function notPagerDuty(request: HttpRequest, {status, requestId}: HttpAnswer): AttemptOutcome {
  const why = `something other than PagerDuty answered for ${request.url.host} (HTTP ${status})`;
  if (status < 300) return {kind: 'broken', why, requestId};
  return {
    kind: 'hopeless',
    error: new PdError('unreachable', why, {
      status,
      requestId,
      retryable: true,
      next: 'check the proxy and the API URL',
    }),
  };
}

function redirected(location: string | undefined, status: number, requestId: string | undefined): PdError {
  const where = location === undefined ? '' : ` to ${location}`;
  return new PdError('unreachable', `The server answered with a redirect${where} (HTTP ${status})`, {
    status,
    requestId,
    retryable: false,
    next: 'PagerDuty never redirects, so pd does not follow: check the API URL and the proxy',
  });
}

const tooLarge = (): PdError =>
  new PdError('unreachable', `The answer is over ${maxAnswerBytes / 1024 / 1024} MB`, {next: 'ask for less of it'});

const unreadable = ({message}: TooDeep, requestId: string | undefined): PdError =>
  new PdError('unreachable', `The answer cannot be read: ${message}`, {requestId});

// It ends the handshake, before anything is sent, and the next try would see the same.
function untrusted({host}: URL, error: unknown): PdError {
  return new PdError('unreachable', `The certificate that ${host} shows is not trusted: ${messageOf(error)}`, {
    retryable: false,
    next: 'a CA of your own goes into NODE_EXTRA_CA_CERTS',
    cause: error,
  });
}

const isCertificateCode = (code: string): boolean => /CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code);

function explain(code: string, error: unknown, url: URL, timeoutMs: number): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `${url.host} refused the connection`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${url.hostname} could not be looked up`;
    case 'ETIMEDOUT':
      return `${url.host} did not answer within ${timeoutMs / 1000} s`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${url.host} closed the connection before it answered`;
    default:
      return `${url.host}: ${messageOf(error)}`;
  }
}
