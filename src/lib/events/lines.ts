import {PdError, usageError} from '../base/errors.ts';
import {type Json, parseJson, whyNotJson} from '../base/json.ts';
import {decodeUtf8} from '../input/argument-values.ts';

/** One event of the input, by its line (or its place in an array), or why it is none. */
export type InputLine = {line: number; value: Json} | {line: number; problem: string};

// An event may hold more than the 512 KB that are sent, for its details are cut. An array has to be read whole.
const longestLineBytes = 16 * 1024 * 1024;
const longestArrayBytes = 256 * 1024 * 1024;
const lineFeed = 0x0a;

/** Reads events, one JSON object a line or one JSON array, as they arrive. Empty lines do not count as events. */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<InputLine> {
  const source = chunks[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let first: number | undefined;
  while (first === undefined) {
    const {value, done} = await source.next();
    if (done) return;
    head.push(value);
    first = firstSign(value);
  }
  const all = resumed(head, source);
  if (first === '['.charCodeAt(0)) yield* arrayItems(all);
  else yield* lines(all);
}

/** The first byte that is neither blank nor part of a byte-order mark. */
const firstSign = (bytes: Uint8Array): number | undefined =>
  bytes.find(byte => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);

async function* resumed(head: readonly Uint8Array[], source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<InputLine> {
  let line = 1;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const take = (part: Uint8Array): void => {
    bytes += part.length;
    // The rest of a line that is too long anyway is only counted.
    if (bytes <= longestLineBytes) parts.push(part);
  };
  const finish = (): InputLine | undefined => {
    const read = bytes > longestLineBytes ? {line, problem: 'the line is over 16 MB'} : parsedLine(line, parts);
    line += 1;
    parts = [];
    bytes = 0;
    return read;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      take(chunk.subarray(start, end));
      start = end + 1;
      const read = finish();
      if (read) yield read;
    }
    if (start < chunk.length) take(chunk.slice(start));
  }
  const read = finish();
  if (read) yield read;
}

function parsedLine(line: number, parts: readonly Uint8Array[]): InputLine | undefined {
  const text = decodeUtf8(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
  if (text === undefined) return {line, problem: 'not valid UTF-8'};
  if (text.trim() === '') return undefined;
  try {
    return {line, value: parseJson(text)};
  } catch (error) {
    return {line, problem: whyNotJson(error)};
  }
}

async function* arrayItems(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<InputLine> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > longestArrayBytes) throw usageError('The JSON array is over 256 MB', 'write one event a line instead');
    parts.push(chunk);
  }
  const whole = parsedLine(1, parts);
  if (whole === undefined || 'problem' in whole) {
    throw new PdError('usage', `The JSON array cannot be read: ${whole?.problem ?? 'it is empty'}`);
  }
  const items = Array.isArray(whole.value) ? whole.value : [whole.value];
  for (const [index, value] of items.entries()) yield {line: index + 1, value};
}
