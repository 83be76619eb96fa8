import fs from 'node:fs';
import path from 'node:path';
import {type Json, type JsonObject, parseJson} from '../base/json.ts';
import {isDiskFailure} from './disk-failure.ts';
import {replaceFile} from './placed-files.ts';
import {checkFolder, ensurePrivateFolder, readTrusted} from './trust.ts';

const mostBytes = 1024 * 1024;

/**
 * The content of a small JSON file that can be recreated, in a folder that pd creates inside the one that the user
 * names. Undefined if there is none that can be trusted.
 */
export function readPrivateFile(file: string): Json | undefined {
  try {
    if (!checkKeptFolder(path.dirname(file))) return undefined;
    const found = readTrusted(file, {mostBytes, isSecret: true});
    return 'text' in found ? parseJson(found.text) : undefined;
  } catch {
    return undefined; // not there, not readable, or not JSON
  }
}

/** Whether the folder exists. Throws PdError `usage` as checkFolder does, for it and for the folder that it is in. */
export const checkKeptFolder = (folder: string): boolean =>
  checkFolder(path.dirname(folder), {isNamed: true}) && checkFolder(folder);

/** Whether a file can be kept in the folder, which is created if missing. */
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

/** Writes a file that only its owner can read, whole or not at all. Returns false if the disk does not allow it. */
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

/** Removes the file. On a read-only disk it stays. */
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
