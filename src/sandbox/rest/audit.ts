import {randomUUID} from 'node:crypto';
import {field, isObject, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {Failure} from '../failure.ts';
import {isKind, type Kind, kinds} from '../kinds.ts';
import {cursorPage} from './page.ts';
import {recordAt} from './place.ts';
import type {RestRequest, Route} from './request.ts';
import {schedules} from './v3-schedules.ts';

const audited: readonly Kind[] = ['users', 'teams', 'services', 'schedules', 'escalation_policies'];

export const auditRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/audit/records', answer: request => listRecords(request, undefined)},
  ...audited.map(
    (kind): Route => ({
      method: 'GET',
      pattern: `/${kind}/:id/audit/records`,
      answer: request => listRecords(request, request.record(kind).id),
    }),
  ),
  {
    method: 'GET',
    pattern: '/v3/schedules/:id/audit/records',
    answer: request => listRecords(request, String(recordAt(request, schedules)['id'])),
  },
];

const actions = {POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete', GET: 'read'} as const;

/** Records a change of a record that PagerDuty audits. Incidents have their own log. */
export function recordAudit(request: RestRequest, route: Route, reply: Reply, key: string, requestId: string): void {
  const [, kind = ''] = route.pattern.replace(/^\/v3\//, '/').split('/');
  if (!isKind(kind) || reply.status >= 300) return;
  const {store} = request;
  const {singular} = kinds[kind];
  const record = isObject(reply.body) ? field(reply.body, singular) : undefined;
  const id = request.params['id'] ?? stringField(record, 'id') ?? '';
  const resource = {
    id,
    type: `${singular}_reference`,
    summary: stringField(record, 'summary') ?? stringField(record, 'name') ?? '',
  };
  const user = request.user();
  store.auditRecords.unshift({
    id: randomUUID(),
    self: null,
    execution_time: new Date(store.now()).toISOString(),
    execution_context: {request_id: requestId, remote_address: '127.0.0.1'},
    actors: user === undefined ? [] : [store.reference('users', user.id)],
    method: {type: 'api_token', truncated_token: key.slice(-4)},
    root_resource: resource,
    action: actionOf(route),
    details: {resource},
  });
}

/** A write below a record counts as a change of that record. */
const actionOf = ({pattern, method}: Route) =>
  pattern.replace(/^\/v3\//, '/').split('/').length > 3 ? 'update' : actions[method];

const dayMs = 86_400_000;

function listRecords(request: RestRequest, resourceId: string | undefined): Reply {
  const untilMs = request.time('until') ?? Number.POSITIVE_INFINITY;
  const fromMs = Math.min(untilMs, request.store.now());
  const sinceMs = request.time('since') ?? fromMs - dayMs;
  if (fromMs - sinceMs > 31 * dayMs) {
    throw new Failure(400, 2005, 'Invalid Input Provided', ['since and until may be at most 31 days apart']);
  }
  const wanted = request.all('actions');
  const types = request.all('root_resource_types');
  const records = request.store.auditRecords.filter(record => {
    const atMs = Date.parse(String(record['execution_time']));
    return (
      atMs >= sinceMs &&
      atMs < untilMs &&
      (wanted.length === 0 || wanted.includes(String(record['action']))) &&
      (types.length === 0 || types.includes(rootType(record))) &&
      (resourceId === undefined || stringField(field(record, 'root_resource'), 'id') === resourceId)
    );
  });
  return cursorPage(request, 'records', records);
}

/** `users` for a user_reference. */
function rootType(record: JsonObject): string {
  const type = (stringField(field(record, 'root_resource'), 'type') ?? '').replace('_reference', '');
  const kind = Object.entries(kinds).find(([, facts]) => facts.singular === type);
  return kind?.[0] ?? type;
}
