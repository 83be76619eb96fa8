import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {field, type Json, parseJson} from '../../src/lib/base/json.ts';
import {run} from './run.ts';
import type {Target} from './targets.ts';

const root = join(import.meta.dir, '..', '..');

/**
 * The file of the runtime for a platform: installed, in the cache, or fetched with npm, whose tarball must have the hash
 * that package-lock.json names. Throws if it has another hash or cannot be fetched.
 */
export function runtimeFile({runtime, program}: Target): string {
  const file = program === 'pd.exe' ? 'bun.exe' : 'bun';
  const installed = join(root, 'node_modules', runtime, 'bin', file);
  if (existsSync(installed)) return installed;
  const {version, integrity} = locked(runtime);
  const kept = join(root, 'node_modules', '.cache', 'runtimes', `${runtime.replace('/', '+')}@${version}`);
  if (!existsSync(kept)) fetchRuntime(`${runtime}@${version}`, integrity, kept);
  return join(kept, 'bin', file);
}

function locked(name: string): {version: string; integrity: string} {
  const lock = parseJson(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const facts: Json | undefined = field(field(lock, 'packages'), `node_modules/${name}`);
  const [version, integrity] = [field(facts, 'version'), field(facts, 'integrity')];
  if (typeof version === 'string' && typeof integrity === 'string') return {version, integrity};
  throw new Error(`package-lock.json does not name ${name} and its hash`);
}

function fetchRuntime(wanted: string, integrity: string, folder: string): void {
  mkdirSync(join(folder, '..'), {recursive: true});
  const scratch = mkdtempSync(join(folder, '..', 'fetch-'));
  try {
    const tarball = join(scratch, run(['npm', 'pack', '--silent', wanted], {cwd: scratch}).trim());
    const hash = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
    if (hash !== integrity) throw new Error(`${wanted} has the hash ${hash}, not the one in package-lock.json`);
    run(['tar', '-xzf', tarball], {cwd: scratch});
    renameSync(join(scratch, 'package'), folder);
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}
