import {usageError} from '../base/errors.ts';
import {isExactNumber, isObject, type Json, type JsonObject} from '../base/json.ts';
import type {Redactor} from '../base/redactor.ts';
import {shortened} from '../base/text.ts';
import {readValue} from '../input/argument-values.ts';
import {nearest} from '../input/nearest.ts';
import {ask, askSecret} from '../input/prompt.ts';
import {parseJsonText} from '../input/typed-json.ts';
import type {Io} from '../io/io.ts';
import {messageWith} from '../output/safe-text.ts';
import {
  checkedConcurrency,
  checkedFile,
  checkedFrom,
  checkedMaxWait,
  checkedOutput,
  checkedRegion,
  checkedTimeout,
  checkedYesNo,
} from './checked-values.ts';
import {checkedApiKey, checkedAuthType, checkedRoutingKey} from './credentials.ts';
import {checkedName, checkedValue} from './gateway-headers.ts';
import {checkedHost} from './hosts.ts';
import {isSecretCommand} from './secrets.ts';
import {splitWords} from './words.ts';

/** A value to set, already checked. */
interface ProfileItem {
  key: string;
  value: Json;
}

type Check = (text: string, what: string) => Json;

/** Every key of a profile except the routes, with the check of its value. */
const checks: Readonly<Record<string, Check>> = {
  apiKey: checkedApiKey,
  authType: checkedAuthType,
  routingKey: checkedRoutingKey,
  from: checkedFrom,
  region: checkedRegion,
  apiUrl: asGiven(checkedHost),
  eventsUrl: asGiven(checkedHost),
  output: checkedOutput,
  concurrency: checkedConcurrency,
  maxWait: asGiven(checkedMaxWait),
  timeout: asGiven(checkedTimeout),
  spool: checkedYesNo,
  clientCert: asGiven(checkedFile),
  clientKey: asGiven(checkedFile),
};

/** Keys that hold members, each under a name of its own: `routes.NAME`. All of these are secrets. */
const groups: Readonly<Record<string, {isName: (name: string) => boolean; check: Check}>> = {
  routes: {
    isName: name => /^[A-Za-z0-9._-]{1,64}$/.test(name) && name !== '__proto__',
    check: checkedRoutingKey,
  },
  headers: {isName: name => checkedName(name, `headers.${name}`) !== '__proto__', check: checkedValue},
};

/** Reads `key=value`, `key=-`, `key=@file`, `key:=json` and, on a terminal, `key=`, which asks. */
export async function readProfileItems(io: Io, items: readonly string[], redactor: Redactor): Promise<ProfileItem[]> {
  const split = items.map((item, index) => splitItem(item, index + 1));
  const read: ProfileItem[] = [];
  for (const item of split) read.push({key: item.key, value: await readItem(io, item, redactor)});
  return read;
}

export function setItem(profile: JsonObject, {key, value}: ProfileItem): void {
  const member = memberOf(key);
  if (member === undefined) {
    profile[key] = value;
    return;
  }
  const group = profile[member.group];
  if (isObject(group)) group[member.name] = value;
  else profile[member.group] = {[member.name]: value};
}

/** Removes an item. Returns whether there was anything to remove. */
export function unsetItem(profile: JsonObject, key: string): boolean {
  if (Object.hasOwn(profile, key)) return delete profile[key];
  const member = memberOf(checkedKey(key));
  const group = member && profile[member.group];
  if (member === undefined || !isObject(group) || !Object.hasOwn(group, member.name)) return false;
  delete group[member.name];
  if (Object.keys(group).length === 0) delete profile[member.group];
  return true;
}

export const isSecretKey = (key: string): boolean =>
  key === 'apiKey' || key === 'routingKey' || memberOf(key) !== undefined;

export const isKnownKey = (key: string): boolean => Object.hasOwn(checks, key);

interface SplitItem {
  key: string;
  text: string;
  isJson: boolean;
}

/** A secret may be anywhere in what was typed, so no message repeats an item. */
function splitItem(item: string, position: number): SplitItem {
  const equals = item.indexOf('=');
  if (equals < 1) {
    throw usageError(`Item ${position} is not key=value`, 'write key=value, key=-, key=@file or key:=json');
  }
  const isJson = item[equals - 1] === ':';
  const key = checkedKey(item.slice(0, isJson ? equals - 1 : equals));
  const text = item.slice(equals + 1);
  const isWritten = text !== '' && text !== '-' && !text.startsWith('@');
  if (isSecretKey(key) && isWritten && !(isJson && text.trimStart().startsWith('{'))) {
    throw usageError(
      `A secret on the command line can be read by others, so ${key} was not set`,
      `use ${key}=- or ${key}=@FILE, or ${key}:='{"command": "…"}' for a program that prints it`,
    );
  }
  return {key, text, isJson};
}

function checkedKey(key: string): string {
  const member = memberOf(key);
  if (isKnownKey(key)) return key;
  if (member && groups[member.group]?.isName(member.name)) return key;
  const guess = nearest(key, [...Object.keys(checks), 'routes.NAME', 'headers.NAME']);
  const shown = JSON.stringify(shortened(key));
  throw usageError(
    member === undefined
      ? `A profile has no key ${shown}`
      : `${shown} is not a valid ${member.group.slice(0, -1)} name`,
    guess === undefined
      ? `the keys are ${Object.keys(checks).join(', ')}, routes.NAME, headers.NAME`
      : `did you mean ${guess}?`,
  );
}

async function readItem(io: Io, {key, text, isJson}: SplitItem, redactor: Redactor): Promise<Json> {
  const typed = text === '' ? await asked(io, key, redactor) : await readValue(io, text, key);
  const value = isJson && text !== '' ? parseJsonText(typed, key) : typed;
  if (isSecretCommand(value)) return checkedCommand(value, key);
  const scalar = isExactNumber(value) ? value.rawJSON : value;
  if (scalar === null || typeof scalar === 'object') throw usageError(`${key} is neither text nor {"command": "…"}`);
  const member = memberOf(key);
  const check = member === undefined ? checks[key] : groups[member.group]?.check;
  return check ? check(String(scalar), key) : scalar;
}

async function asked(io: Io, key: string, redactor: Redactor): Promise<string> {
  const instead = `use ${key}=- or ${key}=@FILE`;
  if (!io.stdin.isTTY) throw usageError(`${key} has no value`, `${instead}; on a terminal ${key}= asks`);
  const question = messageWith(redactor)(key);
  return isSecretKey(key) ? await askSecret(io, question, instead) : await ask(io, question, instead);
}

function checkedCommand(value: JsonObject & {command: string}, key: string): Json {
  const isPlain = Object.keys(value).length === 1;
  if (isPlain && splitWords(value.command, key).length > 0) return value;
  throw usageError(`${key} takes a single "command", and nothing else`, `write {"command": "op read op://…"}`);
}

function memberOf(key: string): {group: string; name: string} | undefined {
  const [, group, name] = /^(routes|headers)\.([\s\S]*)$/.exec(key) ?? [];
  return group === undefined || name === undefined ? undefined : {group, name};
}

/** Stored as it was written: `2m` is clearer than 120000. */
function asGiven(check: (text: string, what: string) => unknown): Check {
  return (text, what) => {
    check(text, what);
    return text;
  };
}
