import fs from 'node:fs';
import type {ReadStream} from 'node:tty';
import {errorCode} from '../base/errors.ts';
import {isTerminal} from './file-descriptors.ts';
import type {Keys, Terminal} from './io.ts';

const {O_RDONLY, O_RDWR, O_NONBLOCK = 0, O_NOCTTY = 0} = fs.constants;

/** What was opened, and where it can be opened once more. */
interface OpenTerminal {
  descriptor: number;
  path: string;
}

/** The terminal that this process can read from: its controlling one, else standard input where that is one. */
export class ControllingTerminal implements Terminal {
  #found: OpenTerminal | undefined;
  #keys: Promise<Keys> | undefined;

  get isThere(): boolean {
    return this.#open() !== undefined;
  }

  keys(): Promise<Keys> {
    this.#keys ??= this.#newKeys();
    return this.#keys;
  }

  async discardTyped(): Promise<void> {
    const found = this.#open();
    if (found === undefined || process.platform === 'win32') return;
    const keys = await this.keys();
    // A line that was not ended can be read in raw mode only.
    keys.setRawMode(true);
    try {
      readAll(found.path);
    } finally {
      keys.setRawMode(false);
    }
  }

  onContinue(listener: () => void): () => void {
    process.on('SIGCONT', listener);
    return () => process.off('SIGCONT', listener);
  }

  #open(): OpenTerminal | undefined {
    this.#found ??= controlling() ?? (isTerminal(0) ? {descriptor: 0, path: '/dev/stdin'} : undefined);
    return this.#found;
  }

  async #newKeys(): Promise<Keys> {
    const found = this.#open();
    if (found === undefined) throw new Error('there is no terminal');
    const [terminal, {TerminalKeys}] = await Promise.all([ttyStream(found.descriptor), import('./terminal-keys.ts')]);
    return new TerminalKeys(terminal, found.descriptor);
  }
}

/** The terminal behind a descriptor. */
export async function ttyStream(descriptor: number): Promise<ReadStream> {
  const {ReadStream} = await import('node:tty');
  const terminal = new ReadStream(descriptor);
  // A terminal that was closed can neither be read nor change its mode. SIGHUP ends pd then, and no error must do it before.
  terminal.on('error', () => undefined);
  return terminal;
}

function controlling(): OpenTerminal | undefined {
  if (process.platform === 'win32') return undefined;
  const path = '/dev/tty';
  try {
    return {descriptor: fs.openSync(path, O_RDWR | O_NOCTTY), path};
  } catch {
    return undefined; // there is none: cron, a service, a container
  }
}

/** By an opening of its own, because whether reads wait is a matter of each. */
function readAll(path: string): void {
  const descriptor = fs.openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  const bytes = new Uint8Array(4096);
  try {
    while (fs.readSync(descriptor, bytes) > 0);
  } catch (error) {
    if (errorCode(error) !== 'EAGAIN') throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}
