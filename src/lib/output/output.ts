import type {SafeText} from '../base/errors.ts';
import {isObject, type Json, type JsonObject} from '../base/json.ts';
import type {Redactor} from '../base/redactor.ts';
import {said} from '../base/said.ts';
import type {Io, OutStream} from '../io/io.ts';
import {dataText} from './cells.ts';
import {boldText, paintMessage, wantsColour} from './colour.ts';
import {nameValueRows, nameValueView, valueView} from './columns.ts';
import {narrowing, valueAt} from './fields.ts';
import {documentText, writerFor} from './formats.ts';
import {canLink, link} from './hyperlinks.ts';
import type {Jq} from './jq.ts';
import {fieldNames, unseenText, withColumns} from './named-fields.ts';
import {messageWith} from './safe-text.ts';
import {escapeJson, visible, visibleLines} from './untrusted.ts';
import {type DocumentFormat, isDocument, type OutputFormat, type View} from './view.ts';
import type {WriterOptions} from './writer.ts';

export type {Column, OutputFormat, Style, View} from './view.ts';

interface OutputOptions {
  format: OutputFormat;
  fields?: readonly string[] | undefined;
  header: boolean;
  utc: boolean;
  /** At a terminal, tables show every column in full. */
  wide?: boolean;
  /** stdout keeps everything until the command ends. */
  isHeld?: boolean;
  /** Prints what this makes of the JSON, instead of the JSON. */
  jq?: Jq | undefined;
  /** Says nothing to people. */
  quiet?: boolean;
  /** Undefined to decide by environment and terminal. */
  color?: boolean | undefined;
  /** Its secrets are hidden in every value, before one is cut. */
  redactor: Redactor;
}

type Batches = AsyncIterable<readonly JsonObject[]> | Iterable<readonly JsonObject[]>;

/** Nobody reads the JSON that jq gets, so that it is as it is in a pipe. */
const forJq: OutStream = {
  ...{isTTY: false, columns: 80, rows: 24},
  onResize: () => () => undefined,
  checkOpen: () => undefined,
  write: () => undefined,
};

/** How many records show which fields there are. */
const sampleSize = 20;

/** Everything a command prints: data on stdout in the chosen format, messages for people on stderr. */
export class Output {
  readonly format: OutputFormat;
  readonly #io: Io;
  readonly #options: OutputOptions;
  /** True while a write is in progress, and permanently once one has failed. */
  #writing = false;
  readonly #safe: (text: string) => SafeText;

  constructor(io: Io, options: OutputOptions) {
    this.#io = io;
    this.#options = options;
    this.format = options.format;
    this.#safe = messageWith(options.redactor);
  }

  /** What --jq makes of the JSON, for another output. */
  get jq(): Jq | undefined {
    return this.#options.jq;
  }

  /** Whether records appear on stdout as they arrive. */
  get streams(): boolean {
    return this.format !== 'table' && this.#options.isHeld !== true && this.#options.jq === undefined;
  }

  /** Prints a single answer, usually an object. */
  async record(row: Json, view?: View): Promise<void> {
    if (Array.isArray(row) && row.every(isObject)) {
      await this.records([row], view);
    } else if (this.#asksForHelp && isObject(row)) {
      await this.records([[row]], view);
    } else if (isDocument(this.format)) {
      await this.#document(isObject(row) ? withColumns(row, this.#options.fields, view) : row, this.format);
    } else if (!isObject(row)) {
      const rows = (Array.isArray(row) ? row : [row]).map(value => ({value}));
      await this.records([rows], {...valueView, id: ({value}) => dataText(value)});
    } else if (this.format === 'table' && view === undefined && this.#options.fields === undefined) {
      await this.records([nameValueRows(row)], nameValueView);
    } else {
      await this.records([[row]], view);
    }
  }

  /**
   * Prints records as they arrive and returns how many. If the source fails, the output up to then is closed properly.
   */
  async records(batches: Batches, view?: View): Promise<number> {
    const {fields, jq} = this.#options;
    if (this.#asksForHelp) return await this.#listFields(batches, view);
    let held = '';
    const write = (text: string) => {
      if (jq === undefined) this.#write(text);
      else held += text;
    };
    const writer = await writerFor(this.format, this.#writerOptions(view));
    const unseen = new Set(fields);
    let sample: readonly JsonObject[] = [];
    let count = 0;
    try {
      for await (const rows of batches) {
        if (rows.length === 0) continue;
        const batch = fields === undefined ? rows : rows.map(row => withColumns(row, fields, view));
        if (count === 0) sample = rows.slice(0, sampleSize);
        write(writer.batch(batch));
        count += batch.length;
        for (const path of unseen) if (batch.some(row => valueAt(row, path) !== undefined)) unseen.delete(path);
      }
    } catch (error) {
      // What jq would say of half a list may be wrong.
      if (count > 0 && !this.#writing && jq === undefined) write(writer.end());
      throw error;
    }
    write(writer.end());
    if (jq !== undefined) this.#filtered(jq(held));
    writer.check?.();
    if (count === 0 && view?.empty !== undefined) this.note(view.empty);
    if (count > 0) this.#reportUnseen([...unseen], () => fieldNames(sample, view));
    return count;
  }

  text(text: string): void {
    this.#write(`${visibleLines(text)}\n`);
  }

  /** Prints the title of a page. */
  title(text: string): void {
    const isColoured = wantsColour(this.#io, 'stdout', this.#options.color);
    this.#write(`${isColoured ? boldText(visible(text)) : visible(text)}\n`);
  }

  /** Prints an address in full on a line of its own, so that it can be opened; as a link if the terminal has links. */
  link(label: string, address: string): void {
    const text = visible(address);
    const name = label === '' ? '' : `${visible(label)}: `;
    this.#write(`${name}${canLink(this.#io) ? link(text, address) : text}\n`);
  }

  /** Prints a value without columns as one line of JSON, whatever the format. */
  jsonLine(value: Json): void {
    const text = JSON.stringify(value);
    const {jq} = this.#options;
    if (jq !== undefined) this.#filtered(jq(text));
    else this.#write(`${this.#io.stdout.isTTY ? escapeJson(text) : text}\n`);
  }

  note(text: string): void {
    this.#say(this.#safe(text), line => paintMessage('dim', line));
  }

  /** What belongs to a question: shown with --quiet too. */
  beforeQuestion(text: string): void {
    this.#print(this.#safe(text), line => paintMessage('dim', line));
  }

  warn(text: string): void {
    this.#say(said`warning: ${this.#safe(text)}`, line => paintMessage('yellow', line));
  }

  async #document(value: Json, format: DocumentFormat): Promise<void> {
    const {fields, jq} = this.#options;
    const print = await documentText(format, this.#writerOptions(undefined));
    const text = print(fields === undefined ? value : narrowing(fields)(value));
    if (jq === undefined) this.#write(text);
    else this.#filtered(jq(text));
    if (fields !== undefined) {
      const unseen = fields.filter(path => valueAt(value, path) === undefined);
      this.#reportUnseen(unseen, () => fieldNames(isObject(value) ? [value] : [], undefined));
    }
  }

  /** Otherwise a misspelt field would simply be empty. */
  #reportUnseen(unseen: readonly string[], names: () => readonly string[]): void {
    if (unseen.length > 0) this.warn(unseenText(unseen, names()));
  }

  get #asksForHelp(): boolean {
    const [name, ...more] = this.#options.fields ?? [];
    return name === 'help' && more.length === 0;
  }

  /** For `--fields help`: the field names of the first records, one per line. */
  async #listFields(batches: Batches, view: View | undefined): Promise<number> {
    let sample: readonly JsonObject[] = [];
    for await (const batch of batches) {
      sample = batch.slice(0, sampleSize);
      if (sample.length > 0) break;
    }
    this.text(fieldNames(sample, view).join('\n'));
    return sample.length;
  }

  #writerOptions(view: View | undefined): WriterOptions {
    const {fields, header, utc, wide = false, color, redactor, jq} = this.#options;
    return {
      io: jq === undefined ? this.#io : {...this.#io, stdout: forJq},
      fields,
      view,
      header,
      utc,
      wide,
      hide: text => redactor.redactData(text),
      color: wantsColour(this.#io, 'stdout', color),
      warn: text => this.warn(text),
    };
  }

  /** What jq printed: data in a pipe, and safe at a terminal. */
  #filtered(text: string): void {
    this.#write(this.#io.stdout.isTTY ? visibleLines(text) : text);
  }

  #write(text: string): void {
    if (text === '') return;
    this.#writing = true;
    this.#io.stdout.write(text);
    this.#writing = false;
  }

  #say(line: SafeText, paint: (line: SafeText) => SafeText): void {
    if (this.#options.quiet !== true) this.#print(line, paint);
  }

  #print(line: SafeText, paint: (line: SafeText) => SafeText): void {
    const colour = wantsColour(this.#io, 'stderr', this.#options.color);
    this.#io.stderr.write(said`${colour ? paint(line) : line}\n`);
  }
}
