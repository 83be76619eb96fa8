import fs from 'node:fs';
import {StringDecoder} from 'node:string_decoder';
import type {ReadStream} from 'node:tty';
import {isTerminal} from './file-descriptors.ts';
import type {Keys} from './io.ts';

/** With the end of a terminal SIGHUP comes, which is to end pd before anything else does. */
const hangUpMs = 1000;

type KeyEvent = 'data' | 'end' | 'error';

/**
 * The keys of a terminal, of which none is read before somebody waits for it. A stream would read ahead, and take what is
 * typed for the editor, the pager or the watch that comes next.
 */
export class TerminalKeys implements Keys {
  readonly #terminal: ReadStream;
  readonly #descriptor: number;
  readonly #decoder = new StringDecoder('utf8');
  readonly #listeners: Record<KeyEvent, Set<(text: string) => void>> = {
    data: new Set(),
    end: new Set(),
    error: new Set(),
  };
  #isFlowing = false;
  #isReading = false;
  /** What came while nobody waited. */
  #held = '';

  /** `terminal` is used for its mode alone. */
  constructor(terminal: ReadStream, descriptor: number) {
    this.#terminal = terminal;
    this.#descriptor = descriptor;
  }

  setEncoding(): void {
    // It is text already.
  }

  setRawMode(isRaw: boolean): void {
    this.#terminal.setRawMode(isRaw);
  }

  resume(): void {
    this.#isFlowing = true;
    this.#continueSoon();
  }

  pause(): void {
    this.#isFlowing = false;
  }

  on(event: KeyEvent, listener: (text: string) => void): this {
    this.#listeners[event].add(listener);
    return this;
  }

  off(event: KeyEvent, listener: (text: string) => void): this {
    this.#listeners[event].delete(listener);
    return this;
  }

  /** Whoever got the last keys has until then to pause. */
  #continueSoon(): void {
    setImmediate(() => {
      if (!this.#isFlowing) return;
      const held = this.#held;
      this.#held = '';
      if (held !== '') this.#tell('data', held);
      else if (!this.#isReading) this.#read();
    });
  }

  #read(): void {
    this.#isReading = true;
    const bytes = new Uint8Array(4096);
    fs.read(this.#descriptor, bytes, 0, bytes.length, null, (error, count) => {
      this.#isReading = false;
      if (error !== null || count === 0) return this.#atEnd(error === null ? 'end' : 'error');
      const text = this.#decoder.write(bytes.subarray(0, count));
      if (this.#isFlowing) this.#tell('data', text);
      else this.#held += text;
    });
  }

  #atEnd(event: KeyEvent): void {
    if (event === 'end' && isTerminal(this.#descriptor)) this.#tell(event, '');
    else setTimeout(() => this.#tell(event, ''), hangUpMs);
  }

  #tell(event: KeyEvent, text: string): void {
    for (const listener of [...this.#listeners[event]]) listener(text);
    if (event === 'data') this.#continueSoon();
  }
}
