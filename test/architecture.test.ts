import {expect, test} from 'bun:test';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

const root = join(import.meta.dir, '..');
const files = ['src', 'bin'].flatMap(folder => walk(join(root, folder))).map(path => relative(root, path));

interface Import {
  from: string;
  to: string;
  lazy: boolean;
}

const imports: Import[] = files.flatMap(from => {
  const source = readFileSync(join(root, from), 'utf8');
  // A type leaves nothing in the program, so `import type` may cross any border.
  const eager = [...source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm)];
  const lazy = [...source.matchAll(/\b(?:import|require)\('([^']+)'\)/g)];
  const named = (match: RegExpMatchArray, isLazy: boolean): Import => {
    const to = match[1] ?? '';
    return {from, to: to.startsWith('.') ? relative(root, join(root, dirname(from), to)) : to, lazy: isLazy};
  };
  return [...eager.map(match => named(match, false)), ...lazy.map(match => named(match, true))];
});

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : path.endsWith('.ts') ? [path] : [];
  });
}

const offenders = (breaks: (one: Import) => boolean): string[] =>
  imports.filter(breaks).map(({from, to}) => `${from} imports ${to}`);

const within = (path: string, ...places: string[]): boolean =>
  places.some(place => path === place || path.startsWith(`${place}/`));

test('lib knows no command, but for the pages made of the table of contents', () => {
  const pages = ['src/lib/help.ts', 'src/lib/route.ts'];
  expect(
    offenders(
      ({from, to}) =>
        within(from, 'src/lib') &&
        within(to, 'src/commands') &&
        !pages.includes(from) &&
        !within(from, 'src/lib/completion'),
    ),
  ).toEqual([]);
});

test('each dependency has one home', () => {
  const homes: Record<string, string[]> = {
    got: ['src/lib/http'],
    chalk: ['src/lib/output'],
    'cli-table3': ['src/lib/output'],
    'string-width': ['src/lib/output'],
    yaml: ['src/lib/output'],
    conf: ['src/lib/settings/profiles.ts', 'src/lib/settings'],
    'chrono-node': ['src/lib/input'],
    'bun:sqlite': ['src/lib/files'],
  };
  expect(offenders(({from, to}) => homes[to] !== undefined && !within(from, ...(homes[to] ?? [])))).toEqual([]);
});

test('what takes long to load is loaded when it is needed', () => {
  const slow = [
    'got',
    'chalk',
    'cli-table3',
    'string-width',
    'yaml',
    'conf',
    'chrono-node',
    'bun:sqlite',
    'node:tty',
    'node:http',
    'node:https',
  ];
  expect(
    offenders(
      ({from, to, lazy}) => !lazy && slow.includes(to) && !within(from, 'src/lib/sandbox') && !isLoadedLazily(from),
    ),
  ).toEqual([]);
});

/** A module that is itself only reached through an `import()`. */
function isLoadedLazily(path: string): boolean {
  const users = imports.filter(({to}) => to === path);
  return users.length > 0 && users.every(({lazy, from}) => lazy || isLoadedLazily(from));
}

test('the sandbox shares nothing with the client whose bugs it has to find', () => {
  const client = ['http', 'rest', 'events', 'spool', 'incidents', 'resources'].map(name => `src/lib/${name}`);
  expect(offenders(({from, to}) => within(from, 'src/lib/sandbox') && within(to, ...client))).toEqual([]);
});

test('output, settings and input know no API', () => {
  const apis = ['rest', 'events', 'spool', 'incidents', 'resources', 'sandbox'].map(name => `src/lib/${name}`);
  expect(
    offenders(
      ({from, to}) => within(from, 'src/lib/output', 'src/lib/settings', 'src/lib/input') && within(to, ...apis),
    ),
  ).toEqual([]);
});

/** What each touch looks like in a source. A constant of `node:os` is none. */
const touches = {
  process: /\bprocess(?:\.[a-z]\w*|[[,)])|'(?:node:)?process'/g,
  system: /\bos\.(?:arch|homedir|hostname|platform|tmpdir|type|userInfo)\b|import \{[^}]*\} from 'node:os'/g,
  clock: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.\w+|\bhrtime\b/g,
  chance: /\bMath\.random\b|\brandom(?:UUID|Bytes|Int|FillSync)\b|\bgetRandomValues\b/g,
};

const mayTouch: Record<string, readonly (keyof typeof touches)[]> = {
  'src/lib/io.ts': ['process', 'system', 'clock', 'chance'],
  'bin/pd.ts': ['process'],
  // The stand-ins of process.stdout and process.stderr.
  'src/lib/descriptors.ts': ['process'],
  'src/lib/light-streams.ts': ['process'],
  // Whose a folder is and what a mode means is told by the system that the folder is on, not by a recorded world.
  'src/lib/files/folders.ts': ['system'],
  // Nobody may guess these, or meet them twice; Io's chance, which a test repeats, would do both.
  'src/lib/oauth/sign-in.ts': ['chance'],
  'src/lib/events/dispatch.ts': ['chance'],
  'src/lib/spool/names.ts': ['chance'],
  'src/lib/spool/queue.ts': ['chance'],
};

test('only io.ts and its stand-ins touch the process, the clock and chance', () => {
  const outside = files.filter(path => !within(path, 'src/lib/sandbox'));
  const kinds = Object.keys(touches) as (keyof typeof touches)[];
  const found = outside.flatMap(path => {
    const source = readFileSync(join(root, path), 'utf8').replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');
    return kinds.flatMap(kind => [...source.matchAll(touches[kind])].map(([text]) => ({path, kind, text})));
  });
  expect(found.filter(({path, kind}) => mayTouch[path]?.includes(kind) !== true)).toEqual([]);
  // An exception that nothing needs any more would hide the next one.
  const needed = new Set(found.map(({path, kind}) => `${path} ${kind}`));
  const listed = Object.entries(mayTouch).flatMap(([path, allowed]) => allowed.map(kind => `${path} ${kind}`));
  expect(listed.filter(one => !needed.has(one))).toEqual([]);
});

test('there is no circle of imports', () => {
  const graph = new Map(
    files.map(path => [path, imports.filter(({from, lazy}) => from === path && !lazy).map(({to}) => to)]),
  );
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of graph.get(path) ?? []) {
      const circle = visit(next, [...trail, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  };
  expect(files.flatMap(path => visit(path, []))).toEqual([]);
});

test('no source file is longer than 250 lines', () => {
  const long = files
    .filter(path => !path.endsWith('.generated.ts'))
    .map(path => `${path}: ${readFileSync(join(root, path), 'utf8').split('\n').length - 1}`)
    .filter(line => Number(line.split(': ')[1]) > 250);
  expect(long).toEqual([]);
});
