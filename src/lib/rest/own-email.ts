import path from 'node:path';
import {stringField} from '../base/json.ts';
import {sha256} from '../base/sha256.ts';
import {stateFolder} from '../files/folders.ts';
import {readPrivateFile, removeFile, writePrivateFile} from '../files/private-file.ts';
import type {Io} from '../io/io.ts';

/** The email address of the key's owner, for the From header: looked up once, and cached in the state folder. */
export class OwnEmail {
  readonly #io: Io;
  readonly #file: string | undefined;
  readonly #lookUp: () => Promise<string>;
  #email: Promise<string> | undefined;
  #isFromDisk = false;

  /** `authorization` is only stored as a hash, in the file name. */
  constructor(io: Io, key: {origin: string; authorization: string}, lookUp: () => Promise<string>) {
    this.#io = io;
    this.#lookUp = lookUp;
    // An OAuth token is soon replaced, and each would leave a file behind.
    const state = key.authorization.startsWith('Token ') ? stateFolder(io) : undefined;
    const hash = sha256(`${key.origin}\n${key.authorization}`);
    this.#file = state && path.join(state, 'users', `${hash}.json`);
  }

  get(): Promise<string> {
    this.#email ??= this.#find();
    return this.#email;
  }

  /** After a refusal: the user's current address, if it differs from the cached one. */
  async changed(refused: string): Promise<string | undefined> {
    const known = await this.get();
    if (known !== refused) return known; // already looked up again, for another request
    if (!this.#isFromDisk) return undefined;
    this.#isFromDisk = false;
    if (this.#file !== undefined) removeFile(this.#file);
    this.#email = this.#find();
    const email = await this.#email;
    return email === refused ? undefined : email;
  }

  async #find(): Promise<string> {
    const kept = this.#file === undefined ? undefined : stringField(readPrivateFile(this.#file), 'email');
    this.#isFromDisk = kept !== undefined && /^[\x21-\x7e]+$/.test(kept);
    if (kept !== undefined && this.#isFromDisk) return kept;
    const email = await this.#lookUp();
    if (this.#file !== undefined) writePrivateFile(this.#file, {email}, this.#io.pid);
    return email;
  }
}
