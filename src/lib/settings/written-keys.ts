import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import {firstLine} from '../base/text.ts';

/** The keys that a profile contains, used or not. Keys that a command prints are not among them. */
export function writtenKeys(profile: JsonObject | undefined): string[] {
  const routes = field(profile, 'routes');
  const values: (Json | undefined)[] = [field(profile, 'apiKey'), field(profile, 'routingKey')];
  if (isObject(routes)) values.push(...Object.values(routes));
  return values.flatMap(value => (typeof value === 'string' ? [value.trim(), firstLine(value)] : []));
}
