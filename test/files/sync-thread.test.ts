import {expect, test} from 'bun:test';
import {closeSync, openSync} from 'node:fs';
import {callMeanwhile} from '../../src/lib/files/sync-thread.ts';
import {libcFunctions} from '../../src/lib/io/libc.ts';

// Windows has no such C library.
test.skipIf(process.platform === 'win32')('another thread calls the system, until it fails', async () => {
  const functions = libcFunctions(process.platform, {fsync: {args: ['i32'], returns: 'i32'}})?.functions;
  if (functions === undefined) return console.log('not checked: this C library is not known');
  const address = Number((functions.fsync as unknown as {ptr: number}).ptr);
  const descriptor = openSync(import.meta.path, 'r');
  expect(await callMeanwhile(address, descriptor)).toBe(0);
  expect(await callMeanwhile(address, -1)).toBe(-1);
  expect(await callMeanwhile(0, descriptor)).toBeUndefined();
  expect(await callMeanwhile(address, descriptor)).toBeUndefined();
  closeSync(descriptor);
});
