import type {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {said} from '../base/said.ts';
import {shortened} from '../base/text.ts';
import type {Context} from '../context.ts';
import type {OutStream} from '../io/io.ts';
import {age, clockTime} from '../output/cells.ts';
import {Output} from '../output/output.ts';
import {measure} from '../output/text-width.ts';
import {visible} from '../output/untrusted.ts';
import type {Column} from '../output/view.ts';
import type {Difference, Kind} from './differences.ts';
import {Resizes, Screen} from './watch-screen.ts';

export interface Watch {
  list: () => AsyncIterable<JsonObject[]>;
  /** What is being watched: "open incidents". */
  words: string;
  intervalMs: number;
  bell: boolean;
  kind: Kind;
  columns: readonly Column[];
  /** Names a row that is gone. */
  nameOf: (row: JsonObject) => string;
  /** Draws something else than the table of rows. */
  page?: (context: Context, rows: readonly JsonObject[]) => Promise<void>;
  outputFlags: {fields?: string | undefined; color?: boolean | undefined};
}

export interface Look {
  rows: readonly JsonObject[];
  atMs: number;
}

export interface Viewer {
  /** Shows a list and what changed since the one before. */
  seen(look: Look, changes: readonly Difference[], isFirst: boolean): Promise<void>;
  /**
   * Shows that PagerDuty cannot be reached, and how old the last list is, if there is one. `since`: the time of the
   * first failure.
   */
  failed(look: Look | undefined, error: PdError, since: string): Promise<void>;
  /** Resolves when the terminal has been resized. */
  outgrown(): Promise<void>;
  redraw(): Promise<void>;
  close(): void;
}

export interface ScreenViewer extends Viewer {
  scroll(by: {lines: number} | {pages: number}): void;
  suspend(): void;
  resume(): void;
}

export function lineViewer({io, output, settings}: Context, {bell, outputFlags}: Watch): Viewer {
  const {fields} = outputFlags;
  const lines = new Output(io, {
    format: 'jsonl',
    header: false,
    utc: settings.utc,
    redactor: settings.redactor,
    jq: output.jq,
    ...(fields === undefined ? {} : {fields: ['change', ...fields.split(',').map(name => name.trim())]}),
  });
  let isAway = false;
  return {
    seen: async (_look, changes, isFirst) => {
      if (isAway) output.note('PagerDuty can be reached again.');
      isAway = false;
      if (changes.length > 0) await lines.records([changes.map(({change, incident}) => ({change, ...incident}))]);
      if (bell && !isFirst && changes.length > 0) io.stderr.write(said`\u0007`);
    },
    failed: async (_look, error, since) => {
      if (!isAway) output.warn(`unreachable since ${since}, still trying: ${error.message}`);
      isAway = true;
    },
    outgrown: () => new Promise(() => undefined),
    redraw: async () => undefined,
    close: () => undefined,
  };
}

/** "1 new, 2 changed", including what is below the edge of the screen. */
function inWords(changes: readonly Difference[]): string {
  const counts = (['new', 'changed', 'gone'] as const).map(kind => ({
    kind,
    count: changes.filter(({change}) => change === kind).length,
  }));
  return counts
    .filter(({count}) => count > 0)
    .map(({kind, count}) => `${count} ${kind}`)
    .join(', ');
}

const marks = {new: '+', changed: '~', gone: '-'} as const;

interface Drawn {
  rows: readonly JsonObject[];
  changes: ReadonlyMap<JsonObject, Difference['change']>;
}

export function screenViewer(context: Context, watch: Watch): ScreenViewer {
  const {io, settings} = context;
  const screen = new Screen(io);
  let offset = 0;
  let drawn: Drawn = {rows: [], changes: new Map()};
  let drawnAround: {above: readonly string[]; gone: readonly JsonObject[]} = {above: [], gone: []};
  const resizes = new Resizes(io.stdout);
  const draw = async (above: readonly string[], gone: readonly JsonObject[]): Promise<void> => {
    drawnAround = {above, gone};
    const [text, table] = await Promise.all([measure(), drawnLines(context, watch, drawn)]);
    const fit = (line: string) =>
      text.fit(visible(shortened(settings.redactor.redact(line), 8 * io.stdout.columns)), io.stdout.columns);
    const rows = [...table, ...gone.map(incident => fit(`${marks.gone} ${watch.nameOf(incident)}`))];
    // What stays is what tells how old the list is, and its header.
    const fixed = Math.min(above.length + 1, Math.max(0, io.stdout.rows - 3));
    const room = Math.max(1, io.stdout.rows - fixed);
    offset = Math.max(0, Math.min(offset, above.length + rows.length - fixed - room));
    screen.draw([...above.map(fit), ...rows], {fixed, offset});
  };
  const redraw = () => draw(drawnAround.above, drawnAround.gone);
  // Nobody waits for it: the next look fails where this fails.
  const redrawSoon = () => void redraw().catch(() => undefined);
  const how = io.stdin.isTTY ? 'q ends, arrows scroll' : 'Ctrl-C ends';
  const title = (look: Look) =>
    `${look.rows.length === 0 ? 'No' : look.rows.length} ${watch.words} at ${clockTime(new Date(look.atMs), settings.utc)}`;
  return {
    seen: async (look, changes, isFirst) => {
      const shown = isFirst ? [] : changes;
      drawn = {rows: look.rows, changes: new Map(shown.map(({change, incident}) => [incident, change]))};
      const gone = shown.filter(({change}) => change === 'gone').map(({incident}) => incident);
      await draw([`${title(look)}, every ${age(watch.intervalMs)}; ${how}.`, inWords(shown)], gone);
      if (watch.bell && shown.length > 0) screen.ring();
    },
    failed: async (look, error, since) => {
      const old = look === undefined ? 'Nothing to show yet' : `${title(look)}, ${age(io.now() - look.atMs)} ago`;
      await draw([`${old}:`, `unreachable since ${since}, still trying: ${error.message}`], []);
    },
    outgrown: () => resizes.next(),
    redraw,
    scroll: by => {
      const page = Math.max(1, io.stdout.rows - 4);
      offset = 'lines' in by ? offset + by.lines : Math.min(drawn.rows.length, Math.max(0, offset + by.pages * page));
      redrawSoon();
    },
    suspend: () => screen.suspend(),
    resume: () => {
      screen.resume();
      redrawSoon();
    },
    close: () => {
      resizes.end();
      screen.close();
    },
  };
}

/** The lines of the table that the list shows, with a column of marks in front, or of the page. */
async function drawnLines(context: Context, watch: Watch, {rows, changes}: Drawn): Promise<string[]> {
  const {io, settings} = context;
  const parts: string[] = [];
  const {columns, rows: height} = io.stdout;
  const stdout: OutStream = {
    isTTY: true,
    columns,
    rows: height,
    onResize: () => () => undefined,
    checkOpen: () => undefined,
    write: part => void parts.push(part),
  };
  const {color} = watch.outputFlags;
  const {utc, redactor} = settings;
  const options = {format: 'table', header: true, utc, redactor, quiet: true} as const;
  const output = new Output({...io, stdout}, {...options, ...(color === undefined ? {} : {color})});
  const mark = {
    header: '',
    value: (row: JsonObject) => {
      const change = changes.get(row);
      return change === undefined ? '' : marks[change];
    },
    style: () => 'bold' as const,
  };
  if (watch.page === undefined) await output.records([rows], {columns: [mark, ...watch.columns]});
  else await watch.page({...context, io: {...io, stdout}, output}, rows);
  return parts.join('').split('\n').slice(0, -1);
}
