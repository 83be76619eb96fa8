import type {Io} from '../io.ts';

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
  async draw(lines: readonly string[]): Promise<void> {
    const height = await heightOf(this.#io);
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

/** Asked for each frame: the window may have another size by now. */
async function heightOf({stdout}: Io): Promise<number> {
  if (!stdout.isTTY) return 24;
  const {WriteStream} = await import('node:tty');
  const [, rows] = new WriteStream(1).getWindowSize();
  // A terminal that does not know its size says 0.
  return rows > 0 ? Math.max(2, rows) : 24;
}
