import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import type {Io} from '../io/io.ts';
import {clockTime} from '../output/cells.ts';
import {unlessMistaken} from '../resources/print-list.ts';
import {differencesBetween, incidents} from './differences.ts';
import {incidentColumns, titleOf} from './incident-columns.ts';
import {WatchKeys} from './watch-keys.ts';
import {drawsOn} from './watch-screen.ts';
import {type Look, lineViewer, type ScreenViewer, screenViewer, type Viewer, type Watch} from './watch-viewers.ts';

type Wanted = Omit<Watch, 'kind' | 'columns' | 'nameOf'>;

export const watchIncidents = (context: Context, watch: Wanted): Promise<void> =>
  watchList(context, {...watch, kind: incidents, columns: incidentColumns, nameOf: titleOf});

/** Fetches the list at every interval, and shows what changed, until it is interrupted or someone presses q. */
export async function watchList(context: Context, watch: Watch): Promise<void> {
  const {io} = context;
  if (!drawsOn(io)) return await follow(context, watch, () => lineViewer(context, watch));
  let viewer: ScreenViewer | undefined;
  const keys = new WatchKeys(io, {
    scroll: by => viewer?.scroll(by),
    suspend: () => viewer?.suspend(),
    resume: () => viewer?.resume(),
  });
  const open = () => {
    viewer = screenViewer(context, watch);
    // Without its keys a terminal can still be watched.
    keys.listen().catch(() => undefined);
    return viewer;
  };
  const followed = follow(context, watch, open);
  try {
    await Promise.race([followed, keys.ended]);
  } finally {
    // What is left of it, a request or a pause, ends with pd.
    followed.catch(() => undefined);
    keys.close();
    viewer?.close();
  }
}

async function follow(context: Context, watch: Watch, open: () => Viewer): Promise<void> {
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
        viewer ??= open();
        if (next instanceof PdError) {
          awaySinceMs ??= startMs;
          await viewer.failed(look, next, timeOfDay(awaySinceMs, settings.utc));
          continue;
        }
        awaySinceMs = undefined;
        await viewer.seen(next, differencesBetween(look?.rows ?? [], next.rows, watch.kind), look === undefined);
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
