import {type Json, parseJson, whyNotJson} from '../base/json.ts';
import {decodeUtf8} from '../input/argument-values.ts';
import {ByteInput} from './byte-input.ts';
import {ValueScanner} from './value-scanner.ts';

/** One event of the input, or why it is not one, with the line it starts on and, in an array, its number. */
export type InputEvent = Place & ({value: Json} | {problem: string});

interface Place {
  line: number;
  item?: number;
}

// An event may be larger than the 512 KB that are sent, because its details are cut.
const longestEventBytes = 16 * 1024 * 1024;
const [lineFeed, comma, openList, closeList, openObject] = [0x0a, 0x2c, 0x5b, 0x5d, 0x7b];

/** An array at the top: its items are events. */
interface List {
  line: number;
  items: number;
  /** `any` after a broken item. */
  expected: 'item or end' | 'item' | 'comma or end' | 'any';
}

/** What was read of a value that turned out to be invalid. */
interface Broken {
  problem: string;
  parts: readonly Uint8Array[];
}

/**
 * Reads events as they arrive, the way jq reads JSON: one per line, one over many lines, one after another, or in
 * arrays. A broken event becomes a problem, and reading continues at the next line that can start an event. Keeps at
 * most one event in memory.
 */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<InputEvent> {
  const input = new ByteInput(chunks);
  const reader = new EventReader(input);
  for (let byte = await input.next(); byte !== undefined; byte = await input.next()) {
    const found = await reader.read(byte);
    if (found !== undefined) yield found;
  }
  const missing = reader.end();
  if (missing !== undefined) yield missing;
}

class EventReader {
  readonly #input: ByteInput;
  #list: List | undefined;

  constructor(input: ByteInput) {
    this.#input = input;
  }

  /** Reads from this byte, the next of the input. Undefined if it is only punctuation of an array. */
  async read(byte: number): Promise<InputEvent | undefined> {
    const input = this.#input;
    if (this.#list !== undefined) return await this.#readInList(this.#list, byte);
    if (byte === openObject) return await this.#event({line: input.line});
    if (byte !== openList) return await this.#bareLine();
    this.#list = {line: input.line, items: 0, expected: 'item or end'};
    input.take(1);
    return undefined;
  }

  end(): InputEvent | undefined {
    return this.#list && {line: this.#list.line, problem: 'the array is not closed'};
  }

  async #readInList(list: List, byte: number): Promise<InputEvent | undefined> {
    const {expected} = list;
    const isMark = byte === comma || byte === closeList;
    const mayBeMark = byte === comma ? expected === 'comma or end' || expected === 'any' : expected !== 'item';
    if (isMark && mayBeMark) {
      this.#input.take(1);
      list.expected = 'item';
      if (byte === closeList) this.#list = undefined;
      return undefined;
    }
    if (isMark || expected === 'comma or end') return await this.#leaveList(byte);
    list.items += 1;
    list.expected = 'comma or end';
    const found = await this.#event({line: this.#input.line, item: list.items});
    if ('problem' in found) list.expected = 'any';
    return found;
  }

  /** The array is incomplete. An event that starts here comes after it. */
  async #leaveList(byte: number): Promise<InputEvent> {
    const {line} = this.#input;
    this.#list = undefined;
    if (byte !== openObject && byte !== openList) await this.#input.restOfLine(0);
    return {line, problem: `not valid JSON (unexpected ${JSON.stringify(String.fromCharCode(byte))} in the array)`};
  }

  async #bareLine(): Promise<InputEvent> {
    const {line} = this.#input;
    const bytes = await this.#input.restOfLine(longestEventBytes + 1);
    return bytes.length > longestEventBytes ? {line, problem: 'the line is over 16 MB'} : {line, ...parsed(bytes)};
  }

  async #event(place: Place): Promise<InputEvent> {
    const {indent} = this.#input;
    const found = await this.#value(place.line);
    if (found instanceof Uint8Array) return {...place, ...parsed(found)};
    const bytes = Buffer.concat(found.parts);
    const firstEnd = bytes.indexOf(lineFeed);
    if (firstEnd === -1) await this.#input.restOfLine(0);
    else {
      // After its first line there may be events that the incomplete one seemed to contain.
      this.#input.putBack(bytes.subarray(firstEnd + 1), place.line + 1);
      await this.#input.skipLines(this.#list ? [openObject, openList, closeList] : [openObject, openList], indent);
    }
    return {...place, problem: found.problem};
  }

  /** The bytes of one value, or why there is none. */
  async #value(line: number): Promise<Uint8Array | Broken> {
    const input = this.#input;
    const scanner = new ValueScanner();
    const parts: Uint8Array[] = [];
    let size = 0;
    while (await input.fill()) {
      const passed = scanner.lineFeeds;
      const scan = scanner.scan(input.rest);
      const count = scan.is === 'done' ? scan.end : scan.is === 'broken' ? scan.at : input.rest.length;
      const part = input.take(count, scanner.lineFeeds - passed);
      // A copy of what must wait, because the source may reuse its buffer.
      parts.push(scan.is === 'done' ? part : Buffer.from(part));
      size += count;
      if (size > longestEventBytes) return {parts, problem: 'the event is over 16 MB'};
      if (scan.is === 'done') return parts.length === 1 ? part : Buffer.concat(parts);
      if (scan.is === 'broken') {
        const where = input.line > line ? `, on line ${input.line}` : '';
        return {parts, problem: whyBroken(Buffer.concat([...parts, input.rest.subarray(0, 1)])) + where};
      }
    }
    return scanner.isWhole() ? Buffer.concat(parts) : {parts, problem: 'the input ends in the middle of the event'};
  }
}

function parsed(bytes: Uint8Array): {value: Json} | {problem: string} {
  const text = decodeUtf8(bytes);
  if (text === undefined) return {problem: 'not valid UTF-8'};
  try {
    return {value: parseJson(text)};
  } catch (error) {
    return {problem: whyNotJson(error)};
  }
}

/** In the words of JSON.parse, which fails at the same byte. */
function whyBroken(bytes: Uint8Array): string {
  const found = parsed(bytes);
  return 'problem' in found ? found.problem : 'not valid JSON';
}
