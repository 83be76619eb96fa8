import {field, isObject, type Json, type JsonObject} from '../base/json.ts';

/** The keys that stand in a profile themselves, used or not: who has one key of an account may know of another. */
export function writtenKeys(profile: JsonObject | undefined): string[] {
  const routes = field(profile, 'routes');
  const values: (Json | undefined)[] = [field(profile, 'apiKey'), field(profile, 'routingKey')];
  if (isObject(routes)) values.push(...Object.values(routes));
  return values.flatMap(value => (typeof value === 'string' ? value.trim() : []));
}
