import {expect, test} from 'bun:test';
import {cpSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {field, parseJson} from '../../src/lib/base/json.ts';
import {cleanEnv, tempFolder} from '../support/pd.ts';

const root = join(import.meta.dir, '..', '..');

/** Builds what is in the folder. Does nothing where the program is newer than its sources, unless forced. */
async function build(folder: string, env: Record<string, string> = {}): Promise<Buffer> {
  const child = Bun.spawn([process.execPath, join(folder, 'scripts', 'build.ts')], {
    env: cleanEnv(env),
    stdout: 'ignore',
    stderr: 'pipe',
  });
  const [stderr, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (code !== 0) throw new Error(`The build failed: ${stderr}`);
  return readFileSync(join(folder, 'dist', process.platform === 'win32' ? 'pd.exe' : 'pd'));
}

/** What the program is made of, without what only its makers need. */
function packages(): string[] {
  const lock = parseJson(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(field(lock, 'packages') ?? {})
    .filter(([path, facts]) => path !== '' && field(facts, 'dev') !== true && !path.includes('@oven/'))
    .map(([path]) => path);
}

/** Half of what packages hold: declarations, maps and descriptions. */
const isUnbuilt = /\.(?:d\.[cm]?ts|map|md)$/;

test('another checkout, built in another environment, is identical and contains nothing of either', async () => {
  const elsewhere = join(tempFolder(), 'another checkout');
  for (const name of ['bin', 'src', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json', ...packages()]) {
    cpSync(join(root, name), join(elsewhere, name), {recursive: true, filter: file => !isUnbuilt.test(file)});
  }
  const program = await build(root);
  const other = await build(elsewhere, {
    PD_API_KEY: 'BUILDSECRET',
    NODE_ENV: 'development',
    TZ: 'Asia/Tokyo',
    LANG: 'de_DE',
  });
  expect(Bun.SHA256.hash(other, 'hex')).toBe(Bun.SHA256.hash(program, 'hex'));
  for (const trace of ['BUILDSECRET', 'another checkout', root]) expect(other.includes(trace)).toBe(false);
});
