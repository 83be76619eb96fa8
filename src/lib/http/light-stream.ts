import {LightEmitter} from './light-emitter.ts';

type Callback = (error?: Error | null) => void;

interface Destination {
  write: (bytes: Uint8Array) => boolean;
  end: () => void;
  once: (event: 'drain', resume: () => void) => void;
}

/** What may wait to be read before whoever pushes it should pause. */
const enoughBytes = 64 * 1024;

/**
 * What got and pd need of node:stream, whose loading would take as long as all of got. The build makes LightDuplex the base
 * of got's requests (scripts/lighter-packages.ts). Events come as from node:stream.
 */
export abstract class LightReadable extends LightEmitter {
  destroyed = false;
  readableEnded = false;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isFlowing = false;
  #isPaused = false;
  #hasResumed = false;
  #isWhole = false;
  #hasTurn = false;

  /** Asked for more. */
  abstract _read(): void;

  get readable(): boolean {
    return !this.destroyed && !this.readableEnded;
  }

  get readableLength(): number {
    return this.#waitingBytes;
  }

  override on(event: string | symbol, listener: (...all: never[]) => void): this {
    super.on(event, listener);
    if (event === 'data' && !this.#isPaused) this.resume();
    if (event === 'readable') this.#takeTurn();
    return this;
  }

  /** Null: that was all. Returns whether there is room for more. */
  push(bytes: Uint8Array | null): boolean {
    if (this.destroyed) return false;
    this.#takeTurn();
    if (bytes === null) this.#isWhole = true;
    else if (this.#isFlowing && !this.#hasResumed && this.#waiting.length === 0) this.emit('data', bytes);
    else {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
    }
    return this.#waitingBytes < enoughBytes;
  }

  /** The next piece, or null. */
  read(): Uint8Array | null {
    const bytes = this.#waiting.shift();
    if (bytes === undefined) {
      this.#askForMore();
      return null;
    }
    this.#waitingBytes -= bytes.length;
    return bytes;
  }

  resume(): this {
    this.#isPaused = false;
    if (this.#isFlowing) return this;
    // Whoever waits for `readable` reads by itself.
    this.#isFlowing = this.listenerCount('readable') === 0;
    this.#hasResumed = true;
    this.#takeTurn();
    return this;
  }

  pause(): this {
    this.#isPaused = true;
    this.#isFlowing = false;
    this.emit('pause');
    return this;
  }

  pipe<To extends Destination>(destination: To): To {
    this.on('data', (bytes: Uint8Array) => {
      if (destination.write(bytes)) return;
      this.pause();
      destination.once('drain', () => this.resume());
    });
    this.once('end', () => destination.end());
    return destination;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this._destroy(error ?? null, failure =>
      queueMicrotask(() => {
        if (failure) this.emit('error', failure);
        this.emit('close');
      }),
    );
    return this;
  }

  _destroy(error: Error | null, callback: Callback): void {
    callback(error);
  }

  #takeTurn(): void {
    if (this.#hasTurn) return;
    this.#hasTurn = true;
    queueMicrotask(() => this.#turn());
  }

  #turn(): void {
    this.#hasTurn = false;
    if (this.destroyed) return;
    if (this.#hasResumed) {
      this.#hasResumed = false;
      this.emit('resume');
    }
    if (this.listenerCount('readable') > 0) {
      if (this.#waiting.length > 0 || this.#isWhole) this.emit('readable');
      else this._read();
      return;
    }
    while (this.#isFlowing && this.#waiting.length > 0) this.emit('data', this.read());
    if (this.#isFlowing) this.#askForMore();
  }

  #askForMore(): void {
    if (!this.#isWhole) this._read();
    else if (this.readable) {
      this.readableEnded = true;
      queueMicrotask(() => this.destroyed || this.emit('end'));
    }
  }
}

/** Nothing that is written waits: got writes one piece after the other. */
export abstract class LightDuplex extends LightReadable {
  writableEnded = false;
  writableFinished = false;

  abstract _write(bytes: Uint8Array, encoding: string, callback: Callback): void;

  abstract _final(callback: Callback): void;

  write(bytes: string | Uint8Array, encoding?: string | Callback, callback?: Callback): boolean {
    const written = typeof encoding === 'function' ? encoding : callback;
    const text = typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8';
    this._write(typeof bytes === 'string' ? Buffer.from(bytes, text) : bytes, 'buffer', error => written?.(error));
    return true;
  }

  end(): this {
    if (this.writableEnded) return this;
    this.writableEnded = true;
    this._final(error => {
      if (error) this.destroy(error);
      else queueMicrotask(() => this.#finish());
    });
    return this;
  }

  #finish(): void {
    this.writableFinished = true;
    this.emit('finish');
  }
}
