import type {Io, OutStream} from '../io/io.ts';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
// A terminal that supports synchronised output shows the frame all at once; others ignore these two sequences.
const frameStart = '\u001b[?2026h\u001b[H';
const frameEnd = '\u001b[J\u001b[?2026l';

/**
 * The terminal's alternate screen, on which frames are drawn in place. The cursor and the main screen are restored
 * however the process ends.
 */
export class Screen {
  readonly #io: Io;
  readonly #forget: () => void;

  constructor(io: Io) {
    this.#io = io;
    this.#forget = io.onExit(() => io.stdout.write(leave));
    io.stdout.write(enter);
  }

  /** Lines beyond the height of the terminal are left out, because they would scroll the frame away. */
  draw(lines: readonly string[]): void {
    // A frame of one line would show only how many more lines there are.
    const height = Math.max(2, this.#io.stdout.rows);
    const shown =
      lines.length <= height ? lines : [...lines.slice(0, height - 1), `… ${lines.length - height + 1} more`];
    // Each line clears what the previous frame had to its right; clearing the whole screen first would flicker.
    this.#io.stdout.write(`${frameStart}${shown.map(line => `${line}\u001b[K`).join('\r\n')}${frameEnd}`);
  }

  ring(): void {
    this.#io.stdout.write('\u0007');
  }

  close(): void {
    this.#forget();
    this.#io.stdout.write(leave);
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
