import type {Io, OutStream} from '../io/io.ts';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
// A terminal that knows synchronised output shows the frame at once; the others ignore the two marks.
const frameStart = '\u001b[?2026h\u001b[H';
const frameEnd = '\u001b[J\u001b[?2026l';

/** A second screen to draw frames on, in place. The cursor and the first screen come back however the process ends. */
export class Screen {
  readonly #io: Io;
  readonly #forget: () => void;

  constructor(io: Io) {
    this.#io = io;
    this.#forget = io.onExit(() => io.stdout.write(leave));
    io.stdout.write(enter);
  }

  /** Lines beyond the height of the terminal are left out: they would scroll the picture away. */
  draw(lines: readonly string[]): void {
    // A picture of one line would hold nothing but how much more there is.
    const height = Math.max(2, this.#io.stdout.rows);
    const shown =
      lines.length <= height ? lines : [...lines.slice(0, height - 1), `… ${lines.length - height + 1} more`];
    // Each line clears what the last frame had to its right; clearing the whole first would flicker.
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

/** The changes of a terminal's size. Those that come while nobody waits, a window drawn larger say, are one. */
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
