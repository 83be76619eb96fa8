import type {Json, JsonObject} from '../base/json.ts';
import {csvWriter, tsvWriter} from './delimited.ts';
import {narrowing} from './fields.ts';
import {idWriter} from './id-lines.ts';
import {jsonlWriter, jsonPrinter, jsonWriter} from './json-text.ts';
import {tableWriter} from './table.ts';
import type {DocumentFormat, OutputFormat} from './view.ts';
import type {Writer, WriterOptions} from './writer.ts';
import {yamlPrinter, yamlWriter} from './yaml-text.ts';

/** The writer for a list of records. */
export async function writerFor(format: OutputFormat, options: WriterOptions): Promise<Writer> {
  switch (format) {
    case 'table':
      return tableWriter(options);
    case 'csv':
      return csvWriter(options);
    case 'tsv':
      return tsvWriter(options);
    case 'id':
      return idWriter(options);
    case 'json':
      return narrowed(await jsonWriter(options), options);
    case 'jsonl':
      return narrowed(await jsonlWriter(options), options);
    case 'yaml':
      return narrowed(await yamlWriter(), options);
  }
}

/** Formats without columns print the records themselves, so --fields is applied to those. */
function narrowed(writer: Writer, {fields}: WriterOptions): Writer {
  if (fields === undefined) return writer;
  const narrow = narrowing(fields);
  return {...writer, batch: rows => writer.batch(rows.map(row => narrow(row) as JsonObject))};
}

/** The printer for a single value of any shape. */
export async function documentText(format: DocumentFormat, options: WriterOptions): Promise<(value: Json) => string> {
  if (format === 'yaml') return yamlPrinter();
  const print = await jsonPrinter(options);
  if (format === 'json') return value => `${print(value, 2)}\n`;
  return value => (Array.isArray(value) ? value : [value]).map(item => `${print(item)}\n`).join('');
}
