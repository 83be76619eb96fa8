/** A file or a symbolic link in an archive. */
export type Entry = File | Link;

interface File {
  path: string;
  data: Uint8Array;
  /** May be run. */
  executable?: boolean;
}

interface Link {
  path: string;
  /** What the symbolic link leads to. */
  target: string;
}

export const file = (path: string, data: Uint8Array | string, executable = false): Entry => ({
  path,
  data: typeof data === 'string' ? Buffer.from(data) : data,
  executable,
});

export const isLink = (entry: Entry): entry is Link => 'target' in entry;

/** In one order, whatever the order of making. */
export const sorted = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

/** The same entries in a folder. */
export const within = (folder: string, entries: readonly Entry[]): Entry[] =>
  entries.map(entry => ({...entry, path: `${folder}/${entry.path}`}));
