import {expect, test} from 'bun:test';
import {createHash} from 'node:crypto';
import {signedAdHoc, wrongPages} from '../../scripts/macho-signature.ts';

/** A Mach-O file of three pages: a header, __TEXT, __LINKEDIT, and room for a signature that is none. */
function program(): Buffer {
  const signatureAt = 2 * 4096 + 160;
  const file = Buffer.alloc(signatureAt + 48, 0x11);
  file.fill(0, 0, 512);
  file.writeUInt32LE(0xfeedfacf, 0);
  file.writeUInt32LE(3, 16);
  const segment = (at: number, name: string, offset: number, bytes: number) => {
    file.writeUInt32LE(0x19, at);
    file.writeUInt32LE(72, at + 4);
    file.write(name, at + 8, 'latin1');
    file.writeBigUInt64LE(BigInt(offset), at + 40);
    file.writeBigUInt64LE(BigInt(bytes), at + 48);
  };
  segment(32, '__TEXT', 0, 8192);
  segment(104, '__LINKEDIT', 8192, 208);
  file.writeUInt32LE(0x1d, 176);
  file.writeUInt32LE(16, 180);
  file.writeUInt32LE(signatureAt, 184);
  file.writeUInt32LE(48, 188);
  return file;
}

test('a signed program has the hash of each page, header included, and says where the signature ends', () => {
  const signed = signedAdHoc(program());
  const at = 2 * 4096 + 160;
  const bytes = signed.length - at;
  expect(signed.readUInt32LE(188)).toBe(bytes);
  expect(signed.readBigUInt64LE(104 + 48)).toBe(BigInt(160 + bytes));
  expect(signed.readBigUInt64LE(104 + 32)).toBe(0x4000n);
  expect(signed.readUInt32BE(at)).toBe(0xfade0cc0);
  expect(signed.readUInt32BE(at + 4)).toBe(bytes);
  const directory = at + signed.readUInt32BE(at + 16);
  expect(signed.readUInt32BE(directory)).toBe(0xfade0c02);
  expect(signed.readUInt32BE(directory + 4)).toBe(bytes - 20);
  expect(signed.toString('latin1', directory + signed.readUInt32BE(directory + 20)).split('\0')[0]).toBe('pd');
  expect(signed.readBigUInt64BE(directory + 72)).toBe(8192n);
  const hashes = directory + signed.readUInt32BE(directory + 16);
  const pages = [signed.subarray(0, 4096), signed.subarray(4096, 8192), signed.subarray(8192, at)];
  for (const [number, page] of pages.entries()) {
    const hash = createHash('sha256').update(page).digest('hex');
    expect(signed.toString('hex', hashes + 32 * number, hashes + 32 * (number + 1))).toBe(hash);
  }
  expect(signed.length).toBe(hashes + 32 * pages.length);
});

test('a page that was changed after signing is noticed', () => {
  const signed = signedAdHoc(program());
  expect(wrongPages(signed)).toBe(0);
  signed[5000] = 0x22;
  expect(wrongPages(signed)).toBe(1);
});

test('a file that is not a program for macOS is refused', () => {
  expect(() => signedAdHoc(Buffer.from('#!/bin/sh\necho this is a script'))).toThrow('not a program for macOS');
});
