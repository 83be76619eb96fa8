import {PdError} from '../base/errors.ts';
import {field, type Json, type JsonObject} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import {dataText, isPlain} from './cells.ts';
import {valueAt} from './fields.ts';
import {visible} from './untrusted.ts';
import type {Writer, WriterOptions} from './writer.ts';

/** One ID per line, for another command or xargs. */
export function idWriter({io, fields, view}: WriterOptions): Writer {
  const [path] = fields ?? [];
  const find = (row: JsonObject): Json | undefined => {
    if (path !== undefined) return valueAt(row, path);
    return view?.id?.(row) ?? field(row, 'id') ?? field(row, 'dedup_key');
  };
  // A line break would split one ID in two.
  const safe = io.stdout.isTTY ? visible : (text: string) => text.replace(/[\r\n]/g, visible);
  return {
    batch: rows => rows.map(row => `${safe(identifier(find(row), path, row))}\n`).join(''),
    end: () => '',
  };
}

// The error includes the record, since it may be the result of a change.
function identifier(value: Json | undefined, path: string | undefined, row: JsonObject): string {
  const text = isPlain(value) ? dataText(value) : '';
  if (text !== '') return text;
  const what = path === undefined ? 'identifier' : `plain value at "${visible(path)}"`;
  throw new PdError('output', `A record has no ${what}, so it cannot be printed as id`, {
    details: [shortened(JSON.stringify(row), 500)],
    next: 'choose another field with --fields, or another format with -o',
  });
}
