import {createHash, randomBytes, timingSafeEqual} from 'node:crypto';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {under} from '../base/base-url.ts';
import {messageOf, PdError, usageError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import type {MakeSafe} from '../output/safe-text.ts';

/** Someone may have to find a phone for a second factor. */
export const withinMs = 5 * 60_000;
const callback = '/callback';

export interface SignInRequest {
  identityUrl: URL;
  clientId: string;
  scope: string;
  /** 0 for any free port. */
  port: number;
  /** Shows the address to sign in at, or opens it. The browser is sent back to that port. */
  present: (address: string, port: number) => Promise<void>;
  /**
   * Reads the address that a browser on another machine was sent back to, until the signal. `problem`: what was wrong with the one
   * before. Undefined if there will be none.
   */
  paste?: ((until: AbortSignal, problem: string | undefined) => Promise<string | undefined>) | undefined;
  withinMs?: number;
  /** For what the page says when it sends someone back. */
  safe: MakeSafe;
}

/** What is needed to exchange the code for tokens, once. */
interface SignInCode {
  code: string;
  redirectUri: string;
  codeVerifier: string;
}

/**
 * Sends someone to PagerDuty's sign-in page, waits on the loopback until they are sent back (RFC 8252, with PKCE), and redeems
 * the code that they bring. Their page says what came of that.
 */
export async function signIn<T>(io: Io, request: SignInRequest, redeem: (code: SignInCode) => Promise<T>): Promise<T> {
  const codeVerifier = randomBytes(32).toString('base64url');
  const state = randomBytes(32).toString('base64url');
  const server = createServer();
  const redirectUri = await listen(server, request.port);
  const over = new AbortController();
  try {
    const sent = awaitReturn(io, server, {state, withinMs, ...request});
    // Handled below; without this a failure to show the address would leave it unhandled.
    sent.catch(() => undefined);
    const address = authorizeUrl(request, {redirectUri, state, codeVerifier}).href;
    await request.present(address, Number(new URL(redirectUri).port));
    const arrival = await Promise.race([sent, awaitPasted(request, state, over.signal)]);
    over.abort();
    return await redeemed(arrival, code => redeem({code, redirectUri, codeVerifier}), request.safe);
  } finally {
    over.abort();
    server.close();
    server.closeAllConnections();
  }
}

/** What somebody was sent back with, and how to tell them what came of it: undefined for a sign-in. */
interface Arrival {
  outcome: {code: string} | {error: PdError};
  tell: (failure?: string) => Promise<void>;
}

async function redeemed<T>({outcome, tell}: Arrival, redeem: (code: string) => Promise<T>, safe: MakeSafe): Promise<T> {
  try {
    if ('error' in outcome) throw outcome.error;
    const result = await redeem(outcome.code);
    await tell();
    return result;
  } catch (error) {
    await tell(safe(error instanceof PdError ? messageOf(error) : 'pd failed'));
    throw error;
  }
}

/** Never ends where nothing is pasted. */
async function awaitPasted({paste, safe}: SignInRequest, state: string, until: AbortSignal): Promise<Arrival> {
  let problem: string | undefined;
  for (;;) {
    const text = await paste?.(until, problem);
    if (text === undefined) return await new Promise(() => undefined);
    const outcome = outcomeAt(URL.parse(text.trim()), state, safe);
    if (!('status' in outcome)) return {outcome, tell: () => Promise.resolve()};
    problem = 'That is not the address that this sign-in leads to';
  }
}

function authorizeUrl(
  {identityUrl, clientId, scope}: SignInRequest,
  {redirectUri, state, codeVerifier}: {redirectUri: string; state: string; codeVerifier: string},
): URL {
  const url = under(identityUrl, '/oauth/authorize');
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url;
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      reject(
        usageError(`Port ${port} on 127.0.0.1 cannot be opened: ${error.message}`, 'choose another one with --port'),
      );
    });
    // Not the name localhost, which may mean another address, on which another program may listen.
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : port}${callback}`);
    });
  });
}

interface Awaited {
  state: string;
  withinMs: number;
  safe: MakeSafe;
}

function awaitReturn(io: Io, server: Server, {state, withinMs: limitMs, safe}: Awaited): Promise<Arrival> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      callOff();
      io.interrupt.removeEventListener('abort', onAbort);
      server.off('request', onRequest);
      finish();
    };
    const callOff = io.later(limitMs, () => settle(() => reject(tooLate(limitMs))));
    const onAbort = () => settle(() => reject(io.interrupt.reason));
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
      const outcome = request.method === 'GET' ? outcomeAt(url, state, safe) : ({status: 405} as const);
      if ('status' in outcome) void answer(response, outcome.status, 'This did not sign you in.');
      else settle(() => resolve({outcome, tell: tellPage(response)}));
    };
    io.interrupt.addEventListener('abort', onAbort);
    server.on('request', onRequest);
    if (io.interrupt.aborted) onAbort();
  });
}

/**
 * Any program can connect to a loopback port; only a request that knows the state comes from the page that was opened.
 */
function outcomeAt(url: URL | null, state: string, safe: MakeSafe): Arrival['outcome'] | {status: 400 | 404} {
  if (url?.pathname !== callback) return {status: 404};
  if (!isSame(url.searchParams.get('state') ?? '', state)) return {status: 400};
  const error = url.searchParams.get('error');
  if (error !== null) return {error: refused(error, url.searchParams.get('error_description'), safe)};
  const code = url.searchParams.get('code');
  return code ? {code} : {status: 400};
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map(text => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

const refused = (error: string, said: string | null, safe: MakeSafe): PdError =>
  new PdError('credentials', `PagerDuty did not sign you in: ${safe(said ? `${error}: ${said}` : error)}`, {
    code: safe(error, 100),
    next:
      error === 'access_denied' ? 'allow the app on that page' : 'check the client ID, --scope and the redirect URL',
  });

const tooLate = (limitMs: number): PdError =>
  new PdError('credentials', `Nobody signed in within ${Math.round(limitMs / 60_000)} minutes; nothing was stored`, {
    next: 'run it again',
  });

/** Says on the page what came of the sign-in, once that is known. The page may be closed before. */
function tellPage(response: ServerResponse): Arrival['tell'] {
  let isClosed = false;
  response.once('close', () => {
    isClosed = true;
  });
  return async failure => {
    if (isClosed) return;
    if (failure === undefined) await answer(response, 200, 'You are signed in. pd continues in the terminal.');
    else await answer(response, 403, `You are not signed in: ${failure}.`);
  };
}

/** Ends when it is sent, or the browser has closed the connection. */
function answer(response: ServerResponse, status: number, text: string): Promise<void> {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  return new Promise(resolve => {
    response.once('finish', resolve).once('close', resolve);
    response.end(`<!doctype html><title>pd</title><p>${escaped(text)} You can close this page.</p>\n`);
  });
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
