import path from 'node:path';
import {usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject, stringField} from '../base/json.ts';
import {stateFolder} from '../files/folders.ts';
import {canWriteIn, readPrivateFile, removeFile, writePrivateFile} from '../files/private-file.ts';
import type {Io} from '../io/io.ts';

/** A sandbox that runs in the background, as it is known to later runs of pd. */
export interface KnownSandbox {
  /** `http://127.0.0.1:PORT` */
  url: string;
  pid: number;
  /** Tells it from any other sandbox that has its port or its process ID later. */
  id: string;
  /** ISO 8601. */
  since: string;
  /** The flags that it was started with. */
  flags: readonly string[];
  /** The environment variables with which pd uses it. */
  settings: Readonly<Record<string, string>>;
}

/** `sandbox/running.json` in the state folder, which only its owner can read. */
export class SandboxFile {
  readonly folder: string;
  readonly #path: string;
  readonly #pid: number;

  /** Throws PdError `usage` if there is no state folder. */
  constructor(io: Io) {
    const state = stateFolder(io);
    if (state === undefined)
      throw usageError('There is no folder to remember a sandbox in', 'set PD_STATE_DIR, or run pd sandbox -- COMMAND');
    this.folder = path.join(state, 'sandbox');
    this.#path = path.join(this.folder, 'running.json');
    this.#pid = io.pid;
  }

  /** For one process at a time to start or stop a sandbox. */
  get lockPath(): string {
    return path.join(this.folder, 'lock');
  }

  /** Undefined if there is none that can be trusted. */
  read(): KnownSandbox | undefined {
    return sandboxOf(readPrivateFile(this.#path));
  }

  /** Whether it can be written. Creates the folder. */
  canWrite(): boolean {
    return canWriteIn(this.folder);
  }

  /** Returns false if the disk does not allow it. */
  write(sandbox: KnownSandbox): boolean {
    return writePrivateFile(this.#path, {...sandbox, flags: [...sandbox.flags]}, this.#pid);
  }

  remove(): void {
    removeFile(this.#path);
  }
}

function sandboxOf(document: Json | undefined): KnownSandbox | undefined {
  if (!isObject(document)) return undefined;
  const [url, id, since] = ['url', 'id', 'since'].map(name => stringField(document, name));
  const [pid, flags, settings] = ['pid', 'flags', 'settings'].map(name => field(document, name));
  if (url === undefined || id === undefined || since === undefined) return undefined;
  if (typeof pid !== 'number' || !Array.isArray(flags) || !isObject(settings)) return undefined;
  return {url, id, since, pid, flags: flags.map(String), settings: textsOf(settings)};
}

/** The members that are texts. */
export const textsOf = (settings: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
