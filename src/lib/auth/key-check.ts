import {isAccountKeyRefusal} from '../base/account-key.ts';
import {under} from '../base/base-url.ts';
import {PdError} from '../base/errors.ts';
import {atPath, field, stringField} from '../base/json.ts';
import type {Http, HttpAnswer} from '../http/http.ts';
import {refusalIn} from '../http/refusal.ts';
import type {Io} from '../io/io.ts';
import type {ApiKey} from '../settings/settings.ts';

/** Whose key it is, and what the answer shows about the connection. */
export interface KeyFacts {
  /** Null for a token that may not read users. */
  kind: 'user' | 'account' | null;
  user: string | null;
  email: string | null;
  /** The account's subdomain: `acme` of acme.pagerduty.com. */
  account: string | null;
  /** How far this machine's clock is ahead of the server's. */
  clockSkewSeconds: number | null;
  latencyMs: number;
}

/** Asks the API whose key it is. Throws the refusal if the key is not accepted. */
export async function checkApiKey(io: Io, http: Http, apiUrl: URL, key: ApiKey): Promise<KeyFacts> {
  const url = under(apiUrl, '/users/me');
  const started = io.monotonic();
  const answer = await get(http, url, key);
  const latencyMs = Math.round(io.monotonic() - started);
  const facts = {clockSkewSeconds: clockSkewSeconds(answer, io.now() - latencyMs / 2), latencyMs};
  // An unknown token gets a 401. One that merely lacks the scope users.read is valid.
  if (answer.status === 403 && key.expiresAtMs !== undefined) {
    return {kind: null, user: null, email: null, account: null, ...facts};
  }
  const refused = refusalIn(answer, `GET ${url.pathname}`);
  if (isAccountKeyRefusal(refused)) {
    return {kind: 'account', user: null, email: null, account: await accountOf(http, apiUrl, key), ...facts};
  }
  if (refused) throw withAdvice(refused);
  const user = field(answer.body, 'user');
  return {
    kind: 'user',
    user: stringField(user, 'name') ?? null,
    email: stringField(user, 'email') ?? null,
    account: subdomain(stringField(user, 'html_url')),
    ...facts,
  };
}

function withAdvice(refused: PdError): PdError {
  if (refused.kind !== 'credentials') return refused;
  const {kind, message, facts} = refused;
  return new PdError(kind, message, {...facts, next: 'store a valid one with pd profiles login NAME'});
}

function get(http: Http, url: URL, {key, authType}: ApiKey): Promise<HttpAnswer> {
  const authorization = authType === 'token' ? `Token token=${key}` : `Bearer ${key}`;
  const headers = {accept: 'application/vnd.pagerduty+json;version=2', authorization};
  return http.send({method: 'GET', url, headers, repeatable: true, expect: 'json'});
}

/** The account appears only in the web links of its records. A key that may not list users is still valid. */
async function accountOf(http: Http, apiUrl: URL, key: ApiKey): Promise<string | null> {
  const answer = await get(http, under(apiUrl, '/users?limit=1'), key);
  const link = atPath(answer.body, 'users.0.html_url');
  return answer.status === 200 && typeof link === 'string' ? subdomain(link) : null;
}

function subdomain(link: string | undefined): string | null {
  const hostname = link !== undefined && URL.canParse(link) ? new URL(link).hostname : '';
  return /^([^.]+)(\.eu)?\.pagerduty\.com$/.exec(hostname)?.[1] ?? null;
}

/** The Date header counts whole seconds, so half a second is the best guess at the rest. */
function clockSkewSeconds(answer: HttpAnswer, sentAndHalfway: number): number | null {
  const server = Date.parse(answer.headers['date'] ?? '') + 500;
  return Number.isNaN(server) ? null : Math.round((sentAndHalfway - server) / 1000);
}
