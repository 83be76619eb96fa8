import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {recordedOrder} from './bytecode-order.ts';
import {compile} from './compile.ts';
import {hardenedRuntime} from './hardened-runtime.ts';
import {keepFileLimit} from './keep-file-limit.ts';
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
  await compile({outfile, executablePath, platform, order: await recordedOrder()});
  if (platform.startsWith('linux')) keepFileLimit(outfile);
  // For arm64 the build has signed it.
  if (platform === 'darwin-x64') writeFileSync(outfile, signedAdHoc(readFileSync(outfile)));
  return outfile;
}
