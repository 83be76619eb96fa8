// Builds dist/pd, a single file, and dist/pagerduty, the same program under its other name. The same commit gives the
// same bits on the same platform, wherever it is built and by whom.
import {spawnSync} from 'node:child_process';
import {existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {hostPlatform} from './compile.ts';
import {buildProgram} from './program.ts';

const root = join(import.meta.dir, '..');
const suffix = process.platform === 'win32' ? '.exe' : '';
const outfile = join(root, 'dist', `pd${suffix}`);
const builders = [
  ...[
    'build',
    'program',
    'compile',
    'bytecode-order',
    'hardened-runtime',
    'keep-file-limit',
    'left-out',
    'lighter-packages',
  ],
  'macho-signature',
];
const alias = join(root, 'dist', `pagerduty${suffix}`);

if (!process.argv.includes('--force') && isFresh()) process.exit(0);
mkdirSync(join(root, 'dist'), {recursive: true});
const workspace = mkdtempSync(join(root, 'dist', '.build-'));
process.on('exit', () => rmSync(workspace, {recursive: true, force: true}));
const built = await buildProgram({
  platform: hostPlatform,
  runtime: process.execPath,
  folder: workspace,
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
if (process.platform === 'darwin') sign(built);
tryOut(built);
renameSync(built, outfile);
rmSync(alias, {force: true});
linkSync(outfile, alias);
console.error(`Built dist/pd${suffix} (${Math.round(statSync(outfile).size / 1024 / 1024)} MB)`);

/** For Intel, the file still has the signature of the unchanged runtime, so macOS would kill it. */
function sign(program: string): void {
  const {status, stderr} = spawnSync('codesign', ['--force', '--sign', '-', program], {encoding: 'utf8'});
  if (status === 0) return;
  console.error(`The program was built but cannot be signed: ${stderr}`);
  process.exit(1);
}

/**
 * A build with broken bytecode succeeds and then crashes when run; one whose runtime still obeys its own variables
 * would not be pd. So the program is run once, with variables that would show it.
 */
function tryOut(program: string): void {
  const env = {...process.env, BUN_BE_BUN: '1', BUN_OPTIONS: `--preload=${join(workspace, 'missing.js')}`};
  const trial = spawnSync(program, ['--version'], {encoding: 'utf8', env});
  if (trial.status === 0 && trial.stdout.startsWith('pd/')) return;
  console.error(`The program was built but does not run: ${trial.stdout}${trial.stderr}`);
  process.exit(1);
}

function isFresh(): boolean {
  if (!existsSync(outfile) || !existsSync(alias)) return false;
  const builtMs = statSync(outfile).mtimeMs;
  return [
    ...['bin', 'src', 'package.json', 'package-lock.json'],
    ...builders.map(name => join('scripts', `${name}.ts`)),
  ].every(path => newest(join(root, path)) <= builtMs);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
}
