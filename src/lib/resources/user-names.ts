import {PdError} from '../base/errors.ts';
import {isObject, type Json, type JsonObject, stringField} from '../base/json.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {isIdText, reference} from './record-id.ts';

/** The names of users, by ID. If one cannot be looked up, its ID is used instead, because what the message is about may already have happened. */
export async function userNames(rest: RestClient, ids: readonly (string | undefined)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter(id => id !== undefined && isIdText(id));
  const names = wanted.map(async (id): Promise<[string, string]> => {
    try {
      const {body} = await rest.request('GET', `/users/${id}`);
      return [String(id), stringField(body, 'name') ?? String(id)];
    } catch (error) {
      if (!(error instanceof PdError) || error.kind === 'interrupted') throw error;
      return [String(id), String(id)];
    }
  });
  return new Map(await Promise.all(names));
}

/** For people: the record with the members of its shifts, of which the API returns only the IDs, as users with names. */
export async function withMemberNames(rest: RestClient, record: JsonObject): Promise<JsonObject> {
  const ids = memberIds(record);
  return ids.length === 0 ? record : named(record, await userNames(rest, ids));
}

const memberIds = (value: Json): string[] => {
  if (Array.isArray(value)) return value.flatMap(memberIds);
  if (!isObject(value)) return [];
  const id = memberId(value);
  return id === undefined ? Object.values(value).flatMap(memberIds) : [id];
};

const memberId = (value: JsonObject): string | undefined =>
  value['type'] === 'user_member' ? stringField(value, 'user_id') : undefined;

const named = (record: JsonObject, names: ReadonlyMap<string, string>): JsonObject =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, namedValue(value, names)]));

function namedValue(value: Json, names: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map(one => namedValue(one, names));
  if (!isObject(value)) return value;
  const id = memberId(value);
  if (id === undefined) return named(value, names);
  const name = names.get(id) ?? id;
  return {...reference(id, 'user'), summary: name === id ? '' : name};
}
