import {afterEach, expect, test} from 'bun:test';
import {statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Subprocess} from 'bun';
import {PdError} from '../../src/lib/base/errors.ts';
import {tryLock, waitForLock, withLock} from '../../src/lib/files/lock.ts';
import {ioWith} from '../support/io.ts';
import {tempFolder} from '../support/pd.ts';

const io = ioWith({});

const started: Subprocess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function holder(path: string): Promise<Subprocess> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'lock-holder.ts'), path], {stdout: 'pipe'});
  started.push(child);
  const {value} = await child.stdout.getReader().read();
  expect(Buffer.from(value ?? []).toString()).toBe('held\n');
  return child;
}

const newPath = () => join(tempFolder(), 'a.lock');

test('one holder at a time, in one process and in two', async () => {
  const path = newPath();
  await holder(path);
  expect(tryLock(path)).toBeUndefined();
  const other = newPath();
  const lock = tryLock(other);
  expect(lock).toBeDefined();
  expect(tryLock(other)).toBeUndefined();
  lock?.release();
  expect(tryLock(other)).toBeDefined();
});

test('the lock of a killed holder is free at once', async () => {
  const path = newPath();
  const child = await holder(path);
  child.kill('SIGKILL');
  await child.exited;
  const lock = tryLock(path);
  expect(lock).toBeDefined();
  lock?.release();
});

test('the lock of a stopped holder is never taken: the one who waits gives up and says so', async () => {
  const path = newPath();
  const child = await holder(path);
  child.kill('SIGSTOP');
  const error: unknown = await withLock(io, path, {waitMs: 200}, async () => 'taken').catch(reason => reason);
  expect(error).toBeInstanceOf(PdError);
  expect(String(error)).toContain(path);
});

test('nobody waits for a lock that is not needed any more, and a free one is taken all the same', async () => {
  const path = newPath();
  const lock = tryLock(path);
  let asked = 0;
  const isDone = (): boolean => ++asked === 2;
  expect(await waitForLock(io, path, {waitMs: 60_000, isDone})).toBeUndefined();
  expect(asked).toBe(2);
  lock?.release();
  const free = await waitForLock(io, path, {waitMs: 0, isDone: () => true});
  expect(free).toBeDefined();
  free?.release();
});

test('the lock is released when the work fails', async () => {
  const path = newPath();
  const failing = withLock(io, path, {waitMs: 0}, async () => {
    throw new Error('boom');
  });
  expect(await failing.catch(String)).toBe('Error: boom');
  expect(await withLock(io, path, {waitMs: 0}, async () => 'free')).toBe('free');
});

test('the lock file is 0600 under any umask', () => {
  for (const umask of [0, 0o777]) {
    const path = newPath();
    const before = process.umask(umask);
    try {
      tryLock(path)?.release();
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  }
});

test('a file that is no lock is refused and left alone', () => {
  const path = newPath();
  writeFileSync(path, 'precious'.repeat(1_000));
  expect(() => tryLock(path)).toThrow(path);
});
