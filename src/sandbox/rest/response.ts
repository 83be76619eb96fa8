import {field, type Json, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import type {Incident} from '../records.ts';
import {page} from './page.ts';
import type {RestRequest, Route} from './request.ts';
import {view} from './view.ts';

/** The endpoints around an incident: updates, responders and similar incidents. */
export const responseRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/incidents/:id/status_updates', answer: listUpdates},
  {method: 'POST', pattern: '/incidents/:id/status_updates', answer: addUpdate},
  {method: 'POST', pattern: '/incidents/:id/responder_requests', answer: askResponders},
  {method: 'POST', pattern: '/incidents/:id/responder_requests/cancel', answer: cancelResponders},
  {method: 'GET', pattern: '/incidents/:id/related_incidents', answer: related},
  {method: 'GET', pattern: '/incidents/:id/past_incidents', answer: past},
  {method: 'GET', pattern: '/incidents/:id/related_change_events', answer: relatedChanges},
];

function listUpdates(request: RestRequest): Reply {
  return {status: 200, body: {status_updates: request.store.part('status_updates', request.incident().id)}};
}

function addUpdate(request: RestRequest): Reply {
  const {store} = request;
  const agent = request.requester();
  const incident = request.incident();
  const body = request.body();
  const message = stringField(body, 'message') ?? '';
  if (message.trim() === '') throw invalid('message must not be blank');
  const update: JsonObject = {
    id: store.ids.next(),
    message,
    sender: agent.reference,
    created_at: store.timestamp(),
    subject: field(body, 'subject') ?? null,
    html_message: field(body, 'html_message') ?? null,
  };
  store.part('status_updates', incident.id).push(update);
  return {status: 200, body: {status_update: update}};
}

function askResponders(request: RestRequest): Reply {
  const {store} = request;
  const incident = request.incident();
  const body = request.body();
  const requesterId = stringField(body, 'requester_id') ?? request.user()?.id ?? '';
  if (!store.tables.users.has(requesterId)) throw invalid(`There is no user "${requesterId}" to be the requester`);
  const message = stringField(body, 'message') ?? '';
  const named = objects(field(body, 'responder_request_targets'));
  if (named.length === 0) throw invalid('responder_request_targets must name somebody');
  const requester = store.reference('users', requesterId);
  const targets = named.map(one =>
    target(request, incident, field(one, 'responder_request_target'), message, requester),
  );
  const responderRequest = {
    incident: store.incidentReference(incident),
    requester,
    requested_at: store.timestamp(),
    message,
    responder_request_targets: targets,
  };
  incident.responder_requests.push(responderRequest);
  return {status: 200, body: {responder_request: responderRequest}};
}

function target(
  request: RestRequest,
  incident: Incident,
  named: Json | undefined,
  message: string,
  requester: JsonObject,
): JsonObject {
  const {store} = request;
  const id = stringField(named, 'id') ?? '';
  const isPolicy = (stringField(named, 'type') ?? '').startsWith('escalation_policy');
  if (!store.tables[isPolicy ? 'escalation_policies' : 'users'].has(id)) throw invalid(`There is no responder "${id}"`);
  const responder: JsonObject = {
    state: 'pending',
    user: isPolicy ? requester : store.reference('users', id),
    incident: store.incidentReference(incident),
    updated_at: store.timestamp(),
    message,
    requester,
    requested_at: store.timestamp(),
  };
  if (!isPolicy) incident.incidents_responders.push(responder);
  const type = isPolicy ? 'escalation_policy' : 'user';
  return {responder_request_target: {type, id, incidents_responders: isPolicy ? [] : [responder]}};
}

function cancelResponders(request: RestRequest): Reply {
  const incident = request.incident();
  const named = objects(field(request.body(), 'responder_request_targets'));
  const ids = named.map(one => stringField(field(one, 'responder_request_target') ?? one, 'id'));
  const left = (one: JsonObject) => !ids.includes(stringField(field(one, 'user'), 'id'));
  incident.incidents_responders = incident.incidents_responders.filter(left);
  return {status: 200, body: {}};
}

const brief = ({id, created_at, self, title}: Incident): JsonObject => ({id, created_at, self, title});

function related(request: RestRequest): Reply {
  const incident = request.incident();
  const others = [...request.store.incidents.values()].filter(
    one => one !== incident && one.status !== 'resolved' && one.service.id !== incident.service.id,
  );
  const relationships = [
    {type: 'machine_learning_inferred', metadata: {grouping_classification: 'similar_contents', user_feedback: {}}},
  ];
  const isWhole = request.choices('additional_details', ['incident']).length > 0;
  const found = others.slice(0, 20).map(one => ({incident: isWhole ? view(request, one) : brief(one), relationships}));
  return {status: 200, body: {related_incidents: found}};
}

function past(request: RestRequest): Reply {
  const incident = request.incident();
  const words = new Set(incident.title.toLowerCase().split(/\W+/));
  const score = (one: Incident) =>
    one.title
      .toLowerCase()
      .split(/\W+/)
      .filter(word => words.has(word)).length;
  const found = [...request.store.incidents.values()]
    .filter(one => one !== incident && one.service.id === incident.service.id && one.status === 'resolved')
    .map(one => ({incident: brief(one), score: score(one)}))
    .sort((a, b) => b.score - a.score);
  const limit = Math.min(999, Number(request.one('limit') ?? 5) || 5);
  return {status: 200, body: {past_incidents: found.slice(0, limit), total: found.length, limit}};
}

function relatedChanges(request: RestRequest): Reply {
  const incident = request.incident();
  const ofService = request.store.changeEvents.filter(event =>
    objects(event['services']).some(service => service['id'] === incident.service.id),
  );
  return page(request, 'change_events', ofService);
}
