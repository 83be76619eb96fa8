import {askFirst, type Change} from '../asking/ask-first.ts';
import {PdError, usageError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {isAskable} from '../input/prompt.ts';
import {ProgressLine} from '../output/progress.ts';
import {unlessMistaken} from '../resources/print-list.ts';
import {titleOf} from './incident-columns.ts';
import {readIncidents} from './incident-list.ts';
import {type Filters, hasFilter, incidentQuery, openStatuses} from './incident-query.ts';
import {type IncidentsById, incidentsBefore} from './incidents-before.ts';
import {matchingIncidents} from './matching.ts';
import type {IncidentOutcome} from './outcomes.ts';

export type SelectFlags = Filters & {yes?: boolean | undefined};

/** After a question that took longer to answer, the incidents are read once more. */
const staleMs = 5000;

type Question = (incidents: string) => string;

export interface Wish {
  /** The question to confirm, given `2 incidents`. */
  question: Question;
  /** The statuses that a filter without --status means. */
  statuses?: readonly string[];
  /** Asks about a single incident too: the change cannot be undone. */
  asksAlways?: boolean;
  /** The change leaves the incidents' own fields alone, so their present state is read only for a question. */
  isFinal?: boolean;
  /** What has to be known before answering. */
  consequences?: (before: IncidentsById) => string[];
}

export interface Selection {
  ids: string[];
  /** IDs that name no incident. The others are changed nevertheless, and these are reported with them. */
  missing: IncidentOutcome[];
  /** The incidents as they are now, as far as they could be read. */
  before: IncidentsById;
}

/**
 * The incidents to work on: IDs, numbers and URLs, `-` for those on standard input, or what the filters find. Asks for
 * confirmation where a slip would affect many. If the selection is empty, a note has already said so.
 */
export async function selectIncidents(
  context: Context,
  argv: readonly string[],
  flags: SelectFlags,
  wish: Wish,
): Promise<Selection> {
  const isFiltered = hasFilter(flags);
  if (isFiltered && argv.length > 0) throw usageError('Give incidents or a filter, not both');
  if (!isFiltered && argv.length === 0)
    throw usageError(
      'No incident was given',
      'give IDs, numbers or URLs, - for those on stdin, or a filter such as --mine',
    );
  const {statuses = openStatuses} = wish;
  const selection = isFiltered ? await byFilter(context, flags, statuses) : await byName(context, argv, flags, wish);
  const {ids, before} = selection;
  if (ids.length === 0 || (ids.length === 1 && !isFiltered && !wish.asksAlways)) return selection;
  const change: Change = {
    question: wish.question(ids.length === 1 ? '1 incident' : `${ids.length} incidents`),
    touched: ids.map(id => titleFor(id, before)),
    consequences: wish.consequences?.(before) ?? [],
    always: isFiltered,
  };
  const askedMs = context.io.monotonic();
  const isAsked = await askFirst(context, change, flags.yes);
  if (!isAsked || context.io.monotonic() - askedMs < staleMs) return selection;
  // While the question waited, somebody else may have changed something.
  return {...selection, before: await incidentsBefore(context, ids, listedFor(statuses), {isFresh: true})};
}

/** The statuses to look for. Those that a filter for `ack` leaves out may be among the incidents that are named. */
const listedFor = (statuses: readonly string[]): readonly string[] =>
  statuses.includes('resolved') ? statuses : openStatuses;

const titleFor = (id: string, before: IncidentsById): string => {
  const incident = before.get(id);
  return incident === undefined ? id : titleOf(incident);
};

async function byName(
  context: Context,
  argv: readonly string[],
  flags: SelectFlags,
  {statuses = openStatuses, isFinal, asksAlways}: Wish,
): Promise<Selection> {
  const texts = await readIncidents(context.io, argv);
  if (texts.length === 0) {
    const place = argv.every(word => word === '-') ? 'on standard input' : 'in the list';
    context.output.note(`There are no IDs ${place}: nothing to do.`);
    return {ids: [], missing: [], before: new Map()};
  }
  const {ids, missing} = await found(context, texts);
  const isAsked = (ids.length > 1 || asksAlways) && !flags.yes && isAskable(context.io);
  if (isFinal && !isAsked) return {ids, missing, before: new Map()};
  return {ids, missing, before: await incidentsBefore(context, ids, listedFor(statuses))};
}

async function found({resolver}: Context, texts: readonly string[]): Promise<Omit<Selection, 'before'>> {
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

async function byFilter(context: Context, flags: SelectFlags, statuses: readonly string[]): Promise<Selection> {
  const {io} = context;
  if (!flags.yes && !context.dryRun && !(isAskable(io) && io.noInput === undefined)) {
    const why = io.noInput ?? 'there is no terminal to ask for confirmation';
    throw usageError(`A filter needs --yes: ${why}`, 'check the filter first with pd incidents ls');
  }
  const wanted = await incidentQuery(flags, context, statuses);
  const rest = await context.rest();
  const before = new Map<string, JsonObject>();
  const progress = new ProgressLine(io, {streams: false});
  const pages = matchingIncidents(rest, wanted, {onProgress: progress.update.bind(progress)});
  for await (const page of unlessMistaken(context.resolver, pages))
    for (const row of page) before.set(stringField(row, 'id') ?? '', row);
  progress.clear();
  before.delete('');
  if (before.size === 0) context.output.note(`There are no ${wanted.words}: nothing to do.`);
  return {ids: [...before.keys()], missing: [], before};
}
