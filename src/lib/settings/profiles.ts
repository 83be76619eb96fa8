import fs from 'node:fs';
import path from 'node:path';
import {errorCode, isSystemError, messageOf, PdError, usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject, parseJson} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import {isMissing} from '../files/disk-failure.ts';
import {byNewer, formats, newerFormat, withFormat} from '../files/file-format.ts';
import {configFolder} from '../files/folders.ts';
import {withLock} from '../files/lock.ts';
import {replaceFile} from '../files/placed-files.ts';
import {checkFolder, ensurePrivateFolder, isThere, readTrusted} from '../files/trust.ts';
import type {Io} from '../io/io.ts';

const lockWaitMs = 10_000;
const mostBytes = 8 * 1024 * 1024;

/** The top level of the profile file: conf for changing it, a map for only reading it. */
interface Store {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  delete(key: string): void;
}

/**
 * The contents of the profile file: `{"version": 1, "current": "name", "profiles": {"name": {…}}}`. Keys that pd does not
 * know are kept.
 */
export class Profiles {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get names(): string[] {
    return Object.keys(this.all).sort();
  }

  /** The profile chosen with `pd profiles use`, if it still exists. */
  get current(): string | undefined {
    const name = this.#store.get('current');
    return typeof name === 'string' && this.get(name) ? name : undefined;
  }

  set current(name: string | undefined) {
    if (name === undefined) this.#store.delete('current');
    else this.#store.set('current', name);
  }

  get(name: string): JsonObject | undefined {
    const profile = field(this.all, name);
    return isObject(profile) ? profile : undefined;
  }

  /** The profile of that name. Throws an error that lists the existing ones if there is none. */
  existing(name: string, kind: 'usage' | 'not-found' = 'usage'): JsonObject {
    const profile = this.get(name);
    if (profile) return profile;
    const known = this.names.length === 0 ? 'there are none yet' : `the profiles are ${this.names.join(', ')}`;
    throw new PdError(kind, `There is no profile ${JSON.stringify(name)}; ${known}`, {
      next: 'pd profiles login NAME',
    });
  }

  /** Adds the profile, or replaces the one of that name. */
  put(name: string, profile: JsonObject): void {
    const profiles = this.all;
    if (!Object.hasOwn(profiles, name)) checkedProfileName(name);
    this.#store.set('profiles', {...profiles, [name]: profile});
  }

  /** Throws a usage error if there is a profile of the new name, and `not-found` if there is none of the old one. */
  rename(from: string, to: string): void {
    const profile = this.existing(from, 'not-found');
    if (this.get(to)) throw usageError(`There is a profile ${to} already`, `remove it first: pd profiles rm ${to}`);
    const isInUse = this.current === from;
    this.put(to, profile);
    this.remove(from);
    if (isInUse) this.current = to;
  }

  remove(name: string): void {
    const {[name]: _, ...others} = this.all;
    this.#store.set('profiles', others);
  }

  /** Every profile, by its name. */
  get all(): JsonObject {
    const profiles = this.#store.get('profiles');
    return isObject(profiles) ? profiles : {};
  }
}

export function profilePath(io: Io): string | undefined {
  const folder = configFolder(io);
  return folder === undefined ? undefined : path.join(folder, 'profiles.json');
}

/** The current profile file; no profiles if there is no file, or no folder for one. */
export function readProfiles(io: Io): Profiles {
  const file = profilePath(io);
  const document = file === undefined ? undefined : readDocumentOf(io, file);
  return profilesOf(document ?? {});
}

/** Changes the file under a lock, so that concurrent writers lose nothing. */
export async function changeProfiles(io: Io, change: (profiles: Profiles) => void): Promise<void> {
  const named = profilePath(io);
  if (named === undefined) {
    throw usageError('There is no home folder to store profiles in', 'name a folder with PD_CONFIG_DIR');
  }
  ensurePrivateFolder(path.dirname(named), {isNamed: true});
  const file = linkTarget(named);
  if (path.dirname(file) !== path.dirname(named)) ensurePrivateFolder(path.dirname(file), {isNamed: true});
  await withLock(io, `${file}.lock`, {waitMs: lockWaitMs}, async () => {
    await changeStore(file, readDocument(file) ?? {}, store => change(new Profiles(store)));
  });
}

const profilesOf = (document: JsonObject): Profiles => new Profiles(new Map(Object.entries(document)));

export function checkedProfileName(name: string): string {
  // As an object key, __proto__ means the prototype, and would be lost when the file is written.
  if (/^[A-Za-z0-9._-]{1,64}$/.test(name) && name !== '__proto__') return name;
  throw usageError(
    `${JSON.stringify(shortened(name))} is not a profile name`,
    'use 1 to 64 letters, digits, ".", "_" or "-", such as "acme.eu"',
  );
}

/** Undefined if there is no file. */
function readDocumentOf(io: Io, file: string): JsonObject | undefined {
  try {
    // Root may keep profiles for others. Another user's profiles could run that user's programs as this one.
    if (!checkFolder(path.dirname(file), {isNamed: true, mayBeRoots: true})) return undefined;
    return readDocument(file);
  } catch (error) {
    // A folder named explicitly must be readable.
    if (!io.env['PD_CONFIG_DIR'] && !isInReach(file)) return undefined;
    throw error;
  }
}

/** In a container, the home is often another user's and cannot be read: then there is no profile. */
function isInReach(file: string): boolean {
  try {
    return isThere(file);
  } catch (error) {
    if (error instanceof PdError && errorCode(error.cause) === 'EACCES') return false;
    throw error;
  }
}

/** Undefined if there is no file. Throws PdError `usage` for one that cannot be read, trusted or understood. */
function readDocument(file: string): JsonObject | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const document = parsed(text);
  const format = newerFormat(document, formats.profiles);
  if (format !== undefined) {
    // Read in part, it might send a key to a host that its owner has replaced in a way that this pd does not know.
    throw usageError(
      `The profile file ${file} is neither read nor changed: ${byNewer(format)}`,
      'use that version, or name another folder with PD_CONFIG_DIR',
    );
  }
  const profiles = field(document, 'profiles') ?? {};
  if (!isObject(document) || !isObject(profiles) || !Object.values(profiles).every(isObject)) {
    throw usageError(
      `The profile file ${file} is broken: it is not {"profiles": {"NAME": {…}}}`,
      'fix it, or move it away; pd has not changed it',
    );
  }
  return document;
}

function textOf(file: string): string | undefined {
  try {
    const found = readTrusted(file, {mostBytes, isSecret: true, isNamed: true, mayBeRoots: true});
    if ('text' in found) return found.text;
    throw usageError(`The profile file ${file} is refused: ${found.problem}`, found.next);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (!isSystemError(error)) throw error;
    throw new PdError('usage', `The profile file ${file} cannot be read: ${messageOf(error)}`, {
      next: 'run pd as the user it belongs to, or name another folder with PD_CONFIG_DIR',
      cause: error,
    });
  }
}

/** Undefined if it is not JSON. The parser's own message would quote the file, and so perhaps a key. */
function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined; // readDocument says which file is broken
  }
}

/** A symlinked profile file stays a link: its target is replaced. */
function linkTarget(file: string): string {
  if (isThere(file)) return fs.realpathSync(file);
  const link = fs.lstatSync(file, {throwIfNoEntry: false})?.isSymbolicLink();
  return link ? path.resolve(path.dirname(file), fs.readlinkSync(file)) : file;
}

/**
 * conf changes a copy, which then replaces the file, because conf itself would overwrite the file in place if SNAP is
 * set. It keeps the mode of the copy; a mode that conf sets would be narrowed by the umask.
 */
async function changeStore(file: string, document: JsonObject, change: (store: Store) => void): Promise<void> {
  const {default: Conf} = await import('conf');
  try {
    replaceFile({temporary: `${file}.new`, final: file}, copy => {
      fs.writeFileSync(copy, fileText(withFormat(formats.profiles, document)));
      const {dir, name, ext} = path.parse(copy);
      const options = {cwd: dir, configName: name, fileExtension: ext.slice(1)};
      // A profile may be named acme.eu. Numbers are kept exactly.
      const reading = {accessPropertiesByDotNotation: false, deserialize: parseDocument, serialize: fileText};
      change(new Conf<Record<string, unknown>>({...options, ...reading}));
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new PdError('usage', `${file} could not be written, and is unchanged: ${messageOf(error)}`, {cause: error});
  }
}

const parseDocument = (text: string): Record<string, unknown> => {
  const document = parseJson(text);
  return isObject(document) ? document : {};
};

const fileText = (document: Record<string, unknown>): string => `${JSON.stringify(document, null, 2)}\n`;
