import type {Json, JsonObject} from '../base/json.ts';

export const outputFormats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'tsv', 'id'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** The formats that print whatever value there is; the others need records. */
export type DocumentFormat = Extract<OutputFormat, 'json' | 'jsonl' | 'yaml'>;

export const isDocument = (format: OutputFormat): format is DocumentFormat =>
  format === 'json' || format === 'jsonl' || format === 'yaml';

export type Style = 'red' | 'yellow' | 'green' | 'blue' | 'cyan' | 'dim' | 'bold';

export interface Column {
  header: string;
  /** What csv and tsv call it; unless told, the header in small letters. */
  dataName?: string;
  value: (row: JsonObject) => Json | undefined;
  /** How a table shows a time: its distance from now, or the clock. csv and tsv keep the value itself. */
  as?: 'text' | 'age' | 'time';
  /** Colour only repeats what the text says. */
  style?: (row: JsonObject) => Style | undefined;
  /** Takes the width that is left. */
  grow?: boolean;
  /** At a terminal a text that is too wide goes on in the next lines, so many at most, and is not cut. */
  wrap?: number;
  /** The higher goes first when the terminal is narrow; 0 is never dropped while there is room for one cell. */
  drop?: number;
  /** Left out of a terminal's table where no row has anything in it. */
  sparse?: boolean;
  /** The web page of the row. */
  link?: (row: JsonObject) => string | undefined;
}

export interface View {
  columns: readonly Column[];
  /** Default: the row's `id`, else its `dedup_key`. */
  id?: (row: JsonObject) => string | undefined;
  /** Said on stderr when there is nothing. */
  empty?: string;
}
