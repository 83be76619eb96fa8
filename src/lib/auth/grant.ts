import {under} from '../base/base-url.ts';
import {PdError} from '../base/errors.ts';
import {field, isExactNumber, type Json, stringField} from '../base/json.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Http, HttpAnswer} from '../http/http.ts';
import {refusal} from '../http/refusal.ts';
import type {Io} from '../io/io.ts';
import {safeWith} from '../output/safe-text.ts';

export interface Token {
  accessToken: string;
  /** Only after a sign-in. Valid for one renewal, which returns the next one. */
  refreshToken?: string;
  issuedAtMs: number;
  expiresAtMs: number;
}

export interface TokenEndpoint {
  io: Io;
  http: Http;
  identityUrl: URL;
  redactor: Redactor;
  /** The command to log in again, for messages. */
  loginCommand: string;
}

/** The forms of RFC 6749 that pd sends. */
type GrantForm = {
  grant_type: 'client_credentials' | 'authorization_code' | 'refresh_token';
  client_id: string;
} & {
  [name: string]: string;
};

/** Used when the server does not say how long its token lasts. */
const assumedLifetimeMs = 3_600_000;

/**
 * Requests a token. Repeating the request after a lost answer issues another token or is refused, so it does no harm.
 */
export async function requestToken(endpoint: TokenEndpoint, form: GrantForm): Promise<Token> {
  const {http, identityUrl, redactor, io} = endpoint;
  const answer = await http.send({
    method: 'POST',
    url: tokenUrl(identityUrl),
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
    repeatable: true,
    expect: 'json',
  });
  if (answer.status >= 400) throw tokenRefusal(answer, endpoint);
  const accessToken = stringField(answer.body, 'access_token') ?? '';
  const refreshToken = stringField(answer.body, 'refresh_token');
  for (const secret of [accessToken, refreshToken]) if (secret) redactor.add(secret);
  if (!/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new PdError('unreachable', `${identityUrl.host} answered without a token`, {requestId: answer.requestId});
  }
  const issuedAtMs = io.now();
  const expiresAtMs = issuedAtMs + lifetimeMs(field(answer.body, 'expires_in'));
  return {accessToken, ...(refreshToken ? {refreshToken} : {}), issuedAtMs, expiresAtMs};
}

const tokenUrl = (identityUrl: URL): URL => under(identityUrl, '/oauth/token');

/** Whether the token stays valid for a while: a minute, or a tenth of its lifetime if that is less. */
export function isFresh({issuedAtMs, expiresAtMs}: Token, nowMs: number): boolean {
  return nowMs < expiresAtMs - Math.min(60_000, (expiresAtMs - issuedAtMs) / 10);
}

function lifetimeMs(expiresIn: Json | undefined): number {
  const seconds = Number(isExactNumber(expiresIn) ? expiresIn.rawJSON : (expiresIn ?? Number.NaN));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, 1e12) : assumedLifetimeMs;
}

const advice: Readonly<Record<string, (loginCommand: string) => string>> = {
  invalid_client: loginCommand => `check the client ID and its secret, then run ${loginCommand}`,
  unauthorized_client: () => 'register the app for this kind of sign-in under Integrations > App Registration',
  invalid_grant: loginCommand => `sign in again with ${loginCommand}`,
  invalid_scope: () => 'give --scope only what the app was granted, and check --subdomain and --region',
};

/** With RFC 6749 even bad credentials are a 400. */
function tokenRefusal(answer: HttpAnswer, {loginCommand, redactor}: TokenEndpoint): PdError {
  const error = refusal(answer, 'POST /oauth/token');
  const code = stringField(answer.body, 'error');
  if (code === undefined) return error;
  const kind = ['invalid_client', 'unauthorized_client', 'invalid_grant'].includes(code) ? 'credentials' : error.kind;
  const said = stringField(answer.body, 'error_description');
  const safe = safeWith(redactor);
  const safeCode = safe(code, 100);
  return new PdError(kind, `PagerDuty issued no OAuth token: ${safeCode}${said ? `: ${safe(said)}` : ''}`, {
    ...error.facts,
    code: safeCode,
    next: advice[code]?.(loginCommand) ?? error.facts.next,
  });
}
