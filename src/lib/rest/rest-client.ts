import {isAccountKeyRefusal} from '../base/account-key.ts';
import {baseOf} from '../base/base-url.ts';
import {PdError, usageError} from '../base/errors.ts';
import {type Json, type JsonObject, stringField} from '../base/json.ts';
import type {Http, HttpAnswer} from '../http/http.ts';
import {refusalIn} from '../http/refusal.ts';
import type {Io} from '../io/io.ts';
import type {Settings} from '../settings/settings.ts';
import {isOfApp, type Match, match} from './endpoints.ts';
import {listMethod} from './fetch-page.ts';
import {type Headers, headersFor, hide, isJsonType, namesSecret, renewedAuthorization, secretsIn} from './headers.ts';
import type {ListJob, ListOptions} from './list.ts';
import type {OwnEmail} from './own-email.ts';
import {Budget} from './rate-budget.ts';
import type {PreparedRequest, RequestSender, RestOptions} from './request-sender.ts';
import {buildUrl, nameQuery, parseTarget, type Target} from './url.ts';
import {unwrap, warningsBeside, wrap} from './wrap.ts';

export type {ListOptions, OnProgress} from './list.ts';
export type {PreparedRequest, RestOptions} from './request-sender.ts';
export type {Query} from './url.ts';

export interface RestAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Json | undefined;
}

/** PagerDuty's REST API and its sibling APIs: URL, headers, wrapping, paging, and one budget for all requests. */
export class RestClient implements RequestSender {
  readonly #io: Io;
  readonly #settings: Settings;
  readonly #http: Http;
  readonly #budget: Budget;
  readonly warn: (text: string) => void;
  /** By authorization, since a request may have its own. */
  readonly #ownEmails = new Map<string, Promise<OwnEmail>>();
  /** The last path and what it was read as, because a list asks for the same one page after page. */
  #last: {typed: string; target: Target} | undefined;

  constructor(io: Io, settings: Settings, http: Http, warn: (text: string) => void) {
    this.#io = io;
    this.#settings = settings;
    this.#http = http;
    this.warn = warn;
    this.#budget = new Budget(io, {
      concurrency: settings.concurrency(),
      deadline: settings.deadline(),
      pause: (delayMs, why) => http.pause(delayMs, why),
    });
  }

  /**
   * Sends one request and returns the answer, its body without the wrapper unless `raw`. Throws a refusal as PdError.
   */
  async request(method: string, path: string, options: RestOptions = {}): Promise<RestAnswer> {
    return this.complete(await this.prepare(method, path, options), options.raw);
  }

  /** Sends a prepared request, as `request` does. */
  async complete(prepared: PreparedRequest, raw = false): Promise<RestAnswer> {
    return this.accepted(prepared, await this.send(prepared), raw);
  }

  /**
   * The answer without its wrapper, unless `raw`. Reports PagerDuty's warnings beside it. Throws a refusal as PdError.
   */
  accepted(prepared: PreparedRequest, answer: HttpAnswer, raw = false): RestAnswer {
    const {status, headers, body} = answer;
    const refused = refusalIn(answer, `${prepared.method} ${prepared.path}`);
    if (refused) throw refused;
    if (body === undefined || raw) return {status, headers, body};
    const result = unwrap(body, prepared.match);
    for (const text of warningsBeside(result, body)) this.warn(`PagerDuty: ${text}`);
    return {status, headers, body: result};
  }

  /** Every record of a list, page by page: several pages in flight, in the API's order, without duplicates. */
  async *list(path: string, options: ListOptions = {}): AsyncGenerator<JsonObject[], void, undefined> {
    const {listPages} = await import('./list.ts');
    yield* listPages(this.#job(path, options));
  }

  /** How many records `list` would yield: the API's own count if it has one, otherwise found by fetching the list. */
  async count(path: string, options: ListOptions = {}): Promise<number> {
    const {countRecords} = await import('./count.ts');
    return countRecords(this.#job(path, options));
  }

  /** What pd knows about a path to be listed. */
  describe(typed: string, hasBody = false): {method: string; path: string; match: Match | undefined} {
    const {path} = this.#target(typed);
    const method = listMethod(path, hasBody);
    return {method, path, match: match(method, path)};
  }

  /** The request that `request` would send, for --dry-run. Makes no request itself. */
  async prepare(method: string, path: string, options: RestOptions = {}): Promise<PreparedRequest> {
    const target = this.#target(path);
    const found = match(method, target.path);
    const base = found?.endpoint.host === 'app' ? this.#settings.siblingUrl('app') : this.#settings.apiUrl();
    const query = nameQuery([...target.query, ...(options.query ?? [])], found?.endpoint);
    for (const [name, value] of query) if (namesSecret(name)) hide(this.#settings, value);
    for (const secret of secretsIn(options.body)) this.#settings.redactor.add(secret);
    const hasBody = options.body !== undefined;
    const own = options.headers ?? {};
    const headers = await headersFor(this.#settings, {method, hasBody, endpoint: found?.endpoint, own});
    const prepared: PreparedRequest = {
      method,
      path: target.path,
      url: buildUrl(base, target.path, query),
      headers,
      match: found,
      ...(options.isOptional ? {isOptional: true} : {}),
    };
    if (options.body !== undefined) prepared.body = bodyText(options.body, headers, options.raw ? undefined : found);
    return prepared;
  }

  #job(path: string, options: ListOptions): ListJob {
    const target = this.#target(path);
    return {
      client: this,
      path: target.path,
      query: [...target.query, ...(options.query ?? [])],
      options,
      nowMs: this.#io.now(),
      concurrency: this.#settings.concurrency(),
      settleIn: this.#io.settleIn,
      tidy: this.#io.tidy,
    };
  }

  /** The path, on the only host to which the key may be sent for it. */
  #target(typed: string): Target {
    if (this.#last?.typed === typed) return this.#last.target;
    const [api, app] = [this.#settings.apiUrl(), this.#settings.siblingUrl('app')];
    const anywhere = parseTarget(typed, [api, app]);
    const target = isOfApp(anywhere.path) ? anywhere : parseTarget(typed, [api]);
    this.#last = {typed, target};
    return target;
  }

  /** Returns PagerDuty's answer, even a refusal. `reads`: the request may be repeated although it is a POST. */
  async send(prepared: PreparedRequest, how: {reads?: boolean} = {}): Promise<HttpAnswer> {
    const {headers} = await this.withFrom(prepared);
    const answer = await this.#sendOnce(prepared, headers, how);
    const corrected = await this.#corrected(answer, headers, prepared);
    return corrected === undefined ? answer : this.#sendOnce(prepared, {...headers, ...corrected}, how);
  }

  /**
   * New headers that may turn a refusal into a success. A refused request was not carried out, so it may be repeated.
   */
  async #corrected(
    {status}: HttpAnswer,
    headers: Headers,
    {headers: own}: PreparedRequest,
  ): Promise<Headers | undefined> {
    if (status === 400 && headers['from'] !== own['from']) {
      // The user's address may have changed since it was cached.
      const email = await this.#ownEmails.get(own['authorization'] ?? '');
      const from = await email?.changed(headers['from'] ?? '');
      return from === undefined ? undefined : {from};
    }
    if (status !== 401) return undefined;
    // An OAuth token may be revoked before it expires.
    const authorization = await renewedAuthorization(this.#settings, headers['authorization']);
    return authorization === undefined ? undefined : {authorization};
  }

  #sendOnce(prepared: PreparedRequest, headers: Headers, how: {reads?: boolean}): Promise<HttpAnswer> {
    const {method, url, body, match: found, isOptional = false} = prepared;
    const limit = found?.endpoint.ownRateLimit ? `${method} ${found.endpoint.path}` : 'account';
    return this.#budget.run(limit, admit =>
      this.#http.send({
        method,
        url,
        headers,
        ...(body !== undefined && {body}),
        repeatable: how.reads === true || method === 'GET' || method === 'PUT' || method === 'DELETE',
        expect: 'json',
        isOptional,
        admit,
      }),
    );
  }

  /** Adds the key's own user as From, if PagerDuty requires a user and none was given. */
  async withFrom(prepared: PreparedRequest): Promise<PreparedRequest> {
    const {headers, match: found} = prepared;
    if (!found?.endpoint.needsFrom || headers['from'] !== undefined) return prepared;
    const {authorization = ''} = headers;
    const what = `${found.endpoint.method} ${found.endpoint.path}`;
    const email = this.#ownEmails.get(authorization) ?? this.#ownEmail(what, authorization);
    this.#ownEmails.set(authorization, email);
    return {...prepared, headers: {...headers, from: await (await email).get()}};
  }

  async #ownEmail(what: string, authorization: string): Promise<OwnEmail> {
    const {OwnEmail} = await import('./own-email.ts');
    const key = {origin: baseOf(this.#settings.apiUrl()), authorization};
    return new OwnEmail(this.#io, key, () => this.#findEmail(what, authorization));
  }

  /** The email address of the key's owner. An account key has none. */
  async #findEmail(what: string, authorization: string): Promise<string> {
    const answer = await this.send(await this.prepare('GET', '/users/me', {headers: {authorization}}));
    const refused = refusalIn(answer, 'GET /users/me');
    if (refused && answer.status !== 403 && !isAccountKeyRefusal(refused)) throw refused;
    const email = answer.status < 300 ? stringField(unwrap(answer.body ?? null), 'email') : undefined;
    if (email !== undefined) return email;
    const why = answer.status === 403 ? 'this key may not read its own user' : 'this key belongs to no user';
    throw new PdError('usage', `${what} needs a user to act as, and ${why}: nothing was sent`, {
      next: 'name one with --from EMAIL, PD_FROM or pd profiles set NAME from=EMAIL',
    });
  }
}

function bodyText(body: Json, headers: Headers, found: Match | undefined): string {
  if (!isJsonType(headers['content-type'])) {
    if (typeof body === 'string') return body;
    throw usageError(`A body of the type ${headers['content-type']} must be text`);
  }
  return JSON.stringify(wrap(found?.endpoint, body));
}
