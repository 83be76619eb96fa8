import {expect, test} from 'bun:test';
import {crossings, roomOf, rooms, within} from './rooms.ts';
import {circle, importsOf, sourceFiles, textOf} from './source.ts';

const files = sourceFiles();
const imports = files.flatMap(path => importsOf(path));

test('each room imports only from the rooms that it may know, including types and lazy imports', () => {
  expect(files.filter(path => roomOf(path) === undefined)).toEqual([]);
  expect(crossings(imports)).toEqual([]);
});

test('a forbidden import is found, whatever its kind', () => {
  const forbidden = [
    `import type {Context} from '../context.ts';`,
    `import {Http} from '../http/http.ts';`,
    `export type {Queue} from '../queue/queue.ts';`,
    `const load = () => import('../rest/rest-client.ts');`,
  ];
  for (const line of forbidden) expect(crossings(importsOf('src/lib/settings/settings.ts', line))).toHaveLength(1);
});

test('there are no cycles among rooms or files', () => {
  expect(circle(new Map(Object.entries(rooms)))).toEqual([]);
  expect(circle(new Map(files.map(path => [path, importsOf(path).map(({to}) => to)])))).toEqual([]);
});

test('what stderr accepts is created in only two files', () => {
  const makers = ['src/lib/base/said.ts', 'src/lib/output/safe-text.ts'];
  const casts = files.filter(path => /\bas (?:unknown as )?SafeText\b|<SafeText>/.test(textOf(path)));
  expect(casts.toSorted()).toEqual(makers);
});

test('programs are started in only one room', () => {
  const starts = /\bBun\.spawn|'node:child_process'|\bposix_spawn\b/;
  // flock.ts hands a lock of pd's own to util-linux's flock, where the C library cannot be called.
  const homes = ['src/lib/process', 'src/lib/files/flock.ts'];
  const strays = files.filter(path => !within(path, ...homes) && starts.test(textOf(path)));
  expect(strays).toEqual([]);
});

test('each dependency has one home', () => {
  const homes: Record<string, readonly string[]> = {
    '@oclif/core': ['src/cli', 'src/commands'],
    got: ['src/lib/http'],
    '@clack/core': ['src/lib/asking'],
    chalk: ['src/lib/output'],
    'cli-table3': ['src/lib/output'],
    'string-width': ['src/lib/output'],
    yaml: ['src/lib/output'],
    'jq-web': ['src/lib/output'],
    conf: ['src/lib/settings'],
    'p-map': ['src/lib/rest/paging', 'src/lib/incidents'],
    'chrono-node': ['src/lib/input'],
    'bun:sqlite': ['src/lib/files'],
  };
  const strays = imports.filter(({from, to}) =>
    Object.entries(homes).some(([name, home]) => within(to, name) && !within(from, ...home)),
  );
  expect(strays).toEqual([]);
});

test('modules that take long to load are loaded when needed', () => {
  const slow = [
    '@clack/core',
    'got',
    'chalk',
    'cli-table3',
    'string-width',
    'yaml',
    'jq-web',
    'conf',
    'p-map',
    'chrono-node',
    'bun:sqlite',
    'node:tty',
    'node:http',
    'node:https',
  ];
  const eager = imports.filter(
    ({from, to, isLazy, isType}) => !isLazy && !isType && slow.includes(to) && !isLoadedLazily(from),
  );
  expect(eager).toEqual([]);
});

/** A module that is itself only reached through an `import()`. */
function isLoadedLazily(path: string): boolean {
  const users = imports.filter(({to, isType}) => to === path && !isType);
  return users.length > 0 && users.every(({isLazy, from}) => isLazy || isLoadedLazily(from));
}

/** What each touch looks like in a source. A constant of `node:os` is none. */
const touches = {
  process: /\bprocess(?:\.[a-z]\w*|[[,)])|'(?:node:)?process'/g,
  system:
    /\bos(?:\(\))?\.(?:arch|homedir|hostname|platform|release|tmpdir|type|userInfo)\b|import \{[^}]*\} from 'node:os'|\bplatform\} from '\.\.\/io\/os\.ts'/g,
  clock: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.\w+|\bhrtime\b/g,
  chance: /\bMath\.random\b|\brandom(?:UUID|Bytes|Int|FillSync)\b|\bgetRandomValues\b/g,
};

const mayTouch: Record<string, readonly (keyof typeof touches)[]> = {
  'src/lib/io/process-io.ts': ['process', 'system', 'clock', 'chance'],
  'bin/pd.ts': ['process'],
  // The stand-ins of process.stdout and process.stderr.
  'src/lib/io/file-descriptors.ts': ['process'],
  'src/lib/io/terminal.ts': ['process'],
  'src/commands/base/oclif-streams.ts': ['process'],
  // Whose a folder is and what a mode means is told by the system that the folder is on, not by a recorded world.
  'src/lib/files/trust.ts': ['system'],
  'src/lib/files/ancestors.ts': ['system'],
  'src/lib/files/file-system-sync.ts': ['system'],
  'src/lib/files/flock.ts': ['system'],
  'src/lib/files/rename.ts': ['system'],
  'src/lib/io/os.ts': ['process'],
  'src/lib/io/user-id.ts': ['process'],
  // Nobody may guess these, or meet them twice; Io's chance, which a test repeats, would do both.
  'src/lib/auth/sign-in.ts': ['chance'],
  'src/lib/delivery/dispatch.ts': ['chance'],
  'src/lib/queue/entry-name.ts': ['chance'],
  'src/lib/queue/queue.ts': ['chance'],
};

test('only the io room and its stand-ins use the process, the clock and random numbers', () => {
  const outside = files.filter(path => !within(path, 'src/sandbox'));
  const kinds = Object.keys(touches) as (keyof typeof touches)[];
  const found = outside.flatMap(path => {
    const source = textOf(path).replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');
    return kinds.flatMap(kind => [...source.matchAll(touches[kind])].map(([text]) => ({path, kind, text})));
  });
  expect(found.filter(({path, kind}) => mayTouch[path]?.includes(kind) !== true)).toEqual([]);
  // An exception that nothing needs any more would hide the next one.
  const needed = new Set(found.map(({path, kind}) => `${path} ${kind}`));
  const listed = Object.entries(mayTouch).flatMap(([path, allowed]) => allowed.map(kind => `${path} ${kind}`));
  expect(listed.filter(one => !needed.has(one))).toEqual([]);
});

test('no source file is longer than 250 lines', () => {
  const long = files
    .filter(path => !path.endsWith('.generated.ts'))
    .map(path => `${path}: ${textOf(path).split('\n').length - 1}`)
    .filter(line => Number(line.split(': ')[1]) > 250);
  expect(long).toEqual([]);
});
