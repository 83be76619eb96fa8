import fs from 'node:fs';
import path from 'node:path';
import {isObject, type Json, type JsonObject, parseJson} from '../base/json.ts';
import {isDiskFailure} from './disk-failure.ts';
import {byNewer, formats, newerFormat, withFormat} from './file-format.ts';
import {replaceFile, syncFolder} from './placed-files.ts';
import {renameFile} from './rename.ts';
import {checkFolder, type Distrust, ensurePrivateFolder, readTrusted} from './trust.ts';

const mostBytes = 1024 * 1024;

/** Why a file that is there is not used, and what to do about it. */
export interface Refused extends Distrust {
  /** A newer pd wrote it: it is neither read nor replaced. */
  isNewer: boolean;
}

/**
 * The content of a small JSON file that can be recreated, in a folder that pd creates inside the one that the user
 * names. Undefined if there is none that can be used.
 */
export function readPrivateFile(file: string): Json | undefined {
  const found = lookAtPrivateFile(file);
  return found !== undefined && 'document' in found ? found.document : undefined;
}

/** The same, or why the file is refused. Undefined if there is none, it cannot be read, or it is not JSON. */
export function lookAtPrivateFile(file: string): {document: Json} | Refused | undefined {
  try {
    if (!checkKeptFolder(path.dirname(file))) return undefined;
    const found = readTrusted(file, {mostBytes, isSecret: true});
    if ('problem' in found) return {...found, isNewer: false};
    const document = parseJson(found.text);
    const format = newerFormat(document, formats.kept);
    if (format === undefined) return {document};
    return {problem: byNewer(format), next: 'use that version', isNewer: true};
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

/**
 * Writes a file that only its owner can read, whole or not at all. Fields that it has and `document` has not are kept. Returns
 * false if the disk does not allow it, or if a newer pd wrote what is there.
 */
export function writePrivateFile(file: string, document: JsonObject, pid: number): boolean {
  try {
    ensureKeptFolder(path.dirname(file));
    const found = lookAtPrivateFile(file);
    if (found !== undefined && 'isNewer' in found && found.isNewer) return false;
    const kept = found !== undefined && 'document' in found && isObject(found.document) ? found.document : {};
    const text = `${JSON.stringify(withFormat(formats.kept, {...kept, ...document}), null, 2)}\n`;
    replaceFile({temporary: `${file}.${pid}.new`, final: file}, next => fs.writeFileSync(next, text));
    return true;
  } catch (error) {
    if (isDiskFailure(error)) return false;
    throw error;
  }
}

/** Gives the file another name in the same folder. Returns false if the disk does not allow it. */
export function moveFile(file: string, to: string): boolean {
  try {
    renameFile(file, to);
    syncFolder(path.dirname(to));
    return true;
  } catch (error) {
    if (!isDiskFailure(error)) throw error;
    return false;
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
