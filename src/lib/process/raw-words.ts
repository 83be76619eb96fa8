import fs from 'node:fs';
import type {Io} from '../io/io.ts';
import type {EnvironmentChanges} from './started.ts';

// A JavaScript string cannot hold bytes that are not UTF-8, so they are read from the kernel.

/** The last words of pd's command line, byte for byte, each ending in NUL. Without /proc they are encoded again. */
export function rawWords(io: Io, words: readonly string[]): Buffer[] {
  const own = blockOf(io, 'cmdline');
  const raw = own === undefined ? [] : entriesOf(own).slice(-words.length);
  // In a test the command line is that of the test runner.
  const isSame = raw.length === words.length && Buffer.concat(raw).toString() === `${words.join('\0')}\0`;
  return isSame ? raw : words.map(word => Buffer.from(`${word}\0`));
}

/** pd's environment, byte for byte, each entry ending in NUL. */
export function rawEnvironment(io: Io): Buffer[] {
  const own = blockOf(io, 'environ');
  const raw = own === undefined ? [] : entriesOf(own);
  const names = new Set(raw.map(entry => entry.toString('utf8').split('=', 1)[0] ?? ''));
  // In a test the environment is not that of the process.
  const isSame = names.size === Object.keys(io.env).length && [...names].every(name => io.env[name] !== undefined);
  if (isSame) return raw;
  return Object.entries(io.env).flatMap(([name, value]) =>
    value === undefined ? [] : Buffer.from(`${name}=${value}\0`),
  );
}

/** Such an environment with variables set or, where undefined, removed; all others stay byte for byte. */
export function changedEnvironment(environment: readonly Buffer[], changes: EnvironmentChanges): Buffer[] {
  const nameOf = (entry: Buffer): string => entry.toString('utf8').split('=', 1)[0] ?? '';
  const kept = environment.filter(entry => !Object.hasOwn(changes, nameOf(entry)));
  const set = Object.entries(changes).flatMap(([name, value]) =>
    value === undefined ? [] : Buffer.from(`${name}=${value}\0`),
  );
  return [...kept, ...set];
}

/** The value of a variable in such an environment, one character for each byte. */
export function rawVariable(environment: readonly Buffer[], name: string): string | undefined {
  const entry = environment.find(one => one.toString('latin1', 0, name.length + 1) === `${name}=`);
  return entry?.toString('latin1', name.length + 1, entry.length - 1);
}

/** Undefined without Linux's /proc. */
function blockOf({platform}: Io, name: 'cmdline' | 'environ'): Buffer | undefined {
  if (platform !== 'linux') return undefined;
  try {
    return fs.readFileSync(`/proc/self/${name}`);
  } catch {
    return undefined; // no /proc
  }
}

function entriesOf(block: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let start = 0; start < block.length; ) {
    const end = block.indexOf(0, start);
    if (end === -1) break;
    entries.push(block.subarray(start, end + 1));
    start = end + 1;
  }
  return entries;
}
