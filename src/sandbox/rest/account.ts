import type {Reply} from '../exchange.ts';
import {Failure, invalid, notFound} from '../failure.ts';
import {changesPage} from './change-events.ts';
import {logWindow} from './incident-parts.ts';
import {page} from './page.ts';
import type {RestRequest, Route} from './request.ts';
import {view} from './view.ts';

/** The endpoints for the account as a whole. */
export const accountRoutes: readonly Route[] = [
  {method: 'GET', pattern: '/abilities', answer: () => ({status: 200, body: {abilities: [...abilities]}})},
  {method: 'GET', pattern: '/abilities/:id', answer: testAbility},
  {method: 'GET', pattern: '/log_entries', answer: listLog},
  {method: 'GET', pattern: '/log_entries/:id', answer: showLogEntry},
  {method: 'GET', pattern: '/change_events', answer: request => changesPage(request, request.all('service_ids'))},
  {method: 'GET', pattern: '/change_events/:id', answer: showChange},
  {method: 'GET', pattern: '/notifications', answer: listNotifications},
];

const abilities = ['teams', 'read_only_users', 'service_support_hours', 'urgencies', 'advanced_permissions', 'sso'];

function testAbility(request: RestRequest): Reply {
  if (abilities.includes(request.param('id'))) return {status: 204};
  throw new Failure(402, 2014, 'Payment Required', [`The account does not have ${request.param('id')}`]);
}

function listLog(request: RestRequest): Reply {
  return page(request, 'log_entries', logWindow(request, request.store.logEntries));
}

function showLogEntry(request: RestRequest): Reply {
  const found = request.store.logEntries.find(entry => entry.id === request.param('id'));
  if (found === undefined) throw notFound();
  return {status: 200, body: {log_entry: view(request, found)}};
}

function showChange(request: RestRequest): Reply {
  const found = request.store.changeEvents.find(event => event.id === request.param('id'));
  if (found === undefined) throw notFound();
  return {status: 200, body: {change_event: view(request, found)}};
}

const longestWindowMs = 92 * 86_400_000;

function listNotifications(request: RestRequest): Reply {
  const sinceMs = request.time('since');
  const untilMs = request.time('until');
  if (sinceMs === undefined || untilMs === undefined) throw invalid('since and until must both be given');
  if (untilMs - sinceMs >= longestWindowMs) throw invalid('since and until must be less than three months apart');
  const filter = request.one('filter');
  const found = request.store.notifications.filter(one => {
    const atMs = Date.parse(String(one['started_at']));
    return atMs >= sinceMs && atMs < untilMs && (filter === undefined || one['type'] === filter);
  });
  return page(request, 'notifications', found);
}
