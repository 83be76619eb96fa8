import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';
import {messageOf, usageError} from '../lib/base/errors.ts';
import {isObject, type Json, parseJson} from '../lib/base/json.ts';
import type {Seed} from './seed-format.ts';

type Form = 'text' | 'number' | 'texts' | 'lists' | 'objects';

const needed = {name: 'text'} as const;

/** The required and the optional attributes of the records in each part of a seed. */
const parts: Record<string, {must: Record<string, Form>; can: Record<string, Form>}> = {
  users: {must: {...needed, email: 'text'}, can: {role: 'text', job_title: 'text', time_zone: 'text', phone: 'text'}},
  teams: {must: needed, can: {description: 'text', members: 'texts'}},
  schedules: {must: {...needed, users: 'texts'}, can: {time_zone: 'text', turn_hours: 'number', teams: 'texts'}},
  escalation_policies: {must: {...needed, levels: 'lists'}, can: {delay_minutes: 'number', teams: 'texts'}},
  services: {
    must: needed,
    can: {description: 'text', routing_key: 'text', escalation_policy: 'text', teams: 'texts', urgency: 'text'},
  },
  priorities: {must: needed, can: {description: 'text'}},
  vendors: {must: needed, can: {website_url: 'text'}},
  incidents: {
    must: {title: 'text'},
    can: {
      service: 'text',
      status: 'text',
      urgency: 'text',
      priority: 'text',
      minutes_ago: 'number',
      resolved_after_minutes: 'number',
      alerts: 'objects',
      notes: 'texts',
    },
  },
};

const isText = (value: Json) => typeof value === 'string';
const isListOf = (value: Json, is: (one: Json) => boolean) => Array.isArray(value) && value.every(is);

const forms: Record<Form, {is: (value: Json) => boolean; name: string}> = {
  text: {is: isText, name: 'a text'},
  number: {is: value => typeof value === 'number' && value >= 0, name: 'a number'},
  texts: {is: value => isListOf(value, isText), name: 'a list of texts'},
  lists: {is: value => isListOf(value, one => isListOf(one, isText)), name: 'a list of lists of texts'},
  objects: {is: value => isListOf(value, isObject), name: 'a list of objects'},
};

export function readSeedFile(path: string): Seed {
  let value: Json;
  try {
    value = parseJson(readRegularFile(path));
  } catch (error) {
    throw usageError(`The seed ${path} cannot be read: ${messageOf(error)}`);
  }
  if (!isObject(value)) throw usageError(`The seed ${path} is not a JSON object`);
  for (const [name, records] of Object.entries(value)) {
    if (name === 'records') checkRecords(path, records);
    else if (name !== 'keys') checkPart(path, name, records);
  }
  return value as Seed;
}

/** Many times the size of the largest account that anybody would write. */
const maxSeedBytes = 64 * 1024 * 1024;

/** Does not wait for a writer: a pipe or a device would block pd forever, or fill its memory. */
function readRegularFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error('it is not a regular file');
    if (stat.size > maxSeedBytes) throw new Error(`it is larger than ${maxSeedBytes / 1024 / 1024} MB`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function checkRecords(path: string, records: Json): void {
  const {is, name} = forms.objects;
  if (!isObject(records)) throw usageError(`"records" of the seed ${path} is not an object`);
  for (const [where, list] of Object.entries(records)) {
    if (!is(list)) throw usageError(`"${where}" in the records of the seed ${path} is not ${name}`);
  }
}

function checkPart(path: string, name: string, records: Json): void {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part === undefined) {
    const known = [...Object.keys(parts), 'records', 'keys'].join(', ');
    throw usageError(`The seed ${path} has "${name}", which is not part of a seed`, `it may have ${known}`);
  }
  if (!Array.isArray(records)) throw usageError(`"${name}" of the seed ${path} is not a list`);
  for (const [index, record] of records.entries()) {
    const where = `${name}[${index}] of the seed ${path}`;
    if (!isObject(record)) throw usageError(`${where} is not an object`);
    const attributes: Record<string, Form> = {...part.can, ...part.must};
    for (const [attribute, value] of Object.entries(record)) {
      const form = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
      if (form === undefined) {
        throw usageError(`${where} has "${attribute}"`, `it can have ${Object.keys(attributes).join(', ')}`);
      }
      if (!forms[form].is(value)) throw usageError(`"${attribute}" of ${where} is not ${forms[form].name}`);
    }
    const missing = Object.keys(part.must).find(attribute => !Object.hasOwn(record, attribute));
    if (missing !== undefined) throw usageError(`${where} lacks "${missing}"`);
  }
}
