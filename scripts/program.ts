import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {hardenedRuntime} from './hardened-runtime.ts';
import {keepFileLimit} from './keep-file-limit.ts';
import {leaveOut} from './left-out.ts';
import {lighterPackages} from './lighter-packages.ts';
import {signedAdHoc} from './macho-signature.ts';

const root = join(import.meta.dir, '..');

interface ProgramOptions {
  /** As `process.platform` and `process.arch` are there, with `-musl` if that is the C library. */
  platform: string;
  /** The file of the runtime for that platform. */
  runtime: string;
  /** An empty folder to build in. */
  folder: string;
}

/**
 * Builds the program for any platform, and returns its file. The same sources and runtime give the same bits. Throws if
 * it cannot be built.
 */
export async function buildProgram({platform, runtime, folder}: ProgramOptions): Promise<string> {
  // The names of the program's parts are derived from their paths relative to this folder.
  process.chdir(root);
  const executablePath = join(folder, 'runtime');
  writeFileSync(executablePath, hardenedRuntime(readFileSync(runtime), platform));
  // The program contains the name of the file that it was built as, which must be the same in every build.
  const outfile = join(folder, platform.startsWith('win32') ? 'pd.exe' : 'pd');
  await compile(outfile, executablePath, platform);
  if (platform.startsWith('linux')) keepFileLimit(outfile);
  // For arm64 the build has signed it.
  if (platform === 'darwin-x64') writeFileSync(outfile, signedAdHoc(readFileSync(outfile)));
  return outfile;
}

async function compile(outfile: string, executablePath: string, platform: string): Promise<void> {
  const [left, lighter] = [leaveOut(), lighterPackages()];
  const result = await Bun.build({
    entrypoints: [join(root, 'bin', 'pd.ts')],
    target: 'bun',
    format: 'esm',
    minify: true,
    bytecode: true,
    // Each import() becomes a separate part, read only when it is reached, which halves the time of --version.
    splitting: true,
    plugins: [left.plugin, lighter.plugin],
    define: {
      // Packages in CommonJS name their own file, which would put the folder of the build into the program.
      __dirname: '"/pd"',
      __filename: '"/pd/pd"',
      // Otherwise taken from the environment of the build.
      'process.env.NODE_ENV': '"production"',
    },
    compile: {
      outfile,
      executablePath,
      target: compileTarget(platform),
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
  const said = result.logs.map(String).join('\n');
  if (!result.success || /bytecode/i.test(said)) throw new Error(said);
  if (said !== '') console.error(said);
  left.check();
  lighter.check();
}

/** The bundler's name of a platform: `bun-windows-x64`. */
const compileTarget = (platform: string) => `bun-${platform.replace('win32', 'windows')}` as Bun.Build.CompileTarget;
