import type {JsonObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import type {View} from './view.ts';

/** Turns records into text, batch by batch. Writes nothing itself: Output does that. */
export interface Writer {
  /**
   * The text for the next records, of which there is at least one. May be empty, since a table waits for its widths.
   */
  batch(rows: readonly JsonObject[]): string;
  /** The text that closes the output, even after a failure if records were written before. */
  end(): string;
  /** Called after `end` of a complete list. Throws if some records could not be printed. */
  check?(): void;
}

export interface WriterOptions {
  io: Io;
  fields: readonly string[] | undefined;
  view: View | undefined;
  header: boolean;
  utc: boolean;
  /** At a terminal, a table shows every column in full, however wide it becomes. */
  wide: boolean;
  /** Hides the secrets in a value that may be cut before it is written. */
  hide: (text: string) => string;
  color: boolean;
  warn: (text: string) => void;
}
