import type {Agent as HttpAgent} from 'node:http';
import type {Agent as HttpsAgent} from 'node:https';
import {messageOf, PdError} from '../errors.ts';
import {type Json, parseJson} from '../json.ts';

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Repeating it after an unknown outcome does no harm: GET, PUT, DELETE, events with a dedup key. */
  repeatable: boolean;
  /** `json`: a 2xx body must be JSON (only a GET may not leave it out); `any`: whatever came. */
  expect: 'json' | 'any';
  /** Bounds one attempt, from connecting to the last byte. */
  timeoutMs?: number;
  /** How long may be spent waiting and trying again; 0 is one attempt. */
  maxWaitMs?: number;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
  /** The parsed text, where JSON was expected and there is any. */
  body?: Json | undefined;
  requestId?: string | undefined;
}

/** How one attempt ended. `unsent`: certainly not carried out; `broken`: it may have been. */
export type Outcome =
  | {kind: 'answer'; answer: HttpAnswer}
  | {kind: 'unsent'; why: string}
  | {kind: 'broken'; why: string; requestId?: string | undefined}
  | {kind: 'hopeless'; error: PdError};

export interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

/** More than any list page; a server that sends more is not believed, so that memory stays bounded. */
const maxAnswerBytes = 100 * 1024 * 1024;

// Errors of a connection that was never made.
const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'ENOENT',
]);

/** One attempt with got: no retry, no redirect (a 3xx would hand the key to another host), certificates always checked. */
export async function attempt(
  request: HttpRequest,
  options: {agents: Agents | undefined; timeoutMs: number; signal: AbortSignal},
): Promise<Outcome> {
  const {default: got} = await import('got');
  let sentToServer = false;
  try {
    const stream = got.stream(request.url, {
      method: request.method as 'GET',
      headers: request.headers,
      ...(request.body === undefined ? {} : {body: request.body}),
      ...(options.agents === undefined ? {} : {agent: options.agents}),
      // With it a GET without a body would hang.
      allowGetBody: request.body !== undefined,
      decompress: true,
      followRedirect: false,
      throwHttpErrors: false,
      retry: {limit: 0},
      timeout: {request: options.timeoutMs},
      https: {rejectUnauthorized: true},
      signal: options.signal,
    });
    // As a stream, got waits for the body of whatever may have one.
    if (request.body === undefined && request.method !== 'GET') stream.end();
    stream.once('uploadProgress', () => {
      sentToServer = true;
    });
    const received = await receive(stream);
    return received === 'too large' ? {kind: 'hopeless', error: tooLarge()} : judge(request, received);
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    const code = codeOf(error);
    const unsent = unsentCodes.has(code) || (/CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code) && !sentToServer);
    const why = explain(code, error, request.url, options.timeoutMs);
    return unsent ? {kind: 'unsent', why} : {kind: 'broken', why};
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

function judge(request: HttpRequest, {status, headers, text}: Received): Outcome {
  const requestId = headers['x-request-id'];
  const answer: HttpAnswer = {status, headers, text, requestId};
  if (status >= 300 && status < 400)
    return {kind: 'hopeless', error: redirected(headers['location'], status, requestId)};
  const ok = status < 300;
  const looksLikePage = /\bhtml\b/i.test(headers['content-type'] ?? '') || text.trimStart().startsWith('<');
  if (request.expect === 'any' && ok) return {kind: 'answer', answer};
  if (text.trim() === '') {
    if (ok && status !== 204 && request.method === 'GET' && request.expect === 'json') {
      return {kind: 'broken', why: `an empty answer came (HTTP ${status})`, requestId};
    }
    return {kind: 'answer', answer};
  }
  if (looksLikePage && status < 500 && status !== 429 && status !== 408) return notPagerDuty(request, answer);
  try {
    answer.body = parseJson(text);
  } catch (error) {
    if (error instanceof RangeError) return {kind: 'hopeless', error: tooDeep(requestId)};
    if (ok) return {kind: 'broken', why: `the answer is not JSON (HTTP ${status})`, requestId};
  }
  return {kind: 'answer', answer};
}

// A proxy's or a portal's page. On success it may be gone at the next try; a refusal stays one.
function notPagerDuty(request: HttpRequest, {status, requestId}: HttpAnswer): Outcome {
  const why = `something other than PagerDuty answered ${request.url.host} with a web page (HTTP ${status})`;
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

const tooDeep = (requestId: string | undefined): PdError =>
  new PdError('unreachable', 'The answer is nested too deeply to be read', {requestId});

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

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
