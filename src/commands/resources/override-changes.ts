import {type PdError, usageError} from '../../lib/base/errors.ts';
import type {Json, JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {madeOverride} from '../../lib/resources/override-state.ts';
import {reference} from '../../lib/resources/record-id.ts';
import {planOverrides} from '../../lib/resources/shift-overrides.ts';
import {userNames} from '../../lib/resources/user-names.ts';
import {recordIn} from '../../lib/rest/promised.ts';

interface Wanted {
  startMs: number;
  endMs: number;
  /** The ID of who takes over. */
  userId: string;
  /** The ID of whose shift it is. */
  insteadOf: string | undefined;
}

/** Overrides to create, and how to read the answer. */
interface NewOverrides {
  overrides: JsonObject[];
  read: (answer: Json) => Json | undefined;
}

/** What puts a user on call in a layered schedule. Throws a usage error for --instead-of. */
export function layerOverrides(wanted: Wanted): NewOverrides {
  if (wanted.insteadOf !== undefined)
    throw usageError(
      'An override of a layered schedule replaces whoever is on call, so --instead-of means nothing there',
      'leave it out',
    );
  const override = {
    start: new Date(wanted.startMs).toISOString(),
    end: new Date(wanted.endMs).toISOString(),
    user: reference(wanted.userId, 'user'),
  };
  return {overrides: [override], read: madeOverride};
}

/**
 * What puts a user on call in a shift-based schedule: an override for each shift in the period. Throws a usage error
 * where nobody is on call, or several are.
 */
export async function shiftOverrides(context: Context, path: string, wanted: Wanted): Promise<NewOverrides> {
  const query = [
    ['include[]', 'final_schedule'],
    ['since', new Date(wanted.startMs).toISOString()],
    ['until', new Date(wanted.endMs).toISOString()],
    // Without it, a shift that began earlier might be left out.
    ['overflow', 'true'],
  ] as const;
  const {body} = await (await context.rest()).request('GET', path, {query});
  const plan = planOverrides(body ?? null, wanted);
  if (plan.kind === 'several') throw await severalOnCall(context, plan);
  if (plan.kind === 'nobody') throw nobodyOnCall(path, plan, wanted);
  const {overrides} = plan;
  const read = (made: Json) =>
    Array.isArray(made) && made.length === overrides.length && made.every(one => recordIn(one)) ? made : undefined;
  return {overrides, read};
}

async function severalOnCall(
  context: Context,
  {atMs, userIds}: {atMs: number; userIds: readonly (string | undefined)[]},
): Promise<PdError> {
  const names = await userNames(await context.rest(), userIds);
  const who = userIds.map(id => (id === undefined ? 'an empty shift' : (names.get(id) ?? id)));
  return usageError(
    `Several are on call at ${timeText(atMs)} (${who.join(', ')}), and an override replaces only one of them`,
    'say whose shift it is with --instead-of USER',
  );
}

function nobodyOnCall(path: string, {startMs, endMs}: {startMs: number; endMs: number}, {insteadOf}: Wanted): PdError {
  const who = insteadOf === undefined ? 'Nobody' : 'That user is not the one who';
  return usageError(
    `${who} is on call from ${timeText(startMs)} to ${timeText(endMs)}, and an override of a shift-based schedule replaces somebody who is`,
    `choose another period, or add a shift with pd rest post ${path.slice(1)}/custom_shifts`,
  );
}

const timeText = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
