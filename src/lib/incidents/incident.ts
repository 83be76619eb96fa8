import {PdError} from '../base/errors.ts';
import {isObject, type JsonObject} from '../base/json.ts';
import type {Context} from '../context.ts';
import {notThere} from '../resources/missing.ts';
import {pathPart} from '../resources/record-id.ts';
import {wholeIncident} from '../resources/resolve.ts';

export const noIncident = (id: string): string => `No incident has the ID ${id}`;

/**
 * The incident itself; no request is made if looking up its number has already returned it, unless `isFresh`. `isOptional`:
 * the command goes on without it.
 */
export async function incidentOf(
  {rest, resolver}: Context,
  id: string,
  {isOptional = false, isFresh = false} = {},
): Promise<JsonObject> {
  const known = isFresh ? undefined : (await resolver()).known(id, {whole: true});
  if (known !== undefined) return known;
  const path = `/incidents/${pathPart(id)}`;
  const {body} = await (await rest())
    .request('GET', path, {query: wholeIncident, isOptional})
    .catch(notThere(noIncident(id)));
  if (!isObject(body)) throw new PdError('unreachable', `The answer for the incident ${id} is not an incident`);
  return body;
}
