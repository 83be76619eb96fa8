import {PdError} from '../base/errors.ts';
import type {Io, Keys} from '../io/io.ts';
import {rawAgain} from '../io/raw-again.ts';

interface Listener {
  /** Moves the list by so many lines, or by so many pages. */
  scroll(by: {lines: number} | {pages: number}): void;
  /** Gives the terminal back to the shell, before pd is stopped. */
  suspend(): void;
  /** Takes it again, once pd goes on. */
  resume(): void;
}

const moves: Readonly<Record<string, {lines: number} | {pages: number}>> = {
  ...{j: {lines: 1}, '\u001b[B': {lines: 1}, '\u001bOB': {lines: 1}, '\r': {lines: 1}},
  ...{k: {lines: -1}, '\u001b[A': {lines: -1}, '\u001bOA': {lines: -1}},
  ...{' ': {pages: 1}, '\u001b[6~': {pages: 1}, b: {pages: -1}, '\u001b[5~': {pages: -1}},
  ...{g: {pages: Number.NEGATIVE_INFINITY}, '\u001b[H': {pages: Number.NEGATIVE_INFINITY}},
  ...{G: {pages: Number.POSITIVE_INFINITY}, '\u001b[F': {pages: Number.POSITIVE_INFINITY}},
};

/**
 * The keys of someone who watches: q ends, arrows scroll, Ctrl-Z stops pd with the terminal as it was. Without a keyboard
 * only the signal of Ctrl-Z is heard.
 */
export class WatchKeys {
  readonly #io: Io;
  readonly #listener: Listener;
  readonly #ended = Promise.withResolvers<void>();
  readonly #release: () => void;
  readonly #forgetContinue: () => void;
  #keys: Keys | undefined;
  #forget: (() => void) | undefined;
  #isClosed = false;

  /** Resolves when q is pressed; rejects with the interruption on Ctrl-C. */
  readonly ended: Promise<void> = this.#ended.promise;

  constructor(io: Io, listener: Listener) {
    this.#io = io;
    this.#listener = listener;
    this.ended.catch(() => undefined); // whoever waits for it hears of it
    this.#release = io.takeSignals(signal => {
      if (signal === 'SIGTSTP') this.#suspend();
      return signal !== 'SIGINT' && signal !== 'SIGTERM' && signal !== 'SIGHUP';
    });
    this.#forgetContinue = io.terminal.onContinue(this.#onContinue);
  }

  /** Begins to listen to the keyboard, if there is one. */
  async listen(): Promise<void> {
    if (!this.#io.stdin.isTTY) return;
    const keys = await this.#io.stdin.keys();
    if (this.#isClosed) return;
    this.#keys = keys;
    this.#forget = this.#io.onExit(() => keys.setRawMode(false));
    keys.setEncoding('utf8');
    keys.setRawMode(true);
    keys.on('data', this.#onKeys);
    keys.resume();
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
    this.#forgetContinue();
    this.#forget?.();
    const keys = this.#keys;
    if (keys === undefined) return;
    keys.off('data', this.#onKeys);
    keys.setRawMode(false);
    keys.pause();
  }

  readonly #onKeys = (typed: string): void => {
    if (typed.includes('\u0003')) this.#ended.reject(new PdError('interrupted', 'Interrupted', {exitCode: 130}));
    else if (/^[qQ]/.test(typed)) this.#ended.resolve();
    else if (typed.includes('\u001a')) this.#suspend();
    else {
      const move = Object.hasOwn(moves, typed) ? moves[typed] : undefined;
      if (move !== undefined) this.#listener.scroll(move);
    }
  };

  #suspend(): void {
    this.#keys?.setRawMode(false);
    this.#listener.suspend();
    // The shell sees pd stop, and goes on from here with fg.
    this.#io.signalProcess(this.#io.pid, 'SIGSTOP');
  }

  /** After Ctrl-Z and fg, and after any other stop. */
  readonly #onContinue = (): void => {
    if (this.#keys !== undefined) rawAgain(this.#keys);
    this.#listener.resume();
  };
}
