import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {PdError} from '../errors.ts';
import {ensurePrivateFolder, hasFileModes, refuseUnsafeFolder, stateFolder} from '../files/folders.ts';
import type {Io} from '../io.ts';
import {parseJson, stringField} from '../json.ts';
import {profilePath} from '../settings/profiles.ts';
import type {Token} from './grant.ts';

/** Where the token of one profile's grant is kept between runs: `tokens/NAME@….json` in the state folder, 0600. */
export class TokenFile {
  readonly #path: string;
  readonly #pid: number;

  constructor(io: Io, folder: string, profileName: string, grant: string) {
    this.#path = path.join(folder, `${prefixOf(io, profileName)}${grant}.json`);
    this.#pid = io.pid;
  }

  get lockPath(): string {
    return `${this.#path}.lock`;
  }

  /** Undefined where there is none that can be trusted: to ask for another one is always right. */
  read(): Token | undefined {
    try {
      refuseUnsafeFolder(path.dirname(this.#path));
      if (hasFileModes && (fs.statSync(this.#path).mode & 0o077) !== 0) return undefined;
      return tokenOf(fs.readFileSync(this.#path, 'utf8'));
    } catch {
      return undefined; // not there, not readable, or not JSON
    }
  }

  /** Whether a token can be kept. Makes the folder. */
  canWrite(): boolean {
    const folder = path.dirname(this.#path);
    try {
      ensurePrivateFolder(folder);
      fs.accessSync(folder, fs.constants.W_OK);
      return true;
    } catch (error) {
      // A read-only disk, or a folder that is not ours alone.
      if (error instanceof PdError || isSystemError(error)) return false;
      throw error;
    }
  }

  /** Whole or not at all. False where the disk does not take it. */
  write(token: Token): boolean {
    const next = `${this.#path}.${this.#pid}.new`;
    try {
      ensurePrivateFolder(path.dirname(this.#path));
      fs.rmSync(next, {force: true});
      const descriptor = fs.openSync(next, 'wx', 0o600);
      try {
        fs.fchmodSync(descriptor, 0o600);
        fs.writeFileSync(descriptor, textOf(token));
        fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
      fs.renameSync(next, this.#path);
      return true;
    } catch (error) {
      if (!(error instanceof PdError || isSystemError(error))) throw error;
      remove(next);
      return false;
    }
  }
}

/** The file of a profile's grant, or undefined where there is no place for one. */
export function tokenFile(io: Io, profileName: string, grant: string): TokenFile | undefined {
  const folder = tokenFolder(io);
  return folder === undefined ? undefined : new TokenFile(io, folder, profileName, grant);
}

/** Removes every token of a profile that is gone, or has other credentials now. */
export function forgetTokens(io: Io, profileName: string): void {
  const folder = tokenFolder(io);
  if (folder === undefined || !fs.existsSync(folder)) return;
  const prefix = prefixOf(io, profileName);
  for (const name of fs.readdirSync(folder)) if (name.startsWith(prefix)) remove(path.join(folder, name));
}

function tokenFolder(io: Io): string | undefined {
  const state = stateFolder(io);
  return state === undefined ? undefined : path.join(state, 'tokens');
}

/** Two profile files may share one state folder, and a disk may not tell Acme from acme. */
function prefixOf(io: Io, profileName: string): string {
  const owner = createHash('sha256')
    .update(`${profilePath(io)}\n${profileName}`)
    .digest('hex')
    .slice(0, 16);
  return `${profileName}@${owner}-`;
}

function textOf({accessToken, refreshToken, issuedAtMs, expiresAtMs}: Token): string {
  const document = {
    access_token: accessToken,
    refresh_token: refreshToken,
    issued_at: new Date(issuedAtMs).toISOString(),
    expires_at: new Date(expiresAtMs).toISOString(),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function tokenOf(text: string): Token | undefined {
  const document = parseJson(text);
  const accessToken = stringField(document, 'access_token');
  const refreshToken = stringField(document, 'refresh_token');
  const issuedAtMs = Date.parse(stringField(document, 'issued_at') ?? '');
  const expiresAtMs = Date.parse(stringField(document, 'expires_at') ?? '');
  if (!accessToken || !/^[\x21-\x7e]+$/.test(accessToken) || Number.isNaN(issuedAtMs + expiresAtMs)) return undefined;
  return {accessToken, ...(refreshToken ? {refreshToken} : {}), issuedAtMs, expiresAtMs};
}

function remove(file: string): void {
  try {
    fs.rmSync(file, {force: true});
  } catch (error) {
    // On a read-only disk it stays: it runs out by itself.
    if (!isSystemError(error)) throw error;
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
