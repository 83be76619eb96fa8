import type {JsonObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import type {View} from './view.ts';

/** Turns records into text, batch by batch. Says nothing itself: Output does the writing. */
export interface Writer {
  /** The text for the next records, at least one. May be empty: a table on a terminal waits for its widths. */
  batch(rows: readonly JsonObject[]): string;
  /** What closes the output, also after a failure once records were written. */
  end(): string;
}

export interface WriterOptions {
  io: Io;
  fields: readonly string[] | undefined;
  view: View | undefined;
  header: boolean;
  utc: boolean;
  color: boolean;
  warn: (text: string) => void;
}
