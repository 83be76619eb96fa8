import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {run as runTool} from '../release/run.ts';
import type {Machine} from './machine.ts';
import {runLimited} from './run-limited.ts';

const quiet = {stdin: 'ignore', stdout: 'ignore', stderr: 'ignore'} as const;

/** Windows, as far as wine is one; or why it is not there. */
export function wine(program: string, folder: string): Machine | string {
  const binary = Bun.which('wine64') ?? ['/usr/lib/wine/wine64'].find(existsSync);
  const compiler = Bun.which('x86_64-w64-mingw32-gcc');
  if (binary === undefined || compiler === null) return "needs Debian's wine64, wine and gcc-mingw-w64-x86-64-win32";
  // wine 8 has no bcryptprimitives.dll, of which the runtime takes random numbers.
  const source = join(import.meta.dir, 'bcryptprimitives.c');
  runTool([compiler, '-shared', '-O1', '-o', join(program, '..', 'bcryptprimitives.dll'), source, '-ladvapi32']);
  const env = environment(folder);
  startWindows(binary, env);
  writeFileSync(join(folder, 'slow.cmd'), '@ping -n 11 127.0.0.1 > nul\r\n@echo late > late.txt\r\n');
  return {
    name: 'wine',
    run: (args, options = {}) => {
      const all = {...env, ...options.env};
      if (options.stdin === undefined) return runLimited([binary, program, ...args], all, folder);
      // wine hands no pipe of Unix to a program.
      writeFileSync(join(folder, 'stdin'), options.stdin);
      const line = `type ${windowsPath(join(folder, 'stdin'))} | ${windowsPath(program)} ${args.join(' ')}`;
      return runLimited([binary, 'cmd', '/c', line], all, folder);
    },
    path: windowsPath,
    holding: path => runLimited([binary, 'cmd', '/c', `ping -n 3 127.0.0.1 < ${windowsPath(path)}`], env, folder),
    commands: {
      exit: status => ['cmd', '/c', `exit ${status}`],
      slow: ['cmd', '/c', 'cmd', '/c', windowsPath(join(folder, 'slow.cmd'))],
    },
    close: () => void Bun.spawnSync(['wineserver', '-k'], {env, ...quiet}),
  };
}

const environment = (folder: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  WINEPREFIX: join(folder, 'prefix'),
  WINEDEBUG: '-all',
  // It asks for Mono and Gecko otherwise.
  WINEDLLOVERRIDES: 'mscoree,mshtml=',
});

/** Windows is started once, and goes on. Started by one of the programs it would hold that one's pipes open. */
function startWindows(binary: string, env: Record<string, string>): void {
  mkdirSync(env['WINEPREFIX'] ?? '');
  Bun.spawnSync(['wineserver', '-p'], {env, ...quiet, timeout: 60_000});
  Bun.spawnSync([binary, 'wineboot'], {env, ...quiet, timeout: 300_000});
}

/** What a path of Unix is there. */
const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;
