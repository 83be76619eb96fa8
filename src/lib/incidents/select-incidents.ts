import {PdError, usageError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {canAsk, confirm} from '../input/prompt.ts';
import {Progress} from '../output/progress.ts';
import {messageWith} from '../output/safe-text.ts';
import {unlessMistaken} from '../resources/print-list.ts';
import {incidentOf} from './incident.ts';
import {titleOf} from './incident-columns.ts';
import {readIncidents} from './incident-list.ts';
import {type Filters, hasFilter, incidentQuery, openStatuses} from './incident-query.ts';
import type {IncidentOutcome} from './outcomes.ts';

export type SelectFlags = Filters & {yes?: boolean | undefined};

type Question = (incidents: string) => string;

export interface Wish {
  /** The question to confirm, given `2 incidents`. */
  question: Question;
  /** The statuses that a filter without --status means. */
  statuses?: readonly string[];
}

const maxShown = 20;

export interface Selection {
  ids: string[];
  /** IDs that name no incident: the others are changed all the same, and these are reported with them. */
  missing: IncidentOutcome[];
}

/**
 * The incidents to work on: IDs, numbers and URLs, `-` for those on standard input, or what the filters find. Asks for
 * confirmation where a slip would affect many. If the selection is empty, a note has already said so.
 */
export async function selectIncidents(
  context: Context,
  argv: readonly string[],
  flags: SelectFlags,
  {question, statuses = openStatuses}: Wish,
): Promise<Selection> {
  const isFiltered = hasFilter(flags);
  if (isFiltered && argv.length > 0) throw usageError('Give incidents or a filter, not both');
  if (!isFiltered && argv.length === 0)
    throw usageError(
      'No incident was given',
      'give IDs, numbers or URLs, - for those on stdin, or a filter such as --mine',
    );
  if (isFiltered) return {ids: await byFilter(context, flags, question, statuses), missing: []};
  const texts = await readIncidents(context.io, argv);
  if (texts.length === 0) {
    const place = argv.every(word => word === '-') ? 'on standard input' : 'in the list';
    context.output.note(`There are no IDs ${place}: nothing to do.`);
    return {ids: [], missing: []};
  }
  const selection = await found(context, texts);
  const {ids} = selection;
  if (ids.length > 1 && !flags.yes && !context.dryRun && !argv.includes('-') && canAsk(context.io)) {
    await askFirst(context, question, await titlesOf(context, ids));
  }
  return selection;
}

async function found({resolver}: Context, texts: readonly string[]): Promise<Selection> {
  const find = await resolver();
  const outcomes = await Promise.all(
    texts.map(async (text): Promise<IncidentOutcome> => {
      try {
        return {id: await find.incident(text)};
      } catch (error) {
        // One missing incident does not stop the others; anything else ends the command before it has begun.
        if (texts.length > 1 && error instanceof PdError && error.kind === 'not-found')
          return {id: text, error, state: 'not found'};
        throw error;
      }
    }),
  );
  const ids = outcomes.filter(({error}) => error === undefined).map(({id}) => id);
  return {ids: [...new Set(ids)], missing: outcomes.filter(({error}) => error !== undefined)};
}

async function byFilter(context: Context, flags: SelectFlags, question: Question, statuses: readonly string[]) {
  if (!flags.yes && !context.dryRun && !canAsk(context.io)) {
    throw usageError(
      'A filter needs --yes when there is no terminal to ask for confirmation',
      'check the filter first with pd incidents ls',
    );
  }
  const {query, words} = await incidentQuery(flags, context, statuses);
  const rest = await context.rest();
  const rows: JsonObject[] = [];
  const progress = new Progress(context.io, {streams: false});
  const pages = rest.list('/incidents', {query, onProgress: progress.update.bind(progress)});
  for await (const page of unlessMistaken(context.resolver, pages)) rows.push(...page);
  progress.clear();
  if (rows.length === 0) {
    context.output.note(`There are no ${words}: nothing to do.`);
    return [];
  }
  if (!flags.yes && !context.dryRun) await askFirst(context, question, rows.map(titleOf));
  return rows.map(row => stringField(row, 'id') ?? '').filter(id => id !== '');
}

/** The titles of the incidents to change, for the question; the ID where its title cannot be fetched. */
async function titlesOf(context: Context, ids: readonly string[]): Promise<string[]> {
  const answers = await Promise.allSettled(ids.slice(0, maxShown).map(id => incidentOf(context, id)));
  return ids.map((id, index) => {
    const answer = answers[index];
    return answer?.status === 'fulfilled' ? titleOf(answer.value) : id;
  });
}

async function askFirst({io, output, settings}: Context, question: Question, titles: readonly string[]): Promise<void> {
  for (const title of titles.slice(0, maxShown)) output.note(`  ${title}`);
  if (titles.length > maxShown) output.note(`  and ${titles.length - maxShown} more`);
  const count = titles.length === 1 ? '1 incident' : `${titles.length} incidents`;
  const isSure = await confirm(io, messageWith(settings.redactor)(question(count))).catch((error: unknown) => {
    // End of input is not an answer, and so not a yes.
    if (error instanceof PdError && error.kind === 'usage') return false;
    throw error;
  });
  if (!isSure) throw usageError('Nothing was changed');
}
