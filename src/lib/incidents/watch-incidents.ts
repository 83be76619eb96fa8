import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {said} from '../base/said.ts';
import {shortened} from '../base/text.ts';
import type {Context} from '../context.ts';
import type {Io, OutStream} from '../io/io.ts';
import {age, clockTime} from '../output/cells.ts';
import {Output} from '../output/output.ts';
import {measure} from '../output/text-width.ts';
import {visible} from '../output/untrusted.ts';
import {unlessMistaken} from '../resources/print-list.ts';
import {type Difference, differencesBetween} from './differences.ts';
import {incidentColumns, titleOf} from './incident-columns.ts';
import {Resizes, Screen} from './watch-screen.ts';

interface Watch {
  list: () => AsyncIterable<JsonObject[]>;
  /** What is being watched: "open incidents". */
  words: string;
  intervalMs: number;
  bell: boolean;
  outputFlags: {fields?: string | undefined; color?: boolean | undefined};
}

interface Look {
  rows: readonly JsonObject[];
  atMs: number;
}

interface Viewer {
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

/** Fetches the list at every interval until interrupted, and shows what changed. */
export async function watchIncidents(context: Context, watch: Watch): Promise<void> {
  const {io, settings} = context;
  let look: Look | undefined;
  let awaySinceMs: number | undefined;
  let viewer: Viewer | undefined;
  try {
    for (;;) {
      const startMs = io.now();
      settings.deadline().restart();
      for await (const next of looked(io, look === undefined ? firstLook(context, watch) : watch)) {
        // A key that is refused at first ends the command before the alternate screen is opened.
        viewer ??= io.stdout.isTTY ? screenViewer(context, watch) : lineViewer(context, watch);
        if (next instanceof PdError) {
          awaySinceMs ??= startMs;
          await viewer.failed(look, next, timeOfDay(awaySinceMs, settings.utc));
          continue;
        }
        awaySinceMs = undefined;
        await viewer.seen(next, differencesBetween(look?.rows ?? [], next.rows), look === undefined);
        look = next;
      }
      await pause(io, watch.intervalMs, viewer);
      // A closed pipe is noticed here, and not at the next change, which may be hours away.
      io.stdout.checkOpen();
    }
  } finally {
    viewer?.close();
  }
}

/** Checks the IDs in the filters, since an ID that names nothing would be watched in vain. */
const firstLook = ({resolver}: Context, watch: Watch): Watch => ({
  ...watch,
  list: () => unlessMistaken(resolver, watch.list()),
});

async function pause(io: Io, ms: number, viewer: Viewer | undefined): Promise<void> {
  const isOver = io.sleep(ms).then(() => true);
  if (viewer === undefined) return void (await isOver);
  const isOutgrown = () => viewer.outgrown().then(() => false);
  while (!(await Promise.race([isOver, isOutgrown()]))) await viewer.redraw();
}

const timeOfDay = (ms: number, utc: boolean): string => clockTime(new Date(ms), utc).slice('2026-03-01 '.length);

// A server that accepts the request and then stays silent blocks a refresh for all of --timeout. Shorter silences are
// normal.
const silentMs = 5000;

/** One refresh: a list or an error, preceded by a "no answer yet" error if nothing arrives for several seconds. */
async function* looked(io: Io, {list}: Watch): AsyncGenerator<Look | PdError> {
  const {pages, silence} = listening(io, list());
  const pending = lookNow(io, pages).catch(passing);
  const first = await Promise.race([pending, silence]);
  if (first === undefined) yield new PdError('unreachable', 'There is no answer yet');
  yield first ?? (await pending);
}

/** Passes the pages on. `silence` resolves once no page has arrived for several seconds. */
function listening(io: Io, list: AsyncIterable<JsonObject[]>) {
  const {promise: silence, resolve} = Promise.withResolvers<undefined>();
  const listen = () => io.later(silentMs, () => resolve(undefined));
  async function* heard(): AsyncGenerator<JsonObject[]> {
    let callOff = listen();
    try {
      for await (const page of list) {
        callOff();
        callOff = listen();
        yield page;
      }
    } finally {
      callOff();
    }
  }
  return {pages: heard(), silence};
}

async function lookNow(io: Io, pages: AsyncIterable<JsonObject[]>): Promise<Look> {
  const rows: JsonObject[] = [];
  for await (const page of pages) rows.push(...page);
  return {rows, atMs: io.now()};
}

/**
 * Returns an error that may be over at the next refresh. Rethrows any other, such as a refused key, which ends the
 * watch.
 */
function passing(error: unknown): PdError {
  if (error instanceof PdError && ['unreachable', 'rate-limited', 'partial'].includes(error.kind)) return error;
  throw error;
}

function lineViewer({io, output, settings}: Context, {bell, outputFlags}: Watch): Viewer {
  const {fields} = outputFlags;
  const lines = new Output(io, {
    format: 'jsonl',
    header: false,
    utc: settings.utc,
    redactor: settings.redactor,
    ...(fields === undefined ? {} : {fields: ['change', ...fields.split(',').map(name => name.trim())]}),
  });
  let isAway = false;
  return {
    seen: async (_look, changes, isFirst) => {
      if (isAway) output.note('PagerDuty can be reached again.');
      isAway = false;
      await lines.records([changes.map(({change, incident}) => ({change, ...incident}))]);
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

function screenViewer({io, settings}: Context, watch: Watch): Viewer {
  const screen = new Screen(io);
  let drawn: Drawn = {rows: [], changes: new Map()};
  let drawnAround: {above: readonly string[]; gone: readonly JsonObject[]} = {above: [], gone: []};
  const resizes = new Resizes(io.stdout);
  const draw = async (above: readonly string[], gone: readonly JsonObject[]): Promise<void> => {
    drawnAround = {above, gone};
    const [text, table] = await Promise.all([measure(), tableLines(io, watch, settings, drawn)]);
    const fit = (line: string) =>
      text.fit(visible(shortened(settings.redactor.redact(line), 8 * io.stdout.columns)), io.stdout.columns);
    screen.draw([...above.map(fit), ...table, ...gone.map(incident => fit(`${marks.gone} ${titleOf(incident)}`))]);
  };
  const title = (look: Look) =>
    `${look.rows.length === 0 ? 'No' : look.rows.length} ${watch.words} at ${clockTime(new Date(look.atMs), settings.utc)}`;
  return {
    seen: async (look, changes, isFirst) => {
      const shown = isFirst ? [] : changes;
      drawn = {rows: look.rows, changes: new Map(shown.map(({change, incident}) => [incident, change]))};
      const gone = shown.filter(({change}) => change === 'gone').map(({incident}) => incident);
      await draw([`${title(look)}, every ${age(watch.intervalMs)}. Press Ctrl-C to stop.`, inWords(shown)], gone);
      if (watch.bell && shown.length > 0) screen.ring();
    },
    failed: async (look, error, since) => {
      const old = look === undefined ? 'Nothing to show yet' : `${title(look)}, ${age(io.now() - look.atMs)} ago`;
      await draw([`${old}:`, `unreachable since ${since}, still trying: ${error.message}`], []);
    },
    outgrown: () => resizes.next(),
    redraw: () => draw(drawnAround.above, drawnAround.gone),
    close: () => {
      resizes.end();
      screen.close();
    },
  };
}

/** The lines of the table that `pd incidents ls` shows, with a column of marks in front. */
async function tableLines(
  io: Io,
  {outputFlags}: Watch,
  {utc, redactor}: Context['settings'],
  {rows, changes}: Drawn,
): Promise<string[]> {
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
  const {color} = outputFlags;
  const table = new Output(
    {...io, stdout},
    {format: 'table', header: true, utc, redactor, ...(color === undefined ? {} : {color})},
  );
  const mark = {
    header: '',
    value: (row: JsonObject) => {
      const change = changes.get(row);
      return change === undefined ? '' : marks[change];
    },
    style: () => 'bold' as const,
  };
  await table.records([rows], {columns: [mark, ...incidentColumns]});
  return parts.join('').split('\n').slice(0, -1);
}
