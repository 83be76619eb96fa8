import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {runLimited} from './run-limited.ts';
import {wine} from './wine.ts';

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
  /** What a path of this machine's is there. */
  path(path: string): string;
  /** Has a file open for two seconds, where that keeps others from replacing it. */
  holding?(path: string): Promise<unknown>;
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
    path: path => path,
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
