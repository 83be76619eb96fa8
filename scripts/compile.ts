import {join} from 'node:path';
import {leaveOut} from './left-out.ts';
import {lighterPackages} from './lighter-packages.ts';

const root = join(import.meta.dir, '..');

/** This machine: as `process.platform` and `process.arch` have it, with `-musl` if that is the C library. */
export const hostPlatform = `${process.platform}-${process.arch}${process.execPath.includes('-musl') ? '-musl' : ''}`;

interface CompileOptions {
  outfile: string;
  /** The file of the runtime for the platform. */
  executablePath: string;
  platform: string;
  /** Files that name the functions that a start uses, the most common start first. */
  order: string[];
}

/** Bundles the sources and puts them, as bytecode, behind the runtime. Throws if that fails. */
export async function compile({outfile, executablePath, platform, order}: CompileOptions): Promise<void> {
  const [left, lighter] = [leaveOut(), lighterPackages()];
  const result = await Bun.build({
    // The second one is run by another thread.
    entrypoints: ['bin/pd.ts', 'src/lib/files/file-thread-work.ts'].map(file => join(root, file)),
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
      bytecodeOrder: order.length > 0 && order,
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
