import {field, type Json, type JsonObject} from '../base/json.ts';

/**
 * The format of each kind of file that pd writes. One is raised only where a pd that knows the one before would misread
 * the file. Fields may be added without, since a pd that does not know them keeps them.
 */
export const formats = {profiles: 1, queue: 1, journal: 1, kept: 1} as const;

/** The format of a document, if it is newer than the one that this pd knows. A file without one is of the first. Pure. */
export function newerFormat(document: Json | undefined, known: number, name = 'version'): number | undefined {
  const written = field(document, name);
  return typeof written === 'number' && written > known ? written : undefined;
}

/** The document as it is written, with its format first. Pure. */
export const withFormat = (format: number, {version: _older, ...document}: JsonObject): JsonObject => ({
  version: format,
  ...document,
});

/** What is wrong with a file of that format, in every message about one. */
export const byNewer = (format: number): string => `a newer version of pd wrote it (format ${format})`;
