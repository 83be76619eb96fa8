import fs from 'node:fs';
import {isDiskFailure} from './disk-failure.ts';
import {type Opened, openTrusted, textOf} from './trust.ts';

const {O_RDONLY, O_WRONLY, O_APPEND, O_CREAT} = fs.constants;

// Many times the size to which pd lets one grow.
const mostBytes = 64 * 1024 * 1024;

/** A file of lines: one process at a time appends, and many read. It is not synced and may be lost. */
export class LineFile {
  readonly path: string;
  #descriptor: number | undefined;
  /** How far it has been read, and which file had that name at the time. */
  #read = {inode: 0, bytes: 0};

  constructor(file: string) {
    this.path = file;
  }

  /** In bytes. Undefined if there is no such file. */
  get size(): number | undefined {
    return attempt(() => fs.lstatSync(this.path).size);
  }

  /** The complete lines added since the last call. None if the file is missing, cannot be read or cannot be trusted. */
  newLines(): string[] {
    return attempt(() => this.#newLines()) ?? [];
  }

  /** Returns false if the line could not be written. */
  append(line: string): boolean {
    const wasWritten = attempt(() => {
      // The first newline ends a line that a killed process left unfinished.
      const text = this.#descriptor === undefined ? `\n${line}\n` : `${line}\n`;
      this.#descriptor ??= opened(this.path, O_WRONLY | O_APPEND | O_CREAT)?.descriptor;
      if (this.#descriptor === undefined) return false;
      return fs.writeSync(this.#descriptor, text) === Buffer.byteLength(text);
    });
    if (wasWritten !== true) this.close();
    return wasWritten === true;
  }

  /** Returns false if the file could not be moved. */
  moveTo(other: LineFile): boolean {
    this.close();
    const wasMoved = attempt(() => {
      fs.renameSync(this.path, other.path);
      return true;
    });
    return wasMoved === true;
  }

  close(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor !== undefined) attempt(() => fs.closeSync(descriptor));
  }

  #newLines(): string[] {
    const stat = fs.lstatSync(this.path);
    if (stat.ino !== this.#read.inode || stat.size < this.#read.bytes) this.#read = {inode: stat.ino, bytes: 0};
    const {bytes} = this.#read;
    if (stat.size === bytes) return [];
    const found = opened(this.path, O_RDONLY);
    if (found === undefined) return [];
    try {
      const text = textOf(found, bytes);
      const end = text.lastIndexOf('\n') + 1;
      this.#read.bytes += Buffer.byteLength(text.slice(0, end));
      return text.slice(0, end).split('\n');
    } finally {
      fs.closeSync(found.descriptor);
    }
  }
}

/** Undefined if the file cannot be trusted. */
function opened(file: string, flags: number): Opened | undefined {
  const found = openTrusted(file, {mostBytes, flags});
  return 'problem' in found ? undefined : found;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!isDiskFailure(error)) throw error;
    return undefined; // the disk does not allow it
  }
}
