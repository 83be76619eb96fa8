import {isObject, type Json, type JsonObject} from '../base/json.ts';
import {looksLikeKey} from '../base/key-shapes.ts';
import {hidden} from '../base/redactor.ts';
import type {View} from '../output/output.ts';
import {isKnownKey, isSecretKey} from './profile-items.ts';
import type {Profiles} from './profiles.ts';
import {isSecretCommand} from './secrets.ts';

/** A profile as it may be shown: secrets hidden, and no command run. */
export function shownProfile(profiles: Profiles, name: string, profile: JsonObject): JsonObject {
  const shown: JsonObject = {id: name, in_use: profiles.current === name};
  for (const [key, value] of Object.entries(profile)) shown[key] = shownValue(key, value);
  return shown;
}

export const profileListView: View = {
  columns: [
    {header: 'PROFILE', value: row => row['id'], style: row => (row['in_use'] === true ? 'bold' : undefined)},
    {header: 'IN USE', value: row => (row['in_use'] === true ? 'yes' : '')},
    {header: 'REGION', value: row => row['region'] ?? row['apiUrl'] ?? ''},
    {header: 'API KEY', value: row => shortly(row['apiKey'] ?? (row['oauth'] && 'OAuth'))},
    {header: 'ROUTING KEY', value: row => shortly(row['routingKey'])},
    {
      header: 'ROUTES',
      value: row => (isObject(row['routes']) ? Object.keys(row['routes']).join(', ') : ''),
      grow: true,
    },
  ],
  empty: 'There are no profiles yet; create one with pd profiles login NAME.',
};

/** A key that pd does not know may contain anything, so its text is hidden as well. */
function shownValue(key: string, value: Json): Json {
  if (isSecretCommand(value)) return {...value, command: value.command.replace(/[^\s'"=]+/g, withoutKey)};
  if (key === 'routes' && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, route]) => [name, shownValue('routingKey', route)]));
  }
  if (key === 'oauth' && isObject(value)) {
    const open = ['clientId', 'scope'];
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, open.includes(name) ? item : shownValue('', item)]),
    );
  }
  if (Array.isArray(value)) return value.map(item => shownValue(key, item));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shownValue('', item)]));
  }
  if (typeof value !== 'string') return value;
  return isSecretKey(key) || !isKnownKey(key) ? hidden(value) : value.replace(/\/\/.*@/, '//…@');
}

/** Nobody should write a key into a command. If somebody did, a listing does not show it. */
const withoutKey = (word: string): string => (looksLikeKey(word) ? hidden(word) : word);

function shortly(value: Json | undefined): Json | undefined {
  return isSecretCommand(value) ? 'command' : value;
}
