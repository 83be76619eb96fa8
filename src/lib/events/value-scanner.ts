import {deepestNesting} from '../base/json.ts';

const [lineFeed, quote, backslash, comma, colon] = [0x0a, 0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

type Expected = 'value' | 'item or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'end';

/** The value ends at `end`, needs more bytes, or is not JSON from the byte `at` on. */
export type Scan = {is: 'done'; end: number} | {is: 'open'} | {is: 'broken'; at: number};

/**
 * Finds the end of one JSON value in bytes that arrive in pieces, and the first byte that no JSON allows: an incomplete
 * line is detected at the line after it. Numbers, literals and escapes are left to JSON.parse.
 */
export class ValueScanner {
  /** Line feeds passed so far. */
  lineFeeds = 0;
  readonly #isObject: boolean[] = [];
  #expected: Expected = 'value';
  #inside: 'string' | 'name' | 'word' | undefined;
  /** The last byte was a backslash that escapes the next. */
  #isEscaped = false;
  /** Where the first line feed is after the last text that was looked for one. */
  #lineEnd = -1;

  /** Continues with the next piece. */
  scan(bytes: Uint8Array): Scan {
    this.#lineEnd = -1;
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (this.#inside === 'string' || this.#inside === 'name') {
        const end = this.#stringEnd(bytes, at);
        if (end === undefined) return {is: 'broken', at: at + bytes.subarray(at).indexOf(lineFeed)};
        at = end;
      } else if (this.#inside === 'word') {
        if (isWord(byte)) at += 1;
        else this.#endValue();
      } else if (isBlank(byte)) {
        if (byte === lineFeed) this.lineFeeds += 1;
        at += 1;
      } else {
        if (!this.#take(byte)) return {is: 'broken', at};
        at += 1;
      }
      if (this.#expected === 'end') return {is: 'done', end: at};
    }
    return {is: 'open'};
  }

  /** Call at the end of the input. Whether the value is complete, as a number at the very end is. */
  isWhole(): boolean {
    return this.#inside === 'word' && this.#isObject.length === 0;
  }

  /** Takes one byte outside of texts and words. Returns false if it is not allowed there. */
  #take(byte: number): boolean {
    switch (this.#expected) {
      case 'colon':
        this.#expected = 'value';
        return byte === colon;
      case 'name or end':
        if (byte === closeObject) return this.#close(true);
        return this.#beginName(byte);
      case 'name':
        return this.#beginName(byte);
      case 'comma or end':
        if (byte === closeObject || byte === closeList) return this.#close(byte === closeObject);
        this.#expected = this.#isObject.at(-1) ? 'name' : 'value';
        return byte === comma;
      case 'item or end':
        if (byte === closeList) return this.#close(false);
        return this.#begin(byte);
      default:
        return this.#begin(byte);
    }
  }

  #begin(byte: number): boolean {
    if (byte === quote) this.#inside = 'string';
    else if (isWord(byte)) this.#inside = 'word';
    else if (byte === openObject || byte === openList) {
      this.#isObject.push(byte === openObject);
      this.#expected = byte === openObject ? 'name or end' : 'item or end';
      return this.#isObject.length <= deepestNesting;
    } else return false;
    return true;
  }

  #beginName(byte: number): boolean {
    this.#inside = 'name';
    return byte === quote;
  }

  #close(isObject: boolean): boolean {
    if (this.#isObject.pop() !== isObject) return false;
    this.#endValue();
    return true;
  }

  #endValue(): void {
    this.#inside = undefined;
    this.#expected = this.#isObject.length === 0 ? 'end' : 'comma or end';
  }

  /**
   * The end of the text that `at` is in, or of the bytes. Undefined if there is a line feed, which no text may contain.
   */
  #stringEnd(bytes: Uint8Array, at: number): number | undefined {
    let start = at;
    if (this.#isEscaped) {
      if (bytes[at] === lineFeed) return undefined;
      this.#isEscaped = false;
      start += 1;
    }
    if (this.#lineEnd < start) this.#lineEnd = endOfLine(bytes, start);
    for (;;) {
      const found = bytes.indexOf(quote, start);
      const end = found === -1 ? bytes.length : found;
      if (this.#lineEnd < end) return undefined;
      const isEscaped = backslashesBefore(bytes, end, start) % 2 === 1;
      if (found === -1) {
        this.#isEscaped = isEscaped;
        return end;
      }
      if (!isEscaped) return this.#endString(end + 1);
      start = end + 1;
    }
  }

  #endString(end: number): number {
    const isName = this.#inside === 'name';
    this.#endValue();
    if (isName) this.#expected = 'colon';
    return end;
  }
}

function endOfLine(bytes: Uint8Array, start: number): number {
  const found = bytes.indexOf(lineFeed, start);
  return found === -1 ? bytes.length : found;
}

function backslashesBefore(bytes: Uint8Array, end: number, start: number): number {
  let first = end;
  while (first > start && bytes[first - 1] === backslash) first -= 1;
  return end - first;
}

const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Letters, digits and the other characters of numbers. */
const isWord = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2e;
