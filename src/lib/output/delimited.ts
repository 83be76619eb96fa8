import type {JsonObject} from '../base/json.ts';
import {dataText} from './cells.ts';
import {namedColumns, nameOf} from './named-fields.ts';
import {Strays} from './strays.ts';
import {visible} from './untrusted.ts';
import type {Column} from './view.ts';
import type {Writer, WriterOptions} from './writer.ts';

/** RFC 4180. A cell that a spreadsheet would read as a formula is left unchanged: data is data. */
export function csvWriter(options: WriterOptions): Writer {
  return delimitedWriter(options, cells => {
    // A single empty cell would be an empty line, which readers skip.
    if (cells.length === 1 && cells[0] === '') return '""\r\n';
    return `${cells.map(text => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`;
  });
}

const tsvEscapes: Readonly<Record<string, string>> = {'\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\'};

export function tsvWriter(options: WriterOptions): Writer {
  return delimitedWriter(options, cells => `${cells.join('\t')}\n`, escapeTsv);
}

const escapeTsv = (text: string): string =>
  text.replace(/[\t\n\r\\]/g, character => tsvEscapes[character] ?? character);

function delimitedWriter(
  options: WriterOptions,
  line: (cells: string[]) => string,
  spell = (text: string): string => text,
): Writer {
  const {io, fields, view, header} = options;
  // Escaped first, because visible() adds backslashes.
  const safe = io.stdout.isTTY ? (text: string) => visible(spell(text)) : spell;
  let columns: readonly Column[] | undefined;
  let strays: Strays | undefined;
  const start = (rows: readonly JsonObject[]): string => {
    columns = namedColumns(fields, view, rows);
    if (fields === undefined && view === undefined) strays = new Strays(columns.map(column => column.header));
    if (!header || columns.length === 0) return '';
    return line(columns.map(column => safe(fields === undefined && view ? nameOf(column) : column.header)));
  };
  return {
    batch: rows => {
      const head = columns === undefined ? start(rows) : '';
      const shown = columns ?? [];
      strays?.look(rows);
      return head + rows.map(row => line(shown.map(column => safe(dataText(column.value(row)))))).join('');
    },
    end: () => {
      strays?.tell(options.warn);
      return columns === undefined ? start([]) : '';
    },
  };
}
