import {createHash, randomBytes, timingSafeEqual} from 'node:crypto';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {under} from '../base/base-url.ts';
import {PdError, usageError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import type {MakeSafe} from '../output/safe-text.ts';

/** Someone may have to find a phone for a second factor. */
const withinMs = 5 * 60_000;
const callback = '/callback';

interface SignInRequest {
  identityUrl: URL;
  clientId: string;
  scope: string;
  /** 0 for any free port. */
  port: number;
  /** Shows the address to sign in at, or opens it. */
  present: (address: string) => Promise<void>;
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
 * Sends someone to PagerDuty's sign-in page, and waits on the loopback until they are sent back (RFC 8252, with PKCE).
 */
export async function signIn(io: Io, request: SignInRequest): Promise<SignInCode> {
  const codeVerifier = randomBytes(32).toString('base64url');
  const state = randomBytes(32).toString('base64url');
  const server = createServer();
  const redirectUri = await listen(server, request.port);
  try {
    const code = awaitCode(io, server, {state, withinMs, ...request});
    // Handled below; without this a failure to show the address would leave it unhandled.
    code.catch(() => undefined);
    await request.present(authorizeUrl(request, {redirectUri, state, codeVerifier}).href);
    return {code: await code, redirectUri, codeVerifier};
  } finally {
    server.close();
    server.closeAllConnections();
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

function awaitCode(io: Io, server: Server, {state, withinMs: limitMs, safe}: Awaited): Promise<string> {
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
      const outcome = outcomeOf(request, state, safe);
      answer(response, outcome, () => {
        if ('code' in outcome) settle(() => resolve(outcome.code));
        if ('error' in outcome) settle(() => reject(outcome.error));
      });
    };
    io.interrupt.addEventListener('abort', onAbort);
    server.on('request', onRequest);
    if (io.interrupt.aborted) onAbort();
  });
}

/**
 * Any program can connect to a loopback port; only a request that knows the state comes from the page that was opened.
 */
type SignInOutcome = {code: string} | {error: PdError} | {status: 400 | 404 | 405};

function outcomeOf(request: IncomingMessage, state: string, safe: MakeSafe): SignInOutcome {
  const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
  if (url?.pathname !== callback) return {status: 404};
  if (request.method !== 'GET') return {status: 405};
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

/** The page contains nothing from the request. */
function answer(response: ServerResponse, outcome: SignInOutcome, whenSent: () => void): void {
  const status = 'status' in outcome ? outcome.status : 'error' in outcome ? 403 : 200;
  const said = status === 200 ? 'You are signed in. pd continues in the terminal.' : 'This did not sign you in.';
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  // Sent, or the browser has closed the connection.
  response.once('finish', whenSent).once('close', whenSent);
  response.end(`<!doctype html><title>pd</title><p>${said} You can close this page.</p>\n`);
}
