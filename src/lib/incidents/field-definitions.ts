import {PdError} from '../base/errors.ts';
import {field, type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import {isIdText, pathPart} from '../resources/record-id.ts';
import type {Resolver} from '../resources/resolve.ts';
import type {RestClient} from '../rest/rest-client.ts';

/**
 * The custom fields that the type of an incident has, with the options of those that have a fixed choice. Empty if this
 * key may not read them: the values of the incident say enough to set most.
 */
export async function fieldDefinitions(rest: RestClient, find: Resolver, id: string): Promise<JsonObject[]> {
  try {
    const known = find.known(id, {whole: true});
    const incident = known ?? (await rest.request('GET', `/incidents/${pathPart(id)}`)).body ?? null;
    const type = typeOf(incident);
    if (type === undefined) return [];
    const path = `/incidents/types/${type}/custom_fields`;
    const {body} = await rest.request('GET', path, {query: [['include[]', 'field_options']]});
    return objects(body).filter(one => one['enabled'] !== false);
  } catch (error) {
    if (!(error instanceof PdError) || !['credentials', 'refused', 'not-found'].includes(error.kind)) throw error;
    return [];
  }
}

/** The fields of the incident, each with what its type says of it. Pure. */
export function describedFields(values: readonly JsonObject[], definitions: readonly JsonObject[]): JsonObject[] {
  const named = new Map(definitions.map(one => [stringField(one, 'name'), one]));
  const described = values.map(one => ({...named.get(stringField(one, 'name')), ...one}));
  const given = new Set(values.map(one => stringField(one, 'name')));
  return [...described, ...definitions.filter(one => !given.has(stringField(one, 'name')))];
}

/** The ID or the name of the incident's type, either of which the API takes. */
function typeOf(incident: Json): string | undefined {
  const type = field(incident, 'incident_type');
  return [stringField(type, 'id'), stringField(type, 'name')].find(text => text !== undefined && isIdText(text));
}
