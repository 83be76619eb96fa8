import {field, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid, notFound} from '../failure.ts';
import {routesOf} from './collections.ts';
import {page} from './page.ts';
import type {RestRequest, Route} from './request.ts';

export const teamRoutes: readonly Route[] = [
  ...routesOf({
    kind: 'teams',
    needed: ['name'],
    prepare: (_request, attributes) => ({description: null, default_role: 'manager', parent: null, ...attributes}),
  }),
  {method: 'GET', pattern: '/teams/:id/members', answer: listMembers},
  {method: 'PUT', pattern: '/teams/:id/users/:user', answer: addMember},
  {method: 'DELETE', pattern: '/teams/:id/users/:user', answer: removeMember},
  {method: 'PUT', pattern: '/teams/:id/escalation_policies/:policy', answer: request => setPolicy(request, true)},
  {method: 'DELETE', pattern: '/teams/:id/escalation_policies/:policy', answer: request => setPolicy(request, false)},
];

function listMembers(request: RestRequest): Reply {
  return page(request, 'members', request.store.part('members', request.record('teams').id));
}

const teamRoles = ['observer', 'responder', 'manager'];

function addMember(request: RestRequest): Reply {
  const {store} = request;
  const team = request.record('teams');
  const user = request.record('users', 'user');
  const role = stringField(request.bodyOrNone(), 'role') ?? 'manager';
  if (!teamRoles.includes(role)) throw invalid(`role must be one of ${teamRoles.join(', ')}`);
  const members = store.part('members', team.id);
  const member = members.find(one => isMember(one, user.id));
  if (member === undefined) members.push({user: store.reference('users', user.id), role});
  else member['role'] = role;
  return {status: 204};
}

const isMember = (member: JsonObject, userId: string) => stringField(field(member, 'user'), 'id') === userId;

function removeMember(request: RestRequest): Reply {
  const members = request.store.part('members', request.record('teams').id);
  const index = members.findIndex(one => isMember(one, request.param('user')));
  if (index === -1) throw notFound();
  members.splice(index, 1);
  return {status: 204};
}

function setPolicy(request: RestRequest, isIn: boolean): Reply {
  const team = request.record('teams');
  const policy = request.record('escalation_policies', 'policy');
  policy['teams'] = isIn ? [request.store.reference('teams', team.id)] : [];
  return {status: 204};
}
