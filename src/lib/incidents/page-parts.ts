import {PdError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {incidentOf} from './incident.ts';
import {alerts, changes, listPart, log, notes, type Part, past, related} from './incident-parts.ts';
import {onCallNow} from './page-people.ts';

/** In the order of the page. */
const allParts: readonly Part[] = [alerts, notes, changes, log, related, past];
/** One page of each part, unless everything is wanted; the part's own command lists the rest. */
const maxOfPart = 100;
export const people = {key: 'oncalls', title: 'On call now'};

export interface ShowOptions {
  /** Everything, with long details in full. */
  full: boolean;
  /** Only these dotted paths; a part is fetched only if a path leads into it. */
  fields: readonly string[] | undefined;
}

export interface Fetched {
  rows: JsonObject[];
  /** Whether there may be more rows than these. */
  isCut: boolean;
}

export interface Everything {
  incident: JsonObject;
  /** A part that could not be fetched is an error, never an empty list. */
  parts: ReadonlyMap<Part, Fetched | PdError>;
  /** Who is on call for its policy; undefined where that was not asked for. */
  people: JsonObject[] | PdError | undefined;
}

/**
 * The incident and everything that belongs to it, fetched concurrently. Throws if the incident itself cannot be
 * fetched.
 */
export async function fetchEverything(context: Context, id: string, {full, fields}: ShowOptions): Promise<Everything> {
  const rest = await context.rest();
  const wanted = new Set(fields?.map(path => path.split('.')[0]));
  const isWanted = ({key}: {key: string}) => fields === undefined || wanted.has(key);
  const limit = full ? undefined : maxOfPart;
  const lists = allParts.filter(isWanted).map(async part => [part, await fetchPart(rest, part, id, limit)] as const);
  const whole = incidentOf(context, id);
  const onCall = whole.then(incident => (isWanted(people) ? peopleOf(context, incident) : undefined));
  const [incident, onCallNow, ...found] = await Promise.all([whole, onCall, ...lists]);
  return {incident, people: onCallNow, parts: new Map(found)};
}

async function fetchPart(
  rest: RestClient,
  part: Part,
  id: string,
  limit: number | undefined,
): Promise<Fetched | PdError> {
  try {
    const rows: JsonObject[] = [];
    for await (const page of listPart(rest, part, id, {limit})) rows.push(...page);
    return {rows, isCut: limit !== undefined && rows.length >= limit};
  } catch (error) {
    return failedPart(error);
  }
}

async function peopleOf(context: Context, incident: JsonObject): Promise<JsonObject[] | PdError> {
  const policyId = stringField(incident['escalation_policy'], 'id');
  if (policyId === undefined) return [];
  return await onCallNow(context, policyId).catch(failedPart);
}

/** The other parts are worth showing without this one; the failure is reported at the end. */
function failedPart(error: unknown): PdError {
  if (error instanceof PdError && error.kind !== 'interrupted') return error;
  throw error;
}
