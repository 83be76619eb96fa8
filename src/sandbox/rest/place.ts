import type {JsonObject} from '../../lib/base/json.ts';
import {type Failure, invalid, invalidField, notFound} from '../failure.ts';
import type {Kind} from '../kinds.ts';
import type {Entity} from '../records.ts';
import type {Store} from '../store.ts';
import type {RestRequest} from './request.ts';

/** What a path means, for both requests and seeds. */
export type Place = Pick<RestRequest, 'store' | 'params' | 'param' | 'user'>;

export const placeAt = (store: Store, params: Place['params'], user: Place['user'] = () => undefined): Place => ({
  store,
  params,
  param: name => params[name] ?? '',
  user,
});

/** The refusal for an unknown ID, if it is not simply "not found". */
type Missing = (store: Store, id: string) => Failure | undefined;

/** Where records of a table (resource.ts, single.ts) belong: the records above them must exist. */
export interface Position {
  /** `/v3/schedules/:id/rotations` */
  path: string;
  /** The other resource of a table whose record the path goes through. */
  under?: Position & {param?: string; missing?: Missing};
  /** The record of a kind that the path goes through. */
  on?: {kind: Kind | 'incidents'; param: string};
}

/** The path with its parameters filled in: the name under which its records are stored. */
export const filled = (path: string, params: Place['params']): string =>
  path.replace(/:(\w+)/g, (_whole, name: string) => params[name] ?? '');

export const recordsAt = ({store, params}: Pick<Place, 'store' | 'params'>, {path}: Position): JsonObject[] =>
  store.part('records', filled(path, params));

/** Throws if a record that the path goes through does not exist. */
export function checkWayTo(place: Place, {under, on}: Position): void {
  if (on !== undefined && !isThere(place.store, on.kind, place.param(on.param))) throw notFound();
  if (under !== undefined) recordAt(place, under);
}

const isThere = ({incidents, tables}: Store, kind: Kind | 'incidents', id: string): boolean =>
  kind === 'incidents' ? incidents.has(id) : tables[kind].has(id);

/** The record that the path ends at. */
export function recordAt(place: Place, position: Position & {param?: string; missing?: Missing}): JsonObject {
  checkWayTo(place, position);
  const id = place.param(position.param ?? 'id');
  const found = recordsAt(place, position).find(record => record['id'] === id);
  if (found === undefined) throw position.missing?.(place.store, id) ?? notFound();
  return found;
}

/** What is wrong with an attribute, in the format of the API family that the path belongs to. */
export const wrong = ({path}: Position, name: string, attribute: string, why: string) =>
  path.startsWith('/v3/') ? invalidField(`${name}.${attribute}`, why) : invalid(`${attribute} ${why}`);

/** A reference without names: `{id, type, self}`. */
export function bareReference(store: Store, kind: Kind, record: Entity | undefined): JsonObject | null {
  if (record === undefined) return null;
  const {id, type, self} = store.reference(kind, record.id);
  return {id, type, self};
}
