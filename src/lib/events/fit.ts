import {usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import {keptInDetails, type Repairs} from './repairs.ts';
import {shrinkTo} from './shrink.ts';

const longestSummary = 1024;
const largestEventBytes = 512 * 1024;

/** JSON without half characters: a lone surrogate, in a key or a text, becomes U+FFFD. */
export function encodeJson(value: Json): string {
  const text = JSON.stringify(value);
  // JSON.stringify escapes a lone surrogate like this. A text that only looks like it is not changed below.
  return /\\ud[89a-f]/.test(text) ? JSON.stringify(wellFormed(value)) : text;
}

export const encodedBytes = (value: Json): number => Buffer.byteLength(encodeJson(value));

/** Limits the summary to what PagerDuty accepts (1,024 code points); the full one is added to the details. */
export function fitSummary(payload: JsonObject, repairs: Repairs): JsonObject {
  const summary = String(field(payload, 'summary') ?? '').toWellFormed();
  const characters = [...summary];
  if (characters.length <= longestSummary) return payload;
  const excess = `the summary has ${characters.length} characters; PagerDuty accepts at most ${longestSummary}`;
  const [details, key] = keptInDetails(field(payload, 'custom_details'), 'full_summary', summary);
  repairs.note(excess, `it was cut; the full text is in custom_details.${key}`);
  return {...payload, summary: firstCharacters(characters, longestSummary), custom_details: details};
}

/** Limits the event to 512 KB of JSON by cutting its details, the longest texts first. Returns its size, too. */
export function fitSize(body: JsonObject, spareBytes: number, repairs: Repairs): {body: JsonObject; bytes: number} {
  const limit = largestEventBytes - spareBytes;
  const bytes = encodedBytes(body);
  if (bytes <= limit) return {body, bytes};
  const excess = `the event has ${bytes + spareBytes} bytes; PagerDuty accepts at most ${largestEventBytes}`;
  const payload = field(body, 'payload');
  const details = field(payload, 'custom_details');
  if (!isObject(payload) || details === undefined) throw usageError(`${excess}, and it has no details to cut`);
  const budgetBytes = limit - (bytes - encodedBytes(details));
  const cut = shrinkTo(details, budgetBytes);
  if (cut === undefined) throw usageError(`${excess}, and would be too large without its details`);
  repairs.note(excess, 'its details were cut, the longest first');
  return {body: {...body, payload: {...payload, custom_details: cut}}, bytes: limit};
}

/** Never splits what is seen as one character (a flag, a family), unless that one alone is too long. */
function firstCharacters(characters: readonly string[], count: number): string {
  const head = characters.slice(0, count).join('');
  // What follows decides whether the last character is whole; no cluster that matters is longer than this.
  const window = characters.slice(count, count + 64).join('');
  let end = 0;
  for (const {index} of new Intl.Segmenter('en').segment(head + window)) {
    if (index > head.length) break;
    end = index;
  }
  return end === 0 ? head : head.slice(0, end);
}

function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name.toWellFormed(), wellFormed(item)]));
}
