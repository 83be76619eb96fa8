import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import {type Everything, people, type ShowOptions} from './page-parts.ts';
import {showText} from './page-text.ts';

/** Prints several, one after the other, or as one list of records. Throws `partial` if a part of one could not be fetched. */
export async function showSeveral(
  context: Context,
  several: readonly Everything[],
  options: ShowOptions,
): Promise<void> {
  const {output} = context;
  const isText = output.format === 'table' && options.fields === undefined;
  if (!isText) await output.records([several.map(recordOf)]);
  const failures: PdError[] = [];
  for (const [index, everything] of several.entries()) {
    if (isText && index > 0) output.text('');
    if (isText) await showText(context, everything, options.full);
    try {
      reportFailures(context, everything);
    } catch (error) {
      if (!(error instanceof PdError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first === undefined) return;
  const details = failures.flatMap(({facts}) => facts.details ?? []);
  throw new PdError('partial', `Parts of ${failures.length} of ${several.length} incidents could not be fetched`, {
    details,
  });
}

const recordOf = (everything: Everything): JsonObject => ({
  ...everything.incident,
  ...Object.fromEntries(partRows(everything)),
});

/**
 * Prints an incident with everything that belongs to it. Throws `partial`, once it is printed, if a part could not be
 * fetched.
 */
export async function showEverything(context: Context, everything: Everything, options: ShowOptions): Promise<void> {
  const {output} = context;
  const {parts} = everything;
  const isText = output.format === 'table' && options.fields === undefined;
  if (isText) await showText(context, everything, options.full);
  else await output.record(recordOf(everything));
  for (const [{title}, found] of parts) {
    if (found instanceof PdError || isText || !found.isCut) continue;
    output.note(`${title}: the first ${found.rows.length}. --full prints all of them.`);
  }
  reportFailures(context, everything);
}

const partRows = ({parts, people: onCall}: Everything): [string, JsonObject[] | null][] =>
  [
    ...(onCall === undefined ? [] : [[people.key, onCall instanceof PdError ? null : onCall] as const]),
    ...[...parts].map(([part, found]) => [part.key, found instanceof PdError ? null : found.rows] as const),
  ].map(([key, rows]) => [key, rows]);

/** Throws `partial` if a part could not be fetched. An account or a key that lacks the feature is only a remark. */
function reportFailures({output}: Context, {parts, people: onCall}: Everything): void {
  const all: [{title: string; optional?: boolean}, unknown][] = [[{...people, optional: true}, onCall], ...parts];
  const failed: string[] = [];
  for (const [{title, optional}, found] of all) {
    if (!(found instanceof PdError)) continue;
    const isMissing = optional === true && [402, 403, 404].includes(found.facts.status ?? 0);
    if (isMissing) output.note(`${title}: not available with this account or key.`);
    else failed.push(`${title}: ${found.message}`);
  }
  if (failed.length === 0) return;
  const count = `${failed.length} of ${all.length} parts`;
  throw new PdError('partial', `${count} of the incident could not be fetched`, {details: failed});
}
