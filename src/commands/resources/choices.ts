import type {Choices} from '../../lib/asking/choices.ts';
import {PdError} from '../../lib/base/errors.ts';
import {type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {ProgressLine} from '../../lib/output/progress.ts';
import type {Resource} from '../../lib/resources/descriptors.ts';
import {namesOf} from '../../lib/resources/named-record.ts';
import {listAll} from '../../lib/resources/record-lists.ts';

/** Ten pages: who has more types part of the name on the command line. */
const most = 1000;

/**
 * The records of the collection, at most 1000, with what tells them apart; `label` is what is asked for. If one of several lists cannot be fetched, a warning says so
 * and those of the others are offered. Throws `not-found` if there are none.
 */
export async function resourceChoices(context: Context, resource: Resource, label: string): Promise<Choices> {
  const {columns, plural} = resource;
  const {rows, isWhole, state} = await listed(context, resource);
  if (rows.length === 0)
    throw new PdError('not-found', `There are no ${state === undefined ? '' : `${state} `}${plural} to pick from`);
  const named = (...headers: string[]) => columns.filter(({header}) => headers.includes(header));
  return {
    ...{label, rows},
    // The name comes first, and the ID, which nobody knows by heart, gives way to everything else.
    columns: [
      ...named('NAME'),
      ...columns.filter(({header}) => header !== 'NAME' && header !== 'ID'),
      ...named('ID').map(column => ({...column, drop: 9})),
    ],
    nameOf: row => namesOf(row, resource)[0] ?? stringField(row, 'id') ?? '',
    ...(!isWhole && {note: `the first ${rows.length} only`}),
  };
}

interface Listed {
  rows: JsonObject[];
  isWhole: boolean;
  /** The state that all of them are in, where records have one. */
  state: string | undefined;
}

async function listed(context: Context, resource: Resource): Promise<Listed> {
  const {io, output} = context;
  const [state] = resource.states ?? [];
  const query = resource.lookUpQuery ?? (state === undefined ? [] : [['filter', state] as const]);
  const progress = new ProgressLine(io, {streams: false});
  const onProgress = progress.update.bind(progress);
  const rows: JsonObject[] = [];
  try {
    const pages = listAll(await context.rest(), resource, {query, pageSize: 100, limit: most + 1, onProgress});
    for await (const page of pages) rows.push(...page.filter(row => stringField(row, 'id') !== undefined));
  } catch (error) {
    if (!(error instanceof PdError) || error.kind !== 'partial' || rows.length === 0) throw error;
    output.warn(error.message);
  } finally {
    progress.clear();
  }
  return {rows: rows.slice(0, most), isWhole: rows.length <= most, state};
}
