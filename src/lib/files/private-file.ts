import fs from 'node:fs';
import path from 'node:path';
import {type Json, type JsonObject, parseJson} from '../base/json.ts';
import {isDiskFailure} from './disk-failure.ts';
import {ensurePrivateFolder, hasFileModes, refuseUnsafeFolder} from './folders.ts';
import {replaceFile} from './placed-files.ts';

/** What a small JSON file holds, for what can be found out anew: undefined where there is none that can be trusted. */
export function readPrivateFile(file: string): Json | undefined {
  try {
    refuseUnsafeFolder(path.dirname(file));
    if (hasFileModes && (fs.statSync(file).mode & 0o077) !== 0) return undefined;
    return parseJson(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined; // not there, not readable, or not JSON
  }
}

/** Whether a file can be kept in the folder, which is made. */
export function canWriteIn(folder: string): boolean {
  try {
    ensurePrivateFolder(folder);
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch (error) {
    // A read-only disk, or a folder that is not ours alone.
    if (isDiskFailure(error)) return false;
    throw error;
  }
}

/** Writes it for its owner alone, whole or not at all. False where the disk does not take it. */
export function writePrivateFile(file: string, document: JsonObject, pid: number): boolean {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  try {
    ensurePrivateFolder(path.dirname(file));
    replaceFile({temporary: `${file}.${pid}.new`, final: file}, next => fs.writeFileSync(next, text));
    return true;
  } catch (error) {
    if (isDiskFailure(error)) return false;
    throw error;
  }
}

/** On a read-only disk it stays. */
export function removeFile(file: string): void {
  try {
    fs.rmSync(file, {force: true});
  } catch (error) {
    if (!isDiskFailure(error)) throw error;
  }
}
