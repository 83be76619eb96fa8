import {usageError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import {confirm, isAskable} from '../input/prompt.ts';
import {messageWith} from '../output/safe-text.ts';
import {measure} from '../output/text-width.ts';
import {visible} from '../output/untrusted.ts';

/** The most things that are named, however tall the screen is. */
const maxShown = 20;
/** The command line above, the count below the names, the question, and what is typed. */
const otherLines = 4;

export interface Change {
  /** With its question mark: "Resolve 2 incidents?" */
  question: string;
  /** What the change touches, each by its name. */
  touched: readonly string[];
  /** What has to be known before answering: "A merge cannot be undone." */
  consequences?: readonly string[];
  /** Needs an answer also where there is no terminal, and there --yes. */
  always?: boolean;
}

type Asker = Pick<Context, 'io' | 'output' | 'settings' | 'dryRun'>;

/**
 * Asks before a change, at a terminal: the things touched are shown, cut to the screen, and the default is no. Where there
 * is no terminal the change is what was asked for, and nothing is asked unless `always`. Returns whether it was asked. Throws a
 * usage error when the answer is no, and where it would be asked but may not (--no-input).
 */
export async function askFirst(context: Asker, change: Change, yes: boolean | undefined): Promise<boolean> {
  const {io, output, settings, dryRun} = context;
  if (yes || dryRun || !(change.always || isAskable(io))) return false;
  const shown = await linesOf(context, change);
  const show = () => {
    for (const line of shown) output.beforeQuestion(line);
  };
  if (!(await confirm(io, {question: messageWith(settings.redactor)(change.question), show})))
    throw usageError('Nothing was changed');
  return true;
}

/** The lines above the question: names, each cut to the screen's width and all to its height, then the consequences, whole. */
async function linesOf({io, settings}: Asker, {touched, consequences = []}: Change): Promise<string[]> {
  const {columns, rows} = io.stderr;
  const {fit, wrap} = await measure();
  const cells = Math.max(10, columns - 1);
  const told = consequences.flatMap(text => wrap(visible(text), cells));
  const room = Math.max(1, Math.min(maxShown, rows - otherLines - told.length));
  const shown = touched.slice(0, room).map(name => fit(`  ${visible(settings.redactor.redact(name))}`, cells));
  const more = touched.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : []), ...told];
}
