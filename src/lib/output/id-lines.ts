import {PdError} from '../base/errors.ts';
import {field, type Json, type JsonObject} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import {dataText, isPlain} from './cells.ts';
import {valueAt} from './fields.ts';
import {visible} from './untrusted.ts';
import type {Writer, WriterOptions} from './writer.ts';

/** One ID per line, for another command or xargs. */
export function idWriter({io, fields, view, hide}: WriterOptions): Writer {
  const [path] = fields ?? [];
  const find = (row: JsonObject): Json | undefined => {
    if (path !== undefined) return valueAt(row, path);
    return view?.id?.(row) ?? field(row, 'id') ?? field(row, 'dedup_key');
  };
  // A line break would split one ID in two.
  const safe = io.stdout.isTTY ? visible : (text: string) => text.replace(/[\r\n]/g, visible);
  const unnamed: JsonObject[] = [];
  let count = 0;
  const lineOf = (row: JsonObject): string => {
    const value = find(row);
    const text = isPlain(value) ? dataText(value) : '';
    if (text !== '') return `${safe(text)}\n`;
    count += 1;
    if (count <= maxDetails) unnamed.push(row);
    return '';
  };
  return {
    batch: rows => rows.map(lineOf).join(''),
    end: () => '',
    check: () => {
      if (count > 0) throw withoutId(count, unnamed, {path, hide});
    },
  };
}

const maxDetails = 10;

// The error includes the records, since they may be the result of a change.
function withoutId(
  count: number,
  rows: readonly JsonObject[],
  {path, hide}: {path: string | undefined; hide: WriterOptions['hide']},
): PdError {
  const what = path === undefined ? 'identifier' : `plain value at "${visible(path)}"`;
  const [which, they] = count === 1 ? ['A record has', 'it'] : [`${count} records have`, 'they'];
  return new PdError('output', `${which} no ${what}, so ${they} cannot be printed as id`, {
    details: rows.map(row => shortened(hide(JSON.stringify(row)), 500)),
    next: 'choose another field with --fields, or another format with -o',
  });
}
