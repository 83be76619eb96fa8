/** A file or a symbolic link in an archive. */
export type Entry = File | Link;

interface File {
  path: string;
  data: Uint8Array;
  /** Whether it is executable. */
  executable?: boolean;
}

interface Link {
  path: string;
  /** The target of the symbolic link. */
  target: string;
}

export const file = (path: string, data: Uint8Array | string, executable = false): Entry => ({
  path,
  data: typeof data === 'string' ? Buffer.from(data) : data,
  executable,
});

export const isLink = (entry: Entry): entry is Link => 'target' in entry;

/** Sorted, so that the order of their creation does not matter. */
export const sorted = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

/** The same entries in a folder. */
export const within = (folder: string, entries: readonly Entry[]): Entry[] =>
  entries.map(entry => ({...entry, path: `${folder}/${entry.path}`}));
