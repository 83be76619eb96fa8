// Longer than a key in any of its escaped forms.
const beforeTheCut = 1024;

/** Keeps the last bytes of a stream in a buffer that never grows. */
export class Tail {
  #size: number;
  readonly #bytes: Uint8Array;
  /** Where the next byte goes. */
  #end = 0;
  #passed = 0;

  constructor(size: number) {
    this.#size = size;
    this.#bytes = new Uint8Array(size === 0 ? 0 : size + beforeTheCut);
  }

  /** Reduces the size to this many bytes. What is already in the buffer may be longer. */
  shortenTo(size: number): void {
    this.#size = Math.min(size, this.#size);
  }

  push(chunk: Uint8Array): void {
    const size = this.#bytes.length;
    this.#passed += chunk.length;
    const kept = chunk.length > size ? chunk.subarray(chunk.length - size) : chunk;
    const first = Math.min(kept.length, size - this.#end);
    this.#bytes.set(kept.subarray(0, first), this.#end);
    this.#bytes.set(kept.subarray(first), 0);
    this.#end = size === 0 ? 0 : (this.#end + kept.length) % size;
  }

  /**
   * The text from the first whole character on; bytes that are not UTF-8 become U+FFFD. `hide` also gets what comes
   * before the cut, because it would not recognize half a secret.
   */
  text(hide: (text: string) => string = text => text): string {
    const size = this.#bytes.length;
    const isFull = this.#passed >= size;
    const kept = isFull
      ? Buffer.concat([this.#bytes.subarray(this.#end), this.#bytes.subarray(0, this.#end)])
      : Buffer.from(this.#bytes.subarray(0, this.#passed));
    const shown = kept.toString('utf8');
    const hidden = hide(shown);
    const bytes = hidden === shown ? kept : Buffer.from(hidden);
    if (!this.isCut || bytes.length <= this.#size) return bytes.toString('utf8');
    let start = bytes.length - this.#size;
    // Only a cut leaves the later bytes of a character (10xxxxxx) at the start.
    for (let skipped = 0; skipped < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80; skipped++) start += 1;
    return bytes.subarray(start).toString('utf8');
  }

  get isCut(): boolean {
    return this.#passed > this.#size;
  }
}
