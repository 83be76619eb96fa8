import fs from 'node:fs';
import {errorCode, PdError} from '../base/errors.ts';
import {ClosedPipe, type MessageStream, type OutStream} from './io.ts';
import {libcFunctions} from './libc.ts';
import {tty} from './os.ts';

/**
 * Whether the descriptor is a terminal. `node:tty` takes 11 ms to load, so it is not used for what is clearly a file,
 * a pipe or /dev/null.
 */
export function isTerminal(fd: number): boolean {
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isCharacterDevice()) return false;
    if (process.platform !== 'win32' && stat.rdev === fs.statSync('/dev/null').rdev) return false;
  } catch {
    return false; // a closed descriptor
  }
  return tty().isatty(fd);
}

const encoder = new TextEncoder();
// One buffer for all output, as a long list would otherwise leave one behind for each page.
let outgoing: Uint8Array | undefined;

function writeWhole(fd: number, text: string): void {
  outgoing ??= new Uint8Array(64 * 1024);
  for (let from = 0; from < text.length; ) {
    const {read, written} = encoder.encodeInto(from === 0 ? text : text.slice(from), outgoing);
    writeBytes(fd, outgoing.subarray(0, written));
    from += read;
  }
}

/** Writes every byte, even to a pipe that another process has made non-blocking. */
function writeBytes(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += fs.writeSync(fd, bytes, written);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EAGAIN') Bun.sleepSync(2);
      else if (code === 'EPIPE') throw new ClosedPipe();
      else throw new PdError('output', `The output could not be written: ${code ?? String(error)}`, {cause: error});
    }
  }
}

/** stdout, or stderr, of this process. */
export class Descriptor implements OutStream {
  readonly fd: 1 | 2;
  #isTTY: boolean | undefined;
  #isClosed: boolean | undefined;

  constructor(fd: 1 | 2) {
    this.fd = fd;
  }

  get isTTY(): boolean {
    this.#isTTY ??= isTerminal(this.fd);
    return this.#isTTY;
  }

  get columns(): number {
    return this.#size(0) ?? 80;
  }

  get rows(): number {
    return this.#size(1) ?? 24;
  }

  /** Read each time, since the window may have been resized. A terminal that does not know its size reports 0. */
  #size(index: 0 | 1): number | undefined {
    if (!this.isTTY) return undefined;
    const size = new (tty().WriteStream)(this.fd).getWindowSize()[index];
    return size > 0 ? size : undefined;
  }

  onResize(listener: () => void): () => void {
    process.on('SIGWINCH', listener);
    return () => process.off('SIGWINCH', listener);
  }

  checkOpen(): void {
    if (hasNoReader(this.fd)) throw new ClosedPipe();
  }

  write(text: string): void {
    this.#isClosed ??= wasClosed(this.fd);
    if (this.#isClosed) throw new PdError('output', 'The output could not be written: stdout is closed');
    writeWhole(this.fd, text);
  }
}

/**
 * The runtime replaces a closed descriptor with /dev/null, so that output is lost without an error. On Linux this can
 * be detected: a descriptor inherited through exec cannot be close-on-exec (02000000, octal).
 */
export function wasClosed(fd: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    if (fs.fstatSync(fd).rdev !== fs.statSync('/dev/null').rdev) return false;
    const flags = /^flags:\s*([0-7]+)/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
    return (Number.parseInt(flags ?? '0', 8) & 0o2000000) !== 0;
  } catch {
    return false; // no /proc or no /dev/null: it cannot be determined
  }
}

// struct pollfd: an int, then two shorts; POLLERR, POLLHUP and POLLNVAL are always reported.
const pollEntry = new Int16Array(4);
const pollGone = 0x08 | 0x10 | 0x20;

type Poll = (entries: Int16Array, count: number, timeoutMs: number) => number;
let poll: Poll | undefined;

/** Whether the other end of a pipe or socket has been closed, using poll(2), since the runtime has no way to check. */
function hasNoReader(fd: number): boolean {
  poll ??= systemPoll();
  pollEntry.set([fd, 0, 0, 0]);
  return poll(pollEntry, 1, 0) > 0 && ((pollEntry[3] ?? 0) & pollGone) !== 0;
}

/** Where the C library cannot be called, only a write reveals it. */
function systemPoll(): Poll {
  const libc = libcFunctions(process.platform, {poll: {args: ['ptr', 'usize', 'i32'], returns: 'i32'}});
  return (libc?.functions.poll as Poll | undefined) ?? (() => 0);
}

const erase = '\r\u001b[K';

/** A line that the next text replaces, such as the progress of a list. */
export class HintLine {
  #isShown = false;

  /** What to write to replace the last line with `line`. */
  replacing(line: string): string {
    const text = line === '' && !this.#isShown ? '' : erase + line;
    this.#isShown = line !== '';
    return text;
  }

  /** What to write to start `text` on its own line. */
  before(text: string): string {
    return this.replacing('') + text;
  }
}

/** Messages for people are best effort: if stderr is closed or full, the exit code still tells the result. */
export class MessageDescriptor extends Descriptor implements MessageStream {
  readonly #hint = new HintLine();

  override write(text: string): void {
    this.#try(this.#hint.before(text));
  }

  hint(line: string): void {
    this.#try(this.#hint.replacing(line));
  }

  #try(text: string): void {
    try {
      if (text !== '') super.write(text);
    } catch (error) {
      if (!(error instanceof ClosedPipe || error instanceof PdError)) throw error;
    }
  }
}
