// Builds dist/pd, a single file, and dist/pagerduty, the same program under its other name. The same commit gives the
// same bits on the same platform, wherever it is built and by whom.
import {spawnSync} from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {hardenedRuntime} from './hardened-runtime.ts';
import {keepFileLimit} from './keep-file-limit.ts';
import {leaveOut} from './left-out.ts';
import {lighterPackages} from './lighter-packages.ts';

const root = join(import.meta.dir, '..');
const suffix = process.platform === 'win32' ? '.exe' : '';
const outfile = join(root, 'dist', `pd${suffix}`);
const alias = join(root, 'dist', `pagerduty${suffix}`);

if (!process.argv.includes('--force') && isFresh()) process.exit(0);
// The names of the program's parts are derived from their paths relative to this folder.
process.chdir(root);
mkdirSync(join(root, 'dist'), {recursive: true});
const workspace = mkdtempSync(join(root, 'dist', '.build-'));
process.on('exit', () => rmSync(workspace, {recursive: true, force: true}));
const runtime = join(workspace, 'runtime');
writeFileSync(runtime, hardenedRuntime(readFileSync(process.execPath), `${process.platform}-${process.arch}`));
// The program contains the name of the file that it was built as, which must be the same in every build.
const built = join(workspace, `pd${suffix}`);
const lighter = lighterPackages();
const result = await Bun.build({
  entrypoints: [join(root, 'bin', 'pd.ts')],
  target: 'bun',
  format: 'esm',
  minify: true,
  bytecode: true,
  // Each import() becomes a separate part, read only when it is reached, which halves the time of --version.
  splitting: true,
  plugins: [leaveOut, lighter.plugin],
  define: {
    // Packages in CommonJS name their own file, which would put the folder of the build into the program.
    __dirname: '"/pd"',
    __filename: '"/pd/pd"',
    // Otherwise taken from the environment of the build.
    'process.env.NODE_ENV': '"production"',
  },
  compile: {
    outfile: built,
    executablePath: runtime,
    // The system's certificate authorities count too. With this, the runtime also starts in a folder that has been
    // deleted.
    execArgv: ['--use-system-ca'],
    // Without these the program would run code from the current directory.
    autoloadDotenv: false,
    autoloadBunfig: false,
    autoloadTsconfig: false,
    autoloadPackageJson: false,
    // Most commands end before compiling code would pay off; long-running ones say so (io.settleIn).
    jitPolicy: 1000,
  },
});
for (const log of result.logs) console.error(String(log));
if (!result.success || result.logs.some(log => /bytecode/i.test(String(log)))) process.exit(1);
lighter.check();
if (process.platform === 'linux') keepFileLimit(built);
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
    ...['build.ts', 'hardened-runtime.ts', 'keep-file-limit.ts', 'left-out.ts', 'lighter-packages.ts'].map(name =>
      join('scripts', name),
    ),
  ].every(path => newest(join(root, path)) <= builtMs);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
}
