import {isAccountKeyRefusal} from '../base/account-key.ts';
import {PdError, usageError} from '../base/errors.ts';
import {isObject, type JsonObject, stringField} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import type {Query, RestClient} from '../rest/rest-client.ts';
import {policies, priorities, type Resource, schedules, services, teamsResource, users} from './descriptors.ts';
import {incidentWord} from './incident-word.ts';
import {notThere} from './missing.ts';
import {chosen, emailIn, exactlyNamed} from './named-record.ts';
import {isIdText, isPlainlyId, mayBeId, pathPart} from './record-id.ts';
import {pathsOf} from './record-lists.ts';
import {idInUrl, webUrl} from './web-url.ts';

/**
 * Resolves what people write (a name, part of one, an email address, a number, a URL, an ID) to an ID, looking each up
 * once.
 */
export class Resolver {
  readonly #rest: RestClient;
  readonly #from: string | undefined;
  readonly #found = new Map<string, Promise<string>>();
  readonly #whole = new Map<string, JsonObject>();
  readonly #listed = new Map<string, JsonObject>();
  /** The list that each record was found in. */
  readonly #pathOf = new Map<string, string>();
  readonly #unconfirmed = new Map<string, Resource>();

  /** `from`: who "me" is when the key belongs to no user. */
  constructor(rest: RestClient, from?: string) {
    this.#rest = rest;
    this.#from = from;
  }

  user(text: string): Promise<string> {
    return this.find(users, text);
  }

  service(text: string): Promise<string> {
    return this.find(services, text);
  }

  team(text: string): Promise<string> {
    return this.find(teamsResource, text);
  }

  policy(text: string): Promise<string> {
    return this.find(policies, text);
  }

  schedule(text: string): Promise<string> {
    return this.find(schedules, text);
  }

  priority(text: string): Promise<string> {
    return this.find(priorities, text);
  }

  incident(text: string): Promise<string> {
    return this.#once(`incidents ${text}`, () => this.#incident(text.trim()));
  }

  find(resource: Resource, text: string): Promise<string> {
    return this.#once(`${resource.topic} ${text}`, () => this.#locate(resource, text.trim()));
  }

  /** The record with this ID, if it was listed or looked up; `whole`: only as a request for that record returns it. */
  known(id: string, {whole = false} = {}): JsonObject | undefined {
    return this.#whole.get(id) ?? (whole ? undefined : this.#listed.get(id));
  }

  /** Keeps records that were listed elsewhere, so that they are known by name. */
  learn(records: readonly JsonObject[]): void {
    for (const record of records) this.#listed.set(stringField(record, 'id') ?? '', record);
  }

  #once(key: string, find: () => Promise<string>): Promise<string> {
    const found = this.#found.get(key) ?? find();
    this.#found.set(key, found);
    return found;
  }

  async #incident(text: string): Promise<string> {
    const id = incidentWord(text);
    if (!/^\d+$/.test(id)) return id;
    return await this.#idAt(`/incidents/${pathPart(id)}`, wholeIncident).catch(
      notThere(`No incident has the number ${id}`),
    );
  }

  async #locate(resource: Resource, text: string): Promise<string> {
    if (text === '')
      throw usageError(`The ${resource.noun} is empty`, `give a name or an ID from pd ${resource.topic} ls`);
    const url = webUrl(text);
    if (url !== undefined)
      return this.#taken(resource, idInUrl(url, [...resource.pages, resource.path.slice(1)], resource.noun));
    if (resource === users && text.toLowerCase() === 'me') return await this.#me();
    const id = isPlainlyId(text)
      ? ((await this.#byId(resource, text)) ?? (await this.#byName(resource, text)))
      : ((await this.#byName(resource, text)) ?? (mayBeId(text) ? await this.#byId(resource, text) : undefined));
    if (id !== undefined) return id;
    const words = isPlainlyId(text) ? `has the ID ${text} or that name` : `matches "${shortened(text)}"`;
    throw new PdError('not-found', `No ${resource.noun} ${words}`, {next: `pd ${resource.topic} ls`});
  }

  /** Undefined if no record has the ID, which may then be a name: PROD123. */
  async #byId(resource: Resource, id: string): Promise<string | undefined> {
    if (!resource.single) return undefined;
    try {
      return await this.#idIn(resource, id);
    } catch (error) {
      if (!(error instanceof PdError)) throw error;
      // A key may be allowed to see incidents, but not the service or user they belong to.
      if (isPlainlyId(id) && ['credentials', 'refused'].includes(error.kind)) return id;
      if (error.kind !== 'not-found') throw error;
      return undefined;
    }
  }

  async #byName(resource: Resource, text: string): Promise<string | undefined> {
    const wanted = (resource === users ? emailIn(text) : undefined) ?? text.normalize('NFC');
    const rows = await this.#candidates(resource, wanted, resource.searches ? wanted : undefined);
    const found = chosen(rows, resource, wanted);
    if (found !== undefined) return found;
    if (resource.searches && isSearchedInVain(resource, wanted))
      return chosen(await this.#candidates(resource, wanted), resource, wanted);
    return rows.map(row => stringField(row, 'id')).find(id => id === text);
  }

  #taken(resource: Resource, id: string): string {
    if (resource.single) this.#unconfirmed.set(id, resource);
    return id;
  }

  /**
   * Fetches every record whose ID was used unchecked, and throws if one does not exist. For an empty list: "no
   * incidents" would be misleading for a service that does not exist.
   */
  async confirm(): Promise<void> {
    const asked = [...this.#unconfirmed].map(async ([id, resource]) => {
      try {
        await this.#confirmed(resource, id);
      } catch (error) {
        // A key may be allowed to see incidents, but not the service or user they belong to.
        if (!(error instanceof PdError) || !['credentials', 'refused'].includes(error.kind)) throw error;
      }
    });
    await Promise.all(asked);
  }

  /**
   * The path of the record that the text means: `/v3/schedules/PABC123` for a shift-based schedule. Throws `not-found`
   * if none of the lists has it.
   */
  async path(resource: Resource, text: string): Promise<string> {
    const id = await this.find(resource, text);
    const isKnown = resource.otherPaths === undefined || this.#pathOf.has(id);
    if (!isKnown) await this.#confirmed(resource, id);
    return `${this.#pathOf.get(id) ?? resource.path}/${pathPart(id)}`;
  }

  #confirmed(resource: Resource, id: string): Promise<string> {
    const {noun, topic} = resource;
    return this.#idIn(resource, id).catch(notThere(`No ${noun} has the ID ${id}`, `pd ${topic} ls`));
  }

  /** Fetches the record, wherever it is. Throws the refusal if it is nowhere. */
  async #idIn(resource: Resource, id: string): Promise<string> {
    const refusals: PdError[] = [];
    for (const path of pathsOf(resource)) {
      try {
        const found = await this.#idAt(`${path}/${pathPart(id)}`);
        this.#pathOf.set(found, path);
        return found;
      } catch (error) {
        if (!(error instanceof PdError) || !['credentials', 'refused', 'not-found'].includes(error.kind)) throw error;
        refusals.push(error);
      }
    }
    // A schedule of the other kind is refused (400), so a refusal counts only if all agree.
    const one = (kind: string) => refusals.find(refusal => refusal.kind === kind);
    throw one('credentials') ?? one('not-found') ?? refusals[0];
  }

  async #me(): Promise<string> {
    try {
      return await this.#idAt('/users/me');
    } catch (error) {
      if (!isAccountKeyRefusal(error)) throw error;
      if (this.#from !== undefined) return await this.user(this.#from);
      throw usageError(
        'An account\'s key belongs to no user, so "me" means nobody',
        'say who you are with --from EMAIL or PD_FROM, or use a user key',
      );
    }
  }

  async #idAt(path: string, query: Query = []): Promise<string> {
    const {body} = await this.#rest.request('GET', path, {query});
    const id = stringField(body, 'id');
    if (id === undefined || !isIdText(id)) throw new PdError('unreachable', `The answer to GET ${path} has no ID`);
    if (isObject(body)) this.#whole.set(id, body);
    return id;
  }

  /**
   * The records among which to look for a name. If one of several lists cannot be fetched, those of the others with
   * exactly this name; throws if there are none.
   */
  async #candidates(resource: Resource, name: string, query?: string): Promise<JsonObject[]> {
    const failures: unknown[] = [];
    const lists = pathsOf(resource).map(path =>
      this.#listAt(path, resource, query).catch((error: unknown) => {
        failures.push(error);
        return [];
      }),
    );
    const rows = (await Promise.all(lists)).flat();
    if (failures.length === 0) return rows;
    const exact = exactlyNamed(rows, resource, name);
    if (exact.length === 0) throw failures[0];
    return exact;
  }

  async #listAt(path: string, {lookUpQuery = []}: Resource, text: string | undefined): Promise<JsonObject[]> {
    const query = text === undefined ? lookUpQuery : [...lookUpQuery, ['query', text] as const];
    const rows: JsonObject[] = [];
    for await (const page of this.#rest.list(path, {query, pageSize: 100})) rows.push(...page.filter(isObject));
    this.learn(rows);
    for (const row of rows) this.#pathOf.set(stringField(row, 'id') ?? '', path);
    return rows;
  }
}

/**
 * Includes the levels of the escalation policy, which show who is next, and the body, which was written when the
 * incident was created: PagerDuty's reference does not list it as an option, but PagerDuty sends it.
 */
export const wholeIncident: Query = [
  ['include[]', 'escalation_policies'],
  ['include[]', 'body'],
];

/**
 * Whether the server's search may have missed the record: the API promises only to search names, and says nothing about
 * Unicode normalisation.
 */
const isSearchedInVain = (resource: Resource, text: string): boolean =>
  (resource.nameFields.includes('email') && text.includes('@')) || /[^\u0000-\u007f]/.test(text);
