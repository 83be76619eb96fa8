import fs from 'node:fs';
import path from 'node:path';
import {type Json, type JsonObject, stringField} from '../base/json.ts';
import {sha256} from '../base/sha256.ts';
import {isDiskFailure} from '../files/disk-failure.ts';
import {stateFolder} from '../files/folders.ts';
import {waitForLock} from '../files/lock.ts';
import {
  canWriteIn,
  checkKeptFolder,
  lookAtPrivateFile,
  moveFile,
  type Refused,
  removeFile,
  writePrivateFile,
} from '../files/private-file.ts';
import type {Io} from '../io/io.ts';
import {profilePath} from '../settings/profiles.ts';
import type {Token} from './grant.ts';

/** How long another pd may take to renew a token. */
const renewalMs = 10_000;

/**
 * The file that holds the token of one profile's grant between runs: `tokens/NAME@….json` in the state folder, 0600.
 */
export class TokenFile {
  readonly path: string;
  readonly #pid: number;

  constructor(io: Io, folder: string, profileName: string, grant: string) {
    this.path = path.join(folder, `${prefixOf(io, profileName)}${grant}.json`);
    this.#pid = io.pid;
  }

  get lockPath(): string {
    return `${this.path}.lock`;
  }

  /** Undefined if there is none that can be used. */
  read(): Token | undefined {
    const found = lookAtPrivateFile(this.path);
    return found !== undefined && 'document' in found ? tokenOf(found.document) : undefined;
  }

  /** Why the file that is there is not used: it is open to others, or a newer pd wrote it. */
  refused(): Refused | undefined {
    const found = lookAtPrivateFile(this.path);
    return found !== undefined && 'problem' in found ? found : undefined;
  }

  /** Whether a token can be stored. Creates the folder. */
  canWrite(): boolean {
    return canWriteIn(path.dirname(this.path));
  }

  /** Writes the token atomically. False if it cannot be written, or a newer pd wrote the one that is there. */
  write(token: Token): boolean {
    return writePrivateFile(this.path, documentOf(token), this.#pid);
  }
}

/** The file of a profile's grant; undefined if there is no folder for it. */
export function tokenFile(io: Io, profileName: string, grant: string): TokenFile | undefined {
  const folder = tokenFolder(io);
  return folder === undefined ? undefined : new TokenFile(io, folder, profileName, grant);
}

/** Removes every token of a profile that was removed or has new credentials. */
export function forgetTokens(io: Io, profileName: string): void {
  const folder = tokenFolder(io);
  if (folder === undefined || !checkKeptFolder(folder)) return;
  const prefix = prefixOf(io, profileName);
  for (const name of fs.readdirSync(folder)) if (name.startsWith(prefix)) removeFile(path.join(folder, name));
}

/**
 * Gives the tokens of a profile to the profile that it is renamed to, when nobody renews them. Returns false if that was not
 * possible for all of them.
 */
export async function moveTokens(io: Io, from: string, to: string): Promise<boolean> {
  try {
    const folder = tokenFolder(io);
    return folder === undefined || !checkKeptFolder(folder) || (await moveWithin(io, folder, {from, to}));
  } catch (error) {
    if (!isDiskFailure(error)) throw error;
    return false;
  }
}

async function moveWithin(io: Io, folder: string, {from, to}: {from: string; to: string}): Promise<boolean> {
  const [old, prefix] = [prefixOf(io, from), prefixOf(io, to)];
  let isWhole = true;
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(old) || !name.endsWith('.json')) continue;
    const file = path.join(folder, name);
    const lock = await waitForLock(io, `${file}.lock`, {waitMs: renewalMs});
    const isMoved = lock !== undefined && moveFile(file, path.join(folder, `${prefix}${name.slice(old.length)}`));
    lock?.release();
    if (isMoved) removeFile(`${file}.lock`);
    else isWhole = false;
  }
  return isWhole;
}

function tokenFolder(io: Io): string | undefined {
  const state = stateFolder(io);
  return state === undefined ? undefined : path.join(state, 'tokens');
}

/** Two profile files may share one state folder, and file names may not be case-sensitive. */
function prefixOf(io: Io, profileName: string): string {
  const owner = sha256(`${profilePath(io)}\n${profileName}`).slice(0, 16);
  return `${profileName}@${owner}-`;
}

function documentOf({accessToken, refreshToken, issuedAtMs, expiresAtMs}: Token): JsonObject {
  return {
    access_token: accessToken,
    ...(refreshToken !== undefined && {refresh_token: refreshToken}),
    issued_at: new Date(issuedAtMs).toISOString(),
    expires_at: new Date(expiresAtMs).toISOString(),
  };
}

function tokenOf(document: Json | undefined): Token | undefined {
  const accessToken = stringField(document, 'access_token');
  const refreshToken = stringField(document, 'refresh_token');
  const issuedAtMs = Date.parse(stringField(document, 'issued_at') ?? '');
  const expiresAtMs = Date.parse(stringField(document, 'expires_at') ?? '');
  if (!accessToken || !/^[\x21-\x7e]+$/.test(accessToken) || Number.isNaN(issuedAtMs + expiresAtMs)) return undefined;
  return {accessToken, ...(refreshToken ? {refreshToken} : {}), issuedAtMs, expiresAtMs};
}
