import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {run as runTool} from '../release/run.ts';

export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** What runs the programs of a platform. */
export interface Machine {
  /** Its name, for the report. */
  name: string;
  run(args: readonly string[], options?: {env?: Record<string, string>; stdin?: string}): Promise<Result>;
  /** Programs of the platform itself. */
  commands: {
    exit: (status: number) => string[];
    /** Starts a program that creates the file late.txt in the working directory after ten seconds, and waits for it. */
    slow: string[];
  };
  /** Ends everything that it keeps running. */
  close(): void;
}

type Start = (program: string, folder: string) => Machine | string;

/** The machine for a platform's program, in its own folder, or why there is none here. */
export function machineFor(platform: string, program: string, folder: string): Machine | string {
  const start = starts[platform];
  return start === undefined ? 'nothing here runs it' : start(program, folder);
}

const starts: Readonly<Record<string, Start>> = {
  [`${process.platform}-${process.arch}`]: (program, folder) => unix('this machine', [program], folder),
  ...(process.arch === 'arm64' ? {} : {'linux-arm64': emulated}),
  ...(process.platform === 'win32' ? {} : {'windows-x64': wine}),
};

function unix(name: string, command: readonly string[], folder: string): Machine {
  const env = {PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8', TZ: 'UTC'};
  return {
    name,
    run: (args, options = {}) => runLimited([...command, ...args], {...env, ...options.env}, folder, options.stdin),
    commands: {
      exit: status => ['sh', '-c', `exit ${status}`],
      slow: ['sh', '-c', `sh -c 'sleep 10; : > late.txt'; true`],
    },
    close: () => undefined,
  };
}

function emulated(program: string, folder: string): Machine | string {
  const qemu = Bun.which('qemu-aarch64-static');
  const libraries = '/usr/aarch64-linux-gnu';
  if (qemu === null || !existsSync(join(libraries, 'lib', 'ld-linux-aarch64.so.1'))) {
    return "needs Debian's qemu-user-static, libc6-arm64-cross, libgcc-s1-arm64-cross and libstdc++6-arm64-cross";
  }
  return unix('qemu', [qemu, '-L', libraries, program], folder);
}

function wine(program: string, folder: string): Machine | string {
  const binary = Bun.which('wine64') ?? ['/usr/lib/wine/wine64'].find(existsSync);
  const compiler = Bun.which('x86_64-w64-mingw32-gcc');
  if (binary === undefined || compiler === null) return "needs Debian's wine64, wine and gcc-mingw-w64-x86-64-win32";
  // wine 8 has no bcryptprimitives.dll, from which the runtime takes random numbers.
  const source = join(import.meta.dir, 'bcryptprimitives.c');
  runTool([compiler, '-shared', '-O1', '-o', join(program, '..', 'bcryptprimitives.dll'), source, '-ladvapi32']);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    WINEPREFIX: join(folder, 'prefix'),
    WINEDEBUG: '-all',
    // Otherwise wine asks for Mono and Gecko.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
  mkdirSync(env.WINEPREFIX);
  writeFileSync(join(folder, 'slow.cmd'), '@ping -n 11 127.0.0.1 > nul\r\n@echo late > late.txt\r\n');
  // wine's server is started once and keeps running. If a program started it, it would keep that program's pipes open.
  for (const words of [
    ['wineserver', '-p'],
    [binary, 'wineboot'],
  ]) {
    Bun.spawnSync(words, {env, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore', timeout: 300_000});
  }
  const run: Machine['run'] = (args, options = {}) => {
    const all = {...env, ...options.env};
    if (options.stdin === undefined) return runLimited([binary, program, ...args], all, folder);
    // wine does not pass Unix pipes on to a program.
    writeFileSync(join(folder, 'stdin'), options.stdin);
    const line = `type ${windowsPath(join(folder, 'stdin'))} | ${windowsPath(program)} ${args.join(' ')}`;
    return runLimited([binary, 'cmd', '/c', line], all, folder);
  };
  return {
    name: 'wine',
    run,
    commands: {
      exit: status => ['cmd', '/c', `exit ${status}`],
      slow: ['cmd', '/c', 'cmd', '/c', windowsPath(join(folder, 'slow.cmd'))],
    },
    close: () => void Bun.spawnSync(['wineserver', '-k'], {env, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore'}),
  };
}

export const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;

async function runLimited(words: string[], env: Record<string, string>, cwd: string, stdin?: string): Promise<Result> {
  const child = Bun.spawn(words, {
    env,
    cwd,
    stdin: stdin === undefined ? 'ignore' : Buffer.from(stdin),
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 180_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const code = await child.exited;
  return {
    code: child.signalCode === null ? code : -1,
    stdout: stdout.replaceAll('\r\n', '\n'),
    stderr: stderr.replaceAll('\r\n', '\n'),
  };
}
