import {afterEach, expect, test} from 'bun:test';
import {chownSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Subprocess} from 'bun';
import {PdError} from '../../src/lib/base/errors.ts';
import {tryLock, waitForLock, withLock} from '../../src/lib/files/lock.ts';
import {lockWithSqlite} from '../../src/lib/files/sqlite-lock.ts';
import {ioWith} from '../support/io.ts';
import {tempFolder} from '../support/pd.ts';

const io = ioWith({});

const holderFile = join(import.meta.dir, 'lock-holder.ts');
const started: Subprocess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function holder(path: string): Promise<Subprocess> {
  const child = Bun.spawn([process.execPath, holderFile, path], {stdout: 'pipe'});
  expect(await firstLine(child)).toBe('held\n');
  return child;
}

/** Undefined where it ended without one. */
async function firstLine(child: Subprocess<'ignore', 'pipe'>): Promise<string | undefined> {
  started.push(child);
  const {value} = await child.stdout.getReader().read();
  return value && Buffer.from(value).toString();
}

const newPath = () => join(tempFolder(), 'a.lock');

test('one holder at a time, within a process and between two', async () => {
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

test('the lock of a stopped holder is never taken: a waiting process gives up and says so', async () => {
  const path = newPath();
  const child = await holder(path);
  child.kill('SIGSTOP');
  const error: unknown = await withLock(io, path, {waitMs: 200}, async () => 'taken').catch(reason => reason);
  expect(error).toBeInstanceOf(PdError);
  expect(String(error)).toContain(path);
});

test('nobody waits for a lock that is no longer needed, but a free one is taken', async () => {
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

test('a folder itself is locked, and nothing is written to it', async () => {
  const folder = tempFolder();
  const child = await holder(folder);
  expect(tryLock(folder)).toBeUndefined();
  child.kill('SIGKILL');
  await child.exited;
  const lock = tryLock(folder);
  expect(lock).toBeDefined();
  expect(tryLock(folder)).toBeUndefined();
  lock?.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a file is left unchanged', () => {
  const path = newPath();
  writeFileSync(path, 'precious');
  tryLock(path)?.release();
  expect(readFileSync(path, 'utf8')).toBe('precious');
});

test('whatever is in place of a lock file blocks nobody, and there is still one holder at a time', () => {
  const path = newPath();
  mkdirSync(join(path, '..', 'elsewhere'));
  symlinkSync('elsewhere', path);
  const lock = tryLock(path);
  expect(lock).toBeDefined();
  expect(tryLock(path)).toBeUndefined();
  lock?.release();
});

test.skipIf(process.getuid?.() !== 0)("another user's lock file blocks nobody (needs root)", () => {
  const path = newPath();
  writeFileSync(path, '', {mode: 0o600});
  chownSync(path, 12345, 12345);
  const lock = tryLock(path);
  expect(lock).toBeDefined();
  expect(tryLock(path)).toBeUndefined();
  lock?.release();
  expect(statSync(path).uid).toBe(12345);
});

const withoutExecutableMemory = [
  'python3',
  '-c',
  'import ctypes, os, sys; ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0 or sys.exit(77); os.execvp(sys.argv[1], sys.argv[1:])',
];

test('if memory must not be made executable, the lock is the same', async () => {
  const folder = tempFolder();
  const run = () => Bun.spawn([...withoutExecutableMemory, process.execPath, holderFile, folder], {stdout: 'pipe'});
  const lock = tryLock(folder);
  const second = await firstLine(run());
  if (second === undefined) {
    console.log('memory that may not be made executable is not tested here: it takes python3 and Linux 6.3');
    return;
  }
  expect(second).toBe('busy\n');
  lock?.release();
  expect(await firstLine(run())).toBe('held\n');
  expect(tryLock(folder)).toBeUndefined();
});

test('if flock(2) is not available, a file is locked in another way', async () => {
  const path = newPath();
  const held = lockWithSqlite(path);
  expect(held).toBeDefined();
  expect(lockWithSqlite(path)).toBeUndefined();
  expect(tryLock(path)).toBeUndefined();
  held?.release();
  expect(statSync(path).size).toBe(0);
  expect(readdirSync(join(path, '..'))).toEqual(['a.lock']);
});
