import {Readable, Writable} from 'node:stream';
import type {SafeText} from '../base/errors.ts';
import {said} from '../base/said.ts';
import type {Io, Keys} from '../io/io.ts';
import {rawAgain} from '../io/raw-again.ts';

/** For kill(2): the process group of the caller, which a shell stops as a whole. */
const ownGroup = 0;

const control = {interrupt: '\u0003', end: '\u0004', suspend: '\u001a'};

/** stderr as the picker's library writes to it. */
export class PickerScreen extends Writable {
  readonly #io: Io;
  readonly #drawn: (text: string) => SafeText;
  readonly #forget: () => void;
  /** The lines on the screen, with the cursor at the end of the last. */
  #frame: readonly string[] = [];
  #isErased = false;

  constructor(io: Io, drawn: (text: string) => SafeText) {
    super({decodeStrings: false});
    this.#io = io;
    this.#drawn = drawn;
    this.#forget = io.stderr.onResize(() => this.emit('resize'));
  }

  get columns(): number {
    return this.#io.stderr.columns;
  }

  get rows(): number {
    return this.#io.stderr.rows;
  }

  /** The text of the frame that is about to be drawn. */
  frame(lines: readonly string[]): string {
    this.#frame = lines;
    return lines.join('\n');
  }

  override _write(text: unknown, _encoding: string, done: () => void): void {
    this.#io.stderr.write(this.#drawn(String(text)));
    done();
  }

  /** Removes the frame, if it is there. `below`: the cursor has gone to the next line. */
  erase({below = false} = {}): void {
    const up = this.#isErased ? 0 : this.#frame.length - (below ? 0 : 1);
    this.#io.stderr.write(said`${this.#drawn(up > 0 ? `\u001b[${up}A` : '')}\r\u001b[J\u001b[?25h`);
    this.#isErased = true;
  }

  /** Draws the frame again: where the cursor is, or, if it was not removed, over itself. */
  restore(): void {
    if (!this.#isErased) this.erase();
    this.#isErased = false;
    this.#io.stderr.write(said`\u001b[?25l${this.#drawn(this.#frame.join('\n'))}`);
  }

  close(): void {
    this.#forget();
  }
}

/** The terminal's keys as the picker's library reads them: raw, and without those that end or stop pd. */
export class PickerKeys extends Readable {
  readonly isTTY = true;
  readonly #io: Io;
  readonly #keys: Keys;
  readonly #screen: PickerScreen;
  readonly #forget: () => void;
  #wasInterrupted = false;

  constructor(io: Io, keys: Keys, screen: PickerScreen) {
    super();
    this.#io = io;
    this.#keys = keys;
    this.#screen = screen;
    const forgetExit = io.onExit(() => {
      keys.setRawMode(false);
      screen.erase();
    });
    // After Ctrl-Z and fg, and after any other stop.
    const forgetContinue = io.terminal.onContinue(() => {
      rawAgain(keys);
      screen.restore();
    });
    this.#forget = () => {
      forgetExit();
      forgetContinue();
    };
  }

  /** Begins to read: from then on somebody has to listen, or the end of the keys would be missed. */
  listen(): void {
    this.#keys.setEncoding('utf8');
    this.#keys.on('data', this.#onKeys).on('end', this.#onEnd).on('error', this.#onEnd);
    this.#keys.resume();
  }

  /** Whether Ctrl-C has ended it. */
  get wasInterrupted(): boolean {
    return this.#wasInterrupted;
  }

  setRawMode(isRaw: boolean): this {
    this.#keys.setRawMode(isRaw);
    return this;
  }

  override _read(): void {
    // What is typed is pushed.
  }

  close(): void {
    this.#forget();
    this.#keys.off('data', this.#onKeys).off('end', this.#onEnd).off('error', this.#onEnd);
    this.#keys.setRawMode(false);
    this.#keys.pause();
  }

  readonly #onKeys = (typed: string): void => {
    if (typed.includes(control.interrupt)) {
      this.#wasInterrupted = true;
      this.#onEnd();
    } else if (typed.includes(control.end)) this.#onEnd();
    else if (typed.includes(control.suspend)) this.#suspend();
    else this.push(typed);
  };

  /** As if Esc had been pressed, without the wait for the rest of a sequence. */
  readonly #onEnd = (): void => void this.emit('keypress', undefined, {name: 'escape', sequence: '\u001b'});

  #suspend(): void {
    this.#keys.setRawMode(false);
    this.#screen.erase();
    this.#io.signalProcess(ownGroup, 'SIGTSTP');
  }
}
