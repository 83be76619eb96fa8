import type {JsonObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import {tableWriter} from './table.ts';
import type {Column} from './view.ts';

interface TableOptions {
  columns: readonly Column[];
  /** In cells. */
  width: number;
  utc: boolean;
  hide: (text: string) => string;
}

/**
 * The lines of a terminal's table without colours and links: its header, then one for each row. Everything in them is
 * visible, and none is wider than `width`.
 */
export async function tableLines(
  io: Io,
  rows: readonly JsonObject[],
  {columns, width, utc, hide}: TableOptions,
): Promise<string[]> {
  const stdout = {...noStream, columns: width};
  // Without its environment no terminal is known to have links.
  const writer = await tableWriter({
    ...{io: {...io, env: {}, stdout}, utc, hide, fields: undefined, view: {columns}},
    ...{header: true, wide: false, color: false, warn: () => undefined},
  });
  const text = writer.batch(rows) + writer.end();
  return text
    .split('\n')
    .map(line => line.trimEnd())
    .slice(0, -1);
}

const noStream = {
  ...{isTTY: true, rows: 24},
  onResize: () => () => undefined,
  checkOpen: () => undefined,
  write: () => undefined,
};
