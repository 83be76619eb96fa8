/** A platform for which a release has an archive. */
export interface Target {
  /** As in the names of archives: `linux-x64`. */
  name: string;
  /** As `process.platform` and `process.arch` are there, with `-musl` if that is the C library. */
  platform: string;
  /** The npm package that contains the runtime for it. */
  runtime: string;
  /** The file of the program. */
  program: 'pd' | 'pd.exe';
  /** The conditions under which npm installs it. */
  npm: {os: string; cpu: string; libc?: string};
  /** Debian's and Red Hat's names of the processor, if there are packages for it. */
  deb?: string;
  rpm?: string;
}

const linux = (cpu: string, runtime: string, packages: {deb: string; rpm: string}): Target[] => [
  {
    name: `linux-${cpu}`,
    platform: `linux-${cpu}`,
    runtime: `@oven/bun-linux-${runtime}`,
    program: 'pd',
    npm: {os: 'linux', cpu, libc: 'glibc'},
    ...packages,
  },
  {
    name: `linux-${cpu}-musl`,
    platform: `linux-${cpu}-musl`,
    runtime: `@oven/bun-linux-${runtime.replace(/^(x64|aarch64)/, '$1-musl')}`,
    program: 'pd',
    npm: {os: 'linux', cpu, libc: 'musl'},
  },
];

const darwin = (cpu: string, runtime: string): Target => ({
  name: `darwin-${cpu}`,
  platform: `darwin-${cpu}`,
  runtime: `@oven/bun-darwin-${runtime}`,
  program: 'pd',
  npm: {os: 'darwin', cpu},
});

export const targets: readonly Target[] = [
  ...linux('x64', 'x64-baseline', {deb: 'amd64', rpm: 'x86_64'}),
  ...linux('arm64', 'aarch64', {deb: 'arm64', rpm: 'aarch64'}),
  darwin('x64', 'x64'),
  darwin('arm64', 'aarch64'),
  {
    name: 'windows-x64',
    platform: 'win32-x64',
    runtime: '@oven/bun-windows-x64',
    program: 'pd.exe',
    npm: {os: 'win32', cpu: 'x64'},
  },
];
