/** Keeps the last bytes of whatever passes, in a buffer that never grows. */
export class Tail {
  readonly #bytes: Uint8Array;
  /** Where the next byte goes. */
  #end = 0;
  #passed = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
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

  /** From the first whole character on; bytes that are no UTF-8 become U+FFFD. */
  text(): string {
    if (this.#passed < this.#bytes.length) return Buffer.from(this.#bytes.subarray(0, this.#passed)).toString('utf8');
    const bytes = Buffer.concat([this.#bytes.subarray(this.#end), this.#bytes.subarray(0, this.#end)]);
    let start = 0;
    // Only a cut leaves the later bytes of a character (10xxxxxx) at the start.
    while (this.#passed > bytes.length && start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
    return bytes.subarray(start).toString('utf8');
  }

  get isCut(): boolean {
    return this.#passed > this.#bytes.length;
  }
}
