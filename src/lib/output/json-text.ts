import type {Json} from '../base/json.ts';
import {colorJson, painter} from './colour.ts';
import {escapeJson} from './untrusted.ts';
import type {Writer, WriterOptions} from './writer.ts';

/** Prints a value as JSON, indented for people to read. */
type Print = (value: Json | readonly Json[], indent?: number) => string;

/** In a pipe, exactly what JSON.stringify returns; on a terminal coloured, with control characters as \uXXXX. */
export async function jsonPrinter({io, color}: WriterOptions): Promise<Print> {
  if (!io.stdout.isTTY) return value => JSON.stringify(value);
  const paint = await painter(color);
  return (value, indent) => {
    const text = escapeJson(JSON.stringify(value, null, indent));
    return color ? colorJson(text, paint) : text;
  };
}

/** One array, written as its records arrive. */
export async function jsonWriter(options: WriterOptions): Promise<Writer> {
  const print = await jsonPrinter(options);
  const terminal = options.io.stdout.isTTY;
  // A JSON string contains no raw line break, so the lines can safely be indented.
  const item = terminal ? (row: Json) => `\n  ${print(row, 2).replaceAll('\n', '\n  ')}` : print;
  let started = false;
  return {
    batch: rows => {
      let text = '';
      // Row by row, because JSON.stringify of small records takes a third of the time it takes for their array.
      for (const row of rows) {
        text += `${started ? ',' : '['}${item(row)}`;
        started = true;
      }
      return text;
    },
    end: () => (started ? `${terminal ? '\n' : ''}]\n` : '[]\n'),
  };
}

export async function jsonlWriter(options: WriterOptions): Promise<Writer> {
  const print = await jsonPrinter(options);
  return {
    batch: rows => {
      let text = '';
      for (const row of rows) text += `${print(row)}\n`;
      return text;
    },
    end: () => '',
  };
}
