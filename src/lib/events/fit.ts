import {usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import {shrinkTo} from './shrink.ts';

const longestSummary = 1024;
const largestEventBytes = 512 * 1024;

/** JSON in which no half of a character is left: a lone surrogate, in a key or a text, becomes U+FFFD. */
export function encodeJson(value: Json): string {
  // JSON.stringify writes a lone surrogate as \udXXX. A backslash in a text is \\, so pairs are stepped over.
  return JSON.stringify(value).replace(/\\(?:\\|(ud[89a-f][0-9a-f]{2}))/g, (found, lone) => (lone ? '\ufffd' : found));
}

export const encodedBytes = (value: Json): number => Buffer.byteLength(encodeJson(value));

/** A summary that PagerDuty takes (1,024 characters, counted as code points); the full one moves to the details. */
export function fitSummary(payload: JsonObject, strict: boolean, warnings: string[]): JsonObject {
  const summary = String(field(payload, 'summary') ?? '').toWellFormed();
  const characters = [...summary];
  if (characters.length <= longestSummary) return payload;
  const excess = `the summary has ${characters.length} characters; PagerDuty takes ${longestSummary}`;
  if (strict) throw usageError(excess, 'leave out --strict to have it cut');
  const [details, key] = withFullSummary(field(payload, 'custom_details'), summary);
  warnings.push(`${excess}: it was cut, and is whole in custom_details.${key}`);
  return {...payload, summary: firstCharacters(characters, longestSummary), custom_details: details};
}

/** An event of at most 512 KB of JSON: its details give way, the longest text first. */
export function fitSize(body: JsonObject, spareBytes: number, strict: boolean, warnings: string[]): JsonObject {
  const limit = largestEventBytes - spareBytes;
  const bytes = encodedBytes(body);
  if (bytes <= limit) return body;
  const excess = `the event has ${bytes + spareBytes} bytes; PagerDuty takes ${largestEventBytes}`;
  if (strict) throw usageError(excess, 'leave out --strict to have its details cut');
  const payload = field(body, 'payload');
  const details = field(payload, 'custom_details');
  if (!isObject(payload) || details === undefined) throw usageError(`${excess}, and it has no details to cut`);
  const budgetBytes = limit - (bytes - encodedBytes(details));
  const cut = shrinkTo(details, budgetBytes);
  if (cut === undefined) throw usageError(`${excess}, and would be too large without its details`);
  warnings.push(`${excess}: its details were cut, the longest first`);
  return {...body, payload: {...payload, custom_details: cut}};
}

/** Never half of what is seen as one character (a flag, a family), unless that one alone is too long. */
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

function withFullSummary(details: Json | undefined, summary: string): [JsonObject, string] {
  const object = isObject(details) ? details : details === undefined || details === null ? {} : {details};
  let key = 'full_summary';
  for (let count = 2; Object.hasOwn(object, key) && object[key] !== summary; count++) key = `full_summary_${count}`;
  return [{...object, [key]: summary}, key];
}
