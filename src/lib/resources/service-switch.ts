import {field, isObject, type Json, type JsonObject, stringField} from '../base/json.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {services} from './descriptors.ts';
import {notThere} from './missing.ts';
import {pathPart} from './record-id.ts';
import type {ChangeRequest} from './send-change.ts';

export type Switch = 'active' | 'disabled';

/** The service, from the API. Throws `not-found` if no service has the ID. */
export async function serviceOf(rest: RestClient, id: string): Promise<Json> {
  const path = `${services.path}/${pathPart(id)}`;
  const {body} = await rest.request('GET', path).catch(notThere(`No service has the ID ${id}`, 'pd services ls'));
  return body ?? null;
}

/** The request that enables or disables a service. */
export const switchRequest = (id: string, service: Json, status: Switch): ChangeRequest => ({
  method: 'PUT',
  path: `${services.path}/${pathPart(id)}`,
  // The API refuses a service without its escalation policy, so the current one is sent along.
  body: {service: {type: 'service', status, escalation_policy: field(service, 'escalation_policy') ?? null}},
});

/** What the switch of a service is, as the journal keeps it. API: the status of an active service is its health (`critical`). */
export function switchOf(service: Json | undefined): JsonObject | undefined {
  if (!isObject(service)) return undefined;
  const status = stringField(service, 'status');
  return status === undefined ? undefined : {status: status === 'disabled' ? 'disabled' : 'active'};
}

/** Its name, for people. */
export const serviceName = (service: Json | undefined): string =>
  stringField(service, 'name') ?? stringField(service, 'summary') ?? stringField(service, 'id') ?? '';
