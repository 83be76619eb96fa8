// The signature of a program for macOS, as Apple's cs_blobs.h lays it out. macOS kills a program whose pages do not match
// its signature.
import {createHash} from 'node:crypto';

const pageBytes = 4096;
const hashBytes = 32;
const loadCommands = {segment: 0x19, codeSignature: 0x1d};
const magics = {file: 0xfeedfacf, superBlob: 0xfade0cc0, codeDirectory: 0xfade0c02};
const identifier = Buffer.from('pd\0');
/** Ad hoc, made by a linker: signed by nobody. */
const flags = 0x20002;
const directoryBytes = 88 + identifier.length;
const superBlobBytes = 20;

interface Layout {
  /** The offset of the load command of the signature. */
  command: number;
  /** The offset of the signature, where the signed part ends. */
  at: number;
  /** The load commands of the first and the last segment. */
  text: number;
  linkedit: number;
}

/** The program with an ad-hoc signature in place of its own. Throws if it is not a program for macOS. */
export function signedAdHoc(program: Uint8Array): Buffer {
  const source = Buffer.from(program);
  const {command, at, text, linkedit} = layoutOf(source);
  const pages = Math.ceil(at / pageBytes);
  const bytes = superBlobBytes + directoryBytes + pages * hashBytes;
  const signed = Buffer.alloc(at + bytes);
  source.copy(signed, 0, 0, at);
  // The header is signed, too.
  signed.writeUInt32LE(bytes, command + 12);
  const linkeditBytes = BigInt(at + bytes) - signed.readBigUInt64LE(linkedit + 40);
  signed.writeBigUInt64LE(linkeditBytes, linkedit + 48);
  signed.writeBigUInt64LE(((linkeditBytes + 0x3fffn) / 0x4000n) * 0x4000n, linkedit + 32);
  codeDirectory(signed.readBigUInt64LE(text + 48), at, pages).copy(signed, at);
  for (let page = 0; page < pages; page++) {
    hashOf(signed, page, at).copy(signed, at + superBlobBytes + directoryBytes + page * hashBytes);
  }
  return signed;
}

/** How many pages of the program do not match its signature. */
export function wrongPages(program: Uint8Array): number {
  const source = Buffer.from(program);
  const {at} = layoutOf(source);
  const directory = at + source.readUInt32BE(at + 16);
  const [hashes, pages, limit] = [16, 28, 32].map(field => source.readUInt32BE(directory + field));
  if (hashes === undefined || pages === undefined || limit === undefined || limit !== at)
    return Math.ceil(at / pageBytes);
  const isWrong = (page: number): boolean => {
    const hash = directory + hashes + page * hashBytes;
    return !hashOf(source, page, limit).equals(source.subarray(hash, hash + hashBytes));
  };
  return Array.from({length: pages}, (_, page) => page).filter(isWrong).length;
}

function layoutOf(program: Buffer): Layout {
  if (program.readUInt32LE(0) !== magics.file) throw new Error('This is not a program for macOS');
  const segments: number[] = [];
  let command: number | undefined;
  for (let at = 32, left = program.readUInt32LE(16); left > 0; left--, at += program.readUInt32LE(at + 4)) {
    const kind = program.readUInt32LE(at);
    if (kind === loadCommands.segment) segments.push(at);
    if (kind === loadCommands.codeSignature) command = at;
  }
  const named = (name: string) =>
    segments.find(at => program.toString('latin1', at + 8, at + 24).replace(/\0+$/, '') === name);
  const [text, linkedit] = [named('__TEXT'), named('__LINKEDIT')];
  if (command === undefined || text === undefined || linkedit === undefined)
    throw new Error('The program has no signature');
  return {command, at: program.readUInt32LE(command + 8), text, linkedit};
}

/** A signature without its hashes: a blob that contains one directory. All numbers are in network byte order. */
function codeDirectory(textBytes: bigint, limit: number, pages: number): Buffer {
  const blob = Buffer.alloc(superBlobBytes + directoryBytes);
  const length = directoryBytes + pages * hashBytes;
  const words = [magics.superBlob, superBlobBytes + length, 1, 0, superBlobBytes];
  const version = 0x20400;
  words.push(magics.codeDirectory, length, version, flags, directoryBytes, 88, 0, pages, limit);
  for (const [at, word] of words.entries()) blob.writeUInt32BE(word, at * 4);
  // SHA-256, in pages of two to the power of 12.
  blob.set([hashBytes, 2, 0, 12], superBlobBytes + 36);
  // The executable segment, and the flag of a main program.
  blob.writeBigUInt64BE(textBytes, superBlobBytes + 72);
  blob.writeBigUInt64BE(1n, superBlobBytes + 80);
  identifier.copy(blob, superBlobBytes + 88);
  return blob;
}

const hashOf = (program: Buffer, page: number, limit: number): Buffer =>
  createHash('sha256')
    .update(program.subarray(page * pageBytes, Math.min((page + 1) * pageBytes, limit)))
    .digest();
