// Builds dist/pd, one file with nothing beside it, and dist/pagerduty, the same program under its other name.
import {spawnSync} from 'node:child_process';
import {existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {keepFileLimit} from './keep-file-limit.ts';
import {leaveOut} from './left-out.ts';

const root = join(import.meta.dir, '..');
const suffix = process.platform === 'win32' ? '.exe' : '';
const outfile = join(root, 'dist', `pd${suffix}`);
const alias = join(root, 'dist', `pagerduty${suffix}`);

if (!process.argv.includes('--force') && isFresh()) process.exit(0);
mkdirSync(join(root, 'dist'), {recursive: true});
const built = `${outfile}.${process.pid}.new`;
const result = await Bun.build({
  entrypoints: [join(root, 'bin', 'pd.ts')],
  target: 'bun',
  format: 'esm',
  minify: true,
  bytecode: true,
  // Each import() becomes a part of its own, read only when it is reached: halves the time of --version.
  splitting: true,
  plugins: [leaveOut],
  compile: {
    outfile: built,
    // The system's certificate authorities count too. The runtime also starts in a folder that has been deleted then.
    execArgv: ['--use-system-ca'],
    // Without these the program would run code from whatever folder it is started in.
    autoloadDotenv: false,
    autoloadBunfig: false,
    autoloadTsconfig: false,
    autoloadPackageJson: false,
    // Most commands end before compiled code would pay; those that go on say so (io.settleIn).
    jitPolicy: 1000,
  },
});
for (const log of result.logs) console.error(String(log));
if (!result.success || result.logs.some(log => /bytecode/i.test(String(log)))) process.exit(1);

if (process.platform === 'linux') keepFileLimit(built);

// A build whose bytecode failed still ends well and dies when it is run: run it once.
const trial = spawnSync(built, ['--version'], {encoding: 'utf8'});
if (trial.status !== 0 || !trial.stdout.startsWith('pd/')) {
  console.error(`The program was built but does not run: ${trial.stderr}`);
  process.exit(1);
}
renameSync(built, outfile);
rmSync(alias, {force: true});
linkSync(outfile, alias);
console.error(`Built dist/pd${suffix} (${Math.round(statSync(outfile).size / 1024 / 1024)} MB)`);

function isFresh(): boolean {
  if (!existsSync(outfile) || !existsSync(alias)) return false;
  const builtMs = statSync(outfile).mtimeMs;
  return [
    'bin',
    'src',
    'scripts/build.ts',
    'scripts/left-out.ts',
    'scripts/keep-file-limit.ts',
    'package.json',
    'package-lock.json',
  ].every(path => newest(join(root, path)) <= builtMs);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
}
