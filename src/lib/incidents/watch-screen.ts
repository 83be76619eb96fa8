import {PdError} from '../base/errors.ts';
import type {Io, OutStream} from '../io/io.ts';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
// A terminal that supports synchronised output shows the frame all at once; others ignore these two sequences.
const frameStart = '\u001b[?2026h\u001b[H';
const frameEnd = '\u001b[J\u001b[?2026l';

/** Whether frames can be drawn, and not only lines written. */
export const drawsOn = ({stdout, env}: Pick<Io, 'stdout' | 'env'>): boolean => stdout.isTTY && env['TERM'] !== 'dumb';

/**
 * The terminal's alternate screen, on which frames are drawn in place. The cursor and the main screen are restored
 * however the process ends.
 */
export class Screen {
  readonly #io: Io;
  readonly #forget: () => void;
  #isOpen = true;

  constructor(io: Io) {
    this.#io = io;
    this.#forget = io.onExit(() => this.#switch(leave));
    io.stdout.write(enter);
  }

  /**
   * Lines beyond the height of the terminal are left out, because they would scroll the frame away. The first `fixed` stay
   * where they are, of the others `offset` are skipped.
   */
  draw(lines: readonly string[], {fixed = 0, offset = 0} = {}): void {
    if (!this.#isOpen) return;
    // A frame of one line would show only how many more lines there are.
    const height = Math.max(2, this.#io.stdout.rows);
    const scrolled = [...lines.slice(0, fixed), ...lines.slice(fixed + offset)];
    const shown =
      scrolled.length <= height
        ? scrolled
        : [...scrolled.slice(0, height - 1), `… ${scrolled.length - height + 1} more`];
    // Each line clears what the previous frame had to its right; clearing the whole screen first would flicker.
    this.#io.stdout.write(`${frameStart}${shown.map(line => `${line}\u001b[K`).join('\r\n')}${frameEnd}`);
  }

  /** The shell's own screen, until `resume`. */
  suspend(): void {
    this.#switch(leave);
  }

  resume(): void {
    this.#switch(enter);
  }

  ring(): void {
    this.#io.stdout.write('\u0007');
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#forget();
    this.#switch(leave);
  }

  #switch(sequence: string): void {
    try {
      this.#io.stdout.write(sequence);
    } catch (error) {
      // A terminal that was closed has no screens, and SIGHUP says how the watch ends.
      if (!(error instanceof PdError && error.kind === 'output')) throw error;
    }
  }
}

/**
 * The changes of a terminal's size. Those that arrive while nobody waits, as when a window is dragged, count as one.
 */
export class Resizes {
  readonly end: () => void;
  #isPending = false;
  #wake: (() => void) | undefined;

  constructor(stream: OutStream) {
    this.end = stream.onResize(() => {
      this.#isPending = true;
      this.#tell();
    });
  }

  next(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
      if (this.#isPending) this.#tell();
    });
  }

  #tell(): void {
    if (this.#wake === undefined) return;
    this.#isPending = false;
    this.#wake();
    this.#wake = undefined;
  }
}
