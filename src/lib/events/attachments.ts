import {field, isObject, type Json, type JsonObject, stringField} from '../base/json.ts';
import {keptInDetails, type Repairs, withTexts} from './repairs.ts';

// API: 51 links are refused with "links should have at most 50 item(s)".
const mostLinks = 50;

interface ListKind {
  name: 'links' | 'images';
  /** What each item must have. */
  url: 'href' | 'src';
  /** Its other fields that are texts. */
  texts: readonly string[];
  most: number;
}

const kinds: readonly ListKind[] = [
  {name: 'links', url: 'href', texts: ['text'], most: mostLinks},
  {name: 'images', url: 'src', texts: ['href', 'alt'], most: Number.POSITIVE_INFINITY},
];

/** The body with only links and images that PagerDuty accepts. The others are moved to the details. */
export function withAttachments(body: JsonObject, payload: JsonObject, repairs: Repairs): [JsonObject, JsonObject] {
  let right = body;
  let rightPayload = payload;
  for (const kind of kinds) {
    const value = field(body, kind.name) ?? null;
    if (value === null) continue;
    const {kept, leftOut, problem} = sorted(value, kind, repairs);
    right = {...right, [kind.name]: kept};
    if (leftOut.length === 0) continue;
    const [details, key] = keptInDetails(field(rightPayload, 'custom_details'), `${kind.name}_left_out`, leftOut);
    repairs.note(problem, `${leftOut.length} left out, kept in custom_details.${key}`);
    rightPayload = {...rightPayload, custom_details: details};
  }
  return [right, rightPayload];
}

interface Sorted {
  kept: Json[];
  leftOut: Json[];
  /** Why the first was left out. */
  problem: string;
}

function sorted(value: Json, kind: ListKind, repairs: Repairs): Sorted {
  const {name, url, most} = kind;
  const items = Array.isArray(value) ? value : [value];
  if (items !== value) repairs.note(`${name} is not a list`, 'sent as a list of one');
  const kept: Json[] = [];
  const leftOut: Json[] = [];
  let problem = '';
  for (const [index, item] of items.entries()) {
    const right = attachment(item, `${name}[${index}]`, kind, repairs);
    if (right !== undefined && kept.length < most) kept.push(right);
    else leftOut.push(item);
    if (leftOut.length === 1 && problem === '') {
      problem =
        right === undefined ? `${name}[${index}] has no ${url}` : `there are ${items.length} ${name}, at most ${most}`;
    }
  }
  return {kept, leftOut, problem};
}

/** Undefined for an item without a URL. */
function attachment(item: Json, what: string, {url, texts}: ListKind, repairs: Repairs): JsonObject | undefined {
  if (typeof item === 'string' && item.trim() !== '') {
    repairs.note(`${what} is a string, not an object`, `sent as its ${url}`);
    return {[url]: item.trim()};
  }
  if (!isObject(item) || (stringField(item, url) ?? '').trim() === '') return undefined;
  return withTexts(item, texts, `${what}.`, repairs);
}
