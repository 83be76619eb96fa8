const lineFeed = 0x0a;

/** Bytes that arrive in pieces and are read from the front. Knows the current line, and takes bytes back. */
export class ByteInput {
  /** The number of the current line, from 1. */
  line = 1;
  /** How many blanks that line starts with, as far as it has been read. */
  indent = 0;
  /** What has arrived but has not been read yet. */
  rest: Uint8Array = new Uint8Array();
  /** What comes after `rest`, in reverse order, because bytes were put back in front of it. */
  readonly #later: Uint8Array[] = [];
  readonly #source: AsyncIterator<Uint8Array, undefined>;
  #isLineStart = true;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** Waits for more when everything is read; false at the end. */
  async fill(): Promise<boolean> {
    while (this.rest.length === 0) {
      const later = this.#later.pop() ?? (await this.#source.next()).value;
      if (later === undefined) return false;
      this.rest = later;
    }
    return true;
  }

  /** Takes bytes off the front; they contain this many line feeds. */
  take(count: number, lineFeeds = 0): Uint8Array {
    const taken = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(count);
    this.line += lineFeeds;
    this.#isLineStart = false;
    return taken;
  }

  /** Puts bytes back at the front; they start line `line`. */
  putBack(bytes: Uint8Array, line: number): void {
    this.#later.push(this.rest);
    this.rest = bytes;
    this.line = line;
    this.#startLine();
  }

  /** Skips blanks, line breaks and byte-order marks. Returns the next byte, or undefined at the end. */
  async next(): Promise<number | undefined> {
    while (await this.fill()) {
      let at = 0;
      for (; at < this.rest.length; at++) {
        const byte = this.rest[at] ?? 0;
        if (!isSkipped(byte)) break;
        if (byte === lineFeed) {
          this.line += 1;
          this.#startLine();
        } else if (this.#isLineStart && isIndent(byte)) this.indent += 1;
      }
      this.rest = this.rest.subarray(at);
      if (this.rest.length > 0) return this.rest[0];
    }
    return undefined;
  }

  /** Reads the rest of this line, without its line feed, and returns at most `most` bytes of it. */
  async restOfLine(most: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let size = 0;
    while (await this.fill()) {
      const end = this.rest.indexOf(lineFeed);
      const part = end === -1 ? this.rest : this.rest.subarray(0, end);
      if (size < most) parts.push(Buffer.from(part.subarray(0, most - size)));
      size += part.length;
      if (end !== -1) {
        this.rest = this.rest.subarray(end);
        break;
      }
      this.rest = new Uint8Array();
    }
    return Buffer.concat(parts);
  }

  /** Skips lines until one starts with one of these bytes, indented by at most `most` blanks. */
  async skipLines(starts: readonly number[], most: number): Promise<void> {
    for (let byte = await this.next(); byte !== undefined; byte = await this.next()) {
      if (starts.includes(byte) && this.indent <= most) return;
      await this.restOfLine(0);
    }
  }

  #startLine(): void {
    this.indent = 0;
    this.#isLineStart = true;
  }
}

// Each of several concatenated files may start with the three bytes of a byte-order mark.
const isSkipped = (byte: number): boolean => byte <= 0x20 || byte === 0xef || byte === 0xbb || byte === 0xbf;
const isIndent = (byte: number): boolean => byte === 0x20 || byte === 0x09;
