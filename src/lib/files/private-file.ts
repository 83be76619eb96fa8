import fs from 'node:fs';
import path from 'node:path';
import {type Json, type JsonObject, parseJson} from '../base/json.ts';
import {isDiskFailure} from './disk-failure.ts';
import {replaceFile} from './placed-files.ts';
import {checkFolder, ensurePrivateFolder, readTrusted} from './trust.ts';

const mostBytes = 1024 * 1024;

/** What a small JSON file holds, in a folder that pd makes within the one that the user names, for what can be found out anew: undefined where there is none that can be trusted. */
export function readPrivateFile(file: string): Json | undefined {
  try {
    if (!checkKeptFolder(path.dirname(file))) return undefined;
    const found = readTrusted(file, {mostBytes, isSecret: true});
    return 'text' in found ? parseJson(found.text) : undefined;
  } catch {
    return undefined; // not there, not readable, or not JSON
  }
}

/** Whether there is such a folder. Throws PdError `usage` as checkFolder does, for it and the one that it is in. */
export const checkKeptFolder = (folder: string): boolean =>
  checkFolder(path.dirname(folder), {isNamed: true}) && checkFolder(folder);

/** Whether a file can be kept in the folder, which is made. */
export function canWriteIn(folder: string): boolean {
  try {
    ensureKeptFolder(folder);
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
    ensureKeptFolder(path.dirname(file));
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

function ensureKeptFolder(folder: string): void {
  ensurePrivateFolder(path.dirname(folder), {isNamed: true});
  ensurePrivateFolder(folder);
}
