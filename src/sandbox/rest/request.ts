import {field, isObject, type JsonObject, parseJson, stringField} from '../../lib/base/json.ts';
import type {Call, Reply} from '../exchange.ts';
import {Failure, fromMissing, invalid, notFound, requesterUnknown, shiftBased} from '../failure.ts';
import type {Kind} from '../kinds.ts';
import type {Agent} from '../log-entries.ts';
import type {Entity, Incident} from '../records.ts';
import {shiftSchedule} from '../shift-schedules.ts';
import type {Caller, Store} from '../store.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments with `:name` match anything; literals take precedence, from the left. */
  pattern: string;
  answer: (request: RestRequest) => Reply;
}

/** A REST request with what its answer needs: the account, the caller, and its validated parts. */
export class RestRequest {
  readonly store: Store;
  readonly caller: Caller;
  readonly call: Call;
  readonly params: Readonly<Record<string, string>>;

  constructor(store: Store, caller: Caller, call: Call, params: Record<string, string>) {
    this.store = store;
    this.caller = caller;
    this.call = call;
    this.params = params;
  }

  param(name: string): string {
    return this.params[name] ?? '';
  }

  /** The values of a list parameter. Without brackets, PagerDuty ignores it. */
  all(name: string): string[] {
    return this.call.query.getAll(`${name}[]`);
  }

  one(name: string): string | undefined {
    return this.call.query.get(name) ?? undefined;
  }

  /** A list parameter whose every value must be one of a few. */
  choices(name: string, allowed: readonly string[]): string[] {
    const given = this.all(name);
    const wrong = given.find(value => !allowed.includes(value));
    if (wrong !== undefined) throw invalid(`${name}[] cannot be "${wrong}" (it is one of ${allowed.join(', ')})`);
    return given;
  }

  /** The instant in a parameter, in milliseconds. */
  time(name: string): number | undefined {
    const text = this.one(name);
    if (text === undefined || text === '') return undefined;
    const ms = parseTime(text);
    if (Number.isNaN(ms)) throw new Failure(400, 2004, 'Invalid Input Provided', [`"${name}" is not a time: ${text}`]);
    return ms;
  }

  body(): JsonObject {
    let value: unknown;
    try {
      value = parseJson(this.call.text);
    } catch {
      throw invalid('The body is not JSON'); // the parser's own message would not help
    }
    if (!isObject(value)) throw invalid('The body must be a JSON object');
    return value;
  }

  /** The body of a request, which is optional. */
  bodyOrNone(): JsonObject {
    return this.call.text.trim() === '' ? {} : this.body();
  }

  /** The object under the key that wraps it. */
  wrapped(name: string): JsonObject {
    const value = field(this.body(), name);
    if (!isObject(value)) throw invalid(`"${name}" is missing from the body`);
    return value;
  }

  record(kind: Kind, param = 'id'): Entity {
    const id = this.param(param);
    const found = this.store.tables[kind].get(id);
    if (found !== undefined) return found;
    throw kind === 'schedules' && shiftSchedule(this.store, id) !== undefined ? shiftBased(id) : notFound();
  }

  /** To read an incident, or anything below it, PagerDuty accepts its number in place of the ID. */
  incident(param = 'id'): Incident {
    const id = this.param(param);
    const isRead = this.call.method === 'GET' && this.call.path.startsWith('/incidents/');
    const {incidents, incidentsByNumber} = this.store;
    const found = incidents.get(id) ?? (isRead && /^\d+$/.test(id) ? incidentsByNumber.get(Number(id)) : undefined);
    if (found === undefined) throw notFound();
    return found;
  }

  /** The user that the key belongs to, or else the one that From names. */
  user(): Entity | undefined {
    const {users} = this.store.tables;
    if (this.caller.userId !== undefined) return users.get(this.caller.userId);
    const from = this.call.headers['from']?.toLowerCase();
    return [...users.values()].find(user => stringField(user, 'email')?.toLowerCase() === from);
  }

  /** The acting user, for writes that require one: PagerDuty refuses them for an account key without From. */
  requester(): Agent {
    const user = this.user();
    if (user === undefined) throw this.call.headers['from'] ? requesterUnknown() : fromMissing();
    return {reference: this.store.reference('users', user.id), channel: 'api'};
  }
}

/** Times without an offset are taken to be UTC. */
export function parseTime(text: string): number {
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) || !/T|\d \d/.test(text);
  return Date.parse(hasOffset ? text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : `${text}Z`);
}
