import {field, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid, notFound} from '../failure.ts';
import {recordAt, recordsAt} from './place.ts';
import type {RestRequest, Route} from './request.ts';
import type {Resource} from './resource.ts';

/** What can be started on an incident. Its steps are kept, and do nothing. */
const workflows: Resource = {
  path: '/incident_workflows',
  plural: 'incident_workflows',
  singular: 'incident_workflow',
  type: 'incident_workflow',
  paging: {},
  can: ['list', 'create', 'change'],
  needed: ['name'],
  select: (request, records) => {
    const wanted = request.one('query')?.toLowerCase() ?? '';
    return records.filter(({name}) => String(name).toLowerCase().includes(wanted));
  },
  prepare: ({store}, attributes, before) => ({
    description: '',
    is_enabled: true,
    steps: [],
    ...attributes,
    created_at: before?.['created_at'] ?? store.timestamp(),
  }),
  brief: (_place, {steps: _steps, ...shown}) => shown,
};

export const workflowResources: readonly Resource[] = [workflows];

export const workflowRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/incident_workflows/:id', answer: show},
  {method: 'DELETE', pattern: '/incident_workflows/:id', answer: remove},
  {method: 'POST', pattern: '/incident_workflows/:id/instances', answer: start},
];

// API: 201, where others answer 200.
function show(request: RestRequest): Reply {
  return {status: 201, body: {incident_workflow: recordAt(request, workflows)}};
}

// API: 200, where others answer 204.
function remove(request: RestRequest): Reply {
  const all = recordsAt(request, workflows);
  all.splice(all.indexOf(recordAt(request, workflows)), 1);
  return {status: 200};
}

function start(request: RestRequest): Reply {
  const {store} = request;
  const workflow = recordAt(request, workflows);
  const given = request.wrapped('incident_workflow_instance');
  const incidentId = stringField(field(given, 'incident'), 'id');
  if (incidentId === undefined) throw invalid('incident must have an id');
  const incident = store.incidents.get(incidentId);
  if (incident === undefined) throw notFound();
  if (workflow['is_enabled'] === false) throw invalid('The workflow is disabled');
  const instance: JsonObject = {
    id: stringField(given, 'id') ?? store.ids.next(),
    type: 'incident_workflow_instance',
    incident: store.incidentReference(incident),
  };
  store.part('workflow_instances', String(workflow['id'])).push(instance);
  return {status: 201, body: {incident_workflow_instance: instance}};
}
