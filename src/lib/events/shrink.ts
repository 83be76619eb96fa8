import {isExactNumber, isObject, type Json, type JsonObject} from '../base/json.ts';

// A text cut shorter than this is useless.
const shortestCutBytes = 120;

/**
 * The value in at most `budgetBytes` of JSON. Its longest texts are cut first, down to one common length; if that is
 * not enough, its largest members are replaced by a note. Undefined if not even a note fits.
 */
export function shrinkTo(value: Json, budgetBytes: number): Json | undefined {
  const bytes = jsonBytes(value);
  if (bytes <= budgetBytes) return value;
  const capBytes = Math.max(shortestCutBytes, commonCap(textSizes(value), bytes - budgetBytes));
  const cut = mapTexts(value, text => cutText(text, capBytes));
  if (jsonBytes(cut) <= budgetBytes) return cut;
  const replaced = isObject(cut) ? replaceMembers(cut, budgetBytes) : undefined;
  if (replaced !== undefined && jsonBytes(replaced) <= budgetBytes) return replaced;
  const note = {cut: noteOf(bytes)};
  return jsonBytes(note) <= budgetBytes ? note : undefined;
}

const jsonBytes = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

const noteOf = (bytes: number): string => `[cut: ${bytes} bytes of JSON]`;

function textSizes(value: Json): number[] {
  const sizes: number[] = [];
  const open: Json[] = [value];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (typeof here === 'string') sizes.push(jsonBytes(here));
    else if (Array.isArray(here)) for (const item of here) open.push(item);
    else if (isObject(here)) for (const item of Object.values(here)) open.push(item);
  }
  return sizes;
}

/**
 * The length to which all longer texts must be cut so that together they lose `excessBytes`; 0 if that is impossible.
 */
function commonCap(sizes: readonly number[], excessBytes: number): number {
  const longestFirst = [...sizes].sort((a, b) => b - a);
  let sum = 0;
  for (const [index, size] of longestFirst.entries()) {
    sum += size;
    const cap = Math.floor((sum - excessBytes) / (index + 1));
    if (cap >= (longestFirst[index + 1] ?? 0)) return cap;
  }
  return 0;
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map(item => mapTexts(item, change));
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}

/** The start of the text, cut between whole characters, in at most `capBytes` of JSON with the mark that says so. */
function cutText(text: string, capBytes: number): string {
  if (jsonBytes(text) <= capBytes) return text;
  const mark = `… [cut: ${text.length} characters in all]`;
  // Plus the two quotes, which are counted in the mark's bytes as well.
  const end = longestStart(text.toWellFormed(), capBytes - jsonBytes(mark) + 2);
  return text.toWellFormed().slice(0, end) + mark;
}

/** How much of a well-formed text fits, by binary search: measuring each character takes seconds. */
function longestStart(text: string, budgetBytes: number): number {
  let fits = 0;
  let tooLong = Math.min(text.length, Math.max(0, budgetBytes)) + 1;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    // Half a character at the end counts as U+FFFD, which is no longer than the whole.
    if (jsonBytes(text.slice(0, middle).toWellFormed()) <= budgetBytes) fits = middle;
    else tooLong = middle;
  }
  return text.slice(0, fits).isWellFormed() ? fits : fits - 1;
}

function replaceMembers(object: JsonObject, budgetBytes: number): JsonObject {
  const members = Object.entries(object).map(([name, value]) => ({name, value, bytes: jsonBytes(value)}));
  let excessBytes = jsonBytes(object) - budgetBytes;
  for (const member of [...members].sort((a, b) => b.bytes - a.bytes)) {
    if (excessBytes <= 0) break;
    member.value = noteOf(member.bytes);
    excessBytes -= member.bytes - jsonBytes(member.value);
  }
  return Object.fromEntries(members.map(({name, value}) => [name, value]));
}
