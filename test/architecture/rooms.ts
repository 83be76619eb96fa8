import type {Import} from './source.ts';

/**
 * The rooms of the program, from the ground up, and which rooms each may know: a file imports from its own room and
 * from these, whatever the kind of import. Sub-folders belong to their room unless they are listed themselves.
 */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  'src/version.ts': [],
  'src/lib/base': [],
  'src/lib/io': ['src/lib/base'],
  'src/lib/process': lib('base', 'io'),
  'src/lib/files': lib('base', 'io', 'process'),
  'src/lib/input': lib('base', 'io'),
  'src/lib/output': lib('base', 'io', 'input'),
  'src/lib/settings': lib('base', 'io', 'files', 'input', 'output', 'process'),
  'src/lib/http': ['src/version.ts', ...lib('base', 'io', 'files', 'output')],
  'src/lib/rest': ['src/version.ts', ...lib('base', 'io', 'files', 'input', 'settings', 'http')],
  'src/lib/resources': lib('base', 'io', 'output', 'process', 'settings', 'rest'),
  'src/lib/auth': lib('base', 'io', 'files', 'input', 'output', 'settings', 'http', 'resources', 'context.ts'),
  'src/lib/context.ts': lib('io', 'output', 'settings', 'http', 'rest', 'resources'),
  'src/lib/events': lib('base', 'input', 'http'),
  'src/lib/pacing': lib('base', 'io'),
  'src/lib/queue': lib('base', 'io', 'files', 'output', 'settings', 'events'),
  'src/lib/delivery': lib(
    ...['base', 'io', 'files', 'input', 'output', 'settings', 'events', 'pacing', 'queue', 'context.ts'],
  ),
  'src/lib/job': lib('base', 'io', 'process', 'events', 'delivery', 'context.ts'),
  'src/lib/background': lib('base', 'io', 'files', 'process'),
  'src/lib/completion': lib(
    ...['base', 'io', 'files', 'output', 'settings', 'auth', 'rest', 'resources', 'context.ts'],
  ),
  'src/lib/asking': lib('base', 'io', 'input', 'output', 'context.ts'),
  'src/lib/journal': lib('base', 'io', 'files', 'context.ts'),
  'src/lib/incidents': lib(
    ...['base', 'io', 'input', 'output', 'rest', 'resources', 'context.ts', 'asking', 'journal'],
  ),
  'src/lib/undo': lib(...['base', 'output', 'resources', 'rest', 'context.ts', 'asking', 'journal', 'incidents']),
  'src/sandbox': lib('base'),
  'src/commands/base': lib(
    ...['base', 'io', 'input', 'output', 'process', 'settings', 'auth', 'job', 'context.ts', 'asking'],
  ),
  'src/commands': [
    ...['src/commands/base', 'src/sandbox'],
    ...lib('base', 'io', 'files', 'input', 'output', 'settings', 'auth', 'context.ts'),
    ...lib('rest', 'resources', 'events', 'queue', 'delivery', 'job', 'incidents'),
    ...lib('asking', 'journal', 'undo', 'background'),
  ],
  'src/cli': [
    'src/version.ts',
    'src/commands',
    'src/commands/base',
    ...lib('base', 'io', 'input', 'output', 'resources', 'completion'),
  ],
  'src/main.ts': ['src/version.ts', 'src/cli', 'src/commands/base', ...lib('base', 'io', 'output', 'job')],
  'bin/pd.ts': ['src/main.ts', 'src/lib/io'],
};

function lib(...names: readonly string[]): string[] {
  return names.map(name => `src/lib/${name}`);
}

export const within = (path: string, ...places: readonly string[]): boolean =>
  places.some(place => path === place || path.startsWith(`${place}/`));

/** The innermost room of a file of the program. Undefined for a package. */
export const roomOf = (path: string): string | undefined =>
  Object.keys(rooms)
    .filter(room => within(path, room))
    .sort((one, other) => other.length - one.length)[0];

/** The imports that cross a border which is not open to them, in words. */
export const crossings = (imports: readonly Import[]): string[] =>
  imports.filter(isCrossing).map(({from, to}) => `${from} may not import ${to}`);

function isCrossing({from, to}: Import): boolean {
  const home = roomOf(from);
  const room = roomOf(to);
  if (home === undefined) return true;
  return room !== undefined && room !== home && rooms[home]?.includes(room) !== true;
}
