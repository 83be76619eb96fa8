import type {Json, JsonObject} from '../base/json.ts';

export const outputFormats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'tsv', 'id'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** The formats that can print any value; the others need records. */
export type DocumentFormat = Extract<OutputFormat, 'json' | 'jsonl' | 'yaml'>;

export const isDocument = (format: OutputFormat): format is DocumentFormat =>
  format === 'json' || format === 'jsonl' || format === 'yaml';

export type Style = 'red' | 'yellow' | 'green' | 'blue' | 'cyan' | 'dim' | 'bold';

export interface Column {
  header: string;
  /** Its name in csv and tsv (default: the header in lower case). */
  dataName?: string;
  value: (row: JsonObject) => Json | undefined;
  /**
   * How a table shows a time: as an age, as clock time, or, at a terminal, by its weekday if it is near (`when`);
   * `seconds`: a number of them, as a duration. csv and tsv keep the value itself.
   */
  as?: 'text' | 'age' | 'time' | 'when' | 'seconds';
  /** Colour only emphasises what the text already says. */
  style?: (row: JsonObject) => Style | undefined;
  /** Takes the remaining width. */
  grow?: boolean;
  /** At a terminal, a text that is too wide wraps to at most this many lines instead of being cut. */
  wrap?: number;
  /** The highest is dropped first on a narrow terminal; 0 is never dropped while there is room for one cell. */
  drop?: number;
  /** Left out of a terminal's table if it is empty in every row. */
  sparse?: boolean;
  /** The web page of the row. */
  link?: (row: JsonObject) => string | undefined;
}

export interface View {
  columns: readonly Column[];
  /** Default: the row's `id`, otherwise its `dedup_key`. */
  id?: (row: JsonObject) => string | undefined;
  /** The note on stderr if there are no records. */
  empty?: string;
}
