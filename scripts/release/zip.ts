import {crc32, deflateRawSync} from 'node:zlib';
import {type Entry, isLink, sorted} from './entries.ts';

/** A zip archive that depends only on its entries and the time. For Windows, which unpacks no other kind everywhere. It has no links. */
export function zip(entries: readonly Entry[], timeS: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of sorted(entries)) {
    if (isLink(entry)) continue;
    const name = Buffer.from(entry.path);
    const packed = deflateRawSync(entry.data);
    const facts = common(entry.data, packed.length, name.length, timeS);
    const local = Buffer.concat([signature(0x04034b50), facts, name, packed]);
    central.push(
      Buffer.concat([signature(0x02014b50), u16(unixVersion), facts, directoryFacts(entry.executable, offset), name]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.concat([
    signature(0x06054b50),
    u16(0, 0, central.length, central.length),
    u32(directory.length, offset),
    u16(0),
  ]);
  return Buffer.concat([...locals, directory, end]);
}

/** Marks the archive as made on Unix, so that file modes are respected there. */
const unixVersion = (3 << 8) | 20;

/** What both a file's own header and the directory contain. */
function common(data: Uint8Array, packedBytes: number, nameBytes: number, timeS: number): Buffer {
  const {time, date} = dosTime(timeS);
  // Version 2.0, names in UTF-8, deflated.
  return Buffer.concat([u16(20, 0x0800, 8, time, date), u32(crc32(data), packedBytes, data.length), u16(nameBytes, 0)]);
}

const directoryFacts = (executable: boolean | undefined, offset: number): Buffer =>
  Buffer.concat([u16(0, 0, 0), u32((0o100000 | (executable ? 0o755 : 0o644)) * 0x10000, offset)]);

/** In UTC, to two seconds; the format begins with 1980. */
function dosTime(timeS: number): {time: number; date: number} {
  const at = new Date(timeS * 1000);
  return {
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
    date: (Math.max(at.getUTCFullYear() - 1980, 0) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  };
}

const signature = (value: number): Buffer => u32(value);

function u16(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(2 * values.length);
  for (const [at, value] of values.entries()) buffer.writeUInt16LE(value, 2 * at);
  return buffer;
}

function u32(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) buffer.writeUInt32LE(value, 4 * at);
  return buffer;
}
