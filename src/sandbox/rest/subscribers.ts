import {field, type JsonObject, objects} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import {page} from './page.ts';
import type {RestRequest, Route} from './request.ts';

/** Who is notified of what: the subscribers of a record, and the subscriptions of a user or a team. */
export const subscriberRoutes: readonly Route[] = [
  ...[
    {path: '/business_services/:id', about: 'business_service'},
    {path: '/incidents/:id/status_updates', about: 'incident'},
  ].flatMap(({path, about}): Route[] => [
    {method: 'GET', pattern: `${path}/subscribers`, answer: request => subscribers(request, about)},
    {method: 'POST', pattern: `${path}/subscribers`, answer: request => subscribe(request, ofRecord(request, about))},
    {method: 'POST', pattern: `${path}/unsubscribe`, answer: request => unsubscribe(request, ofRecord(request, about))},
  ]),
  ...(['users', 'teams'] as const).flatMap((kind): Route[] => {
    const path = `/${kind}/:id/notification_subscriptions`;
    const side = (request: RestRequest) => ofSubscriber(request, kind);
    return [
      {method: 'GET', pattern: path, answer: request => subscriptions(request, kind)},
      {method: 'POST', pattern: path, answer: request => subscribe(request, side(request))},
      {method: 'POST', pattern: `${path}/unsubscribe`, answer: request => unsubscribe(request, side(request))},
    ];
  }),
];

const accountId = 'PSANDBX';

const all = (request: RestRequest): JsonObject[] => request.store.part('subscriptions', '');

/** The half of a subscription that is in the path, and the key of the body that has the other half. */
interface Side {
  known: JsonObject;
  key: 'subscribers' | 'subscribables';
}

function ofRecord(request: RestRequest, about: string): Side {
  const {id} = about === 'incident' ? request.incident() : request.record('business_services');
  return {known: {subscribable_id: id, subscribable_type: about}, key: 'subscribers'};
}

function ofSubscriber(request: RestRequest, kind: 'users' | 'teams'): Side {
  const {id, type} = request.record(kind);
  return {known: {subscriber_id: id, subscriber_type: type}, key: 'subscribables'};
}

const matches = (one: JsonObject, wanted: JsonObject): boolean =>
  Object.entries(wanted).every(([name, value]) => one[name] === value);

function subscribers(request: RestRequest, about: string): Reply {
  const {known} = ofRecord(request, about);
  const found = all(request).filter(one => matches(one, known));
  const shown = found.map(({subscriber_id = '', subscriber_type = ''}): JsonObject => {
    const direct = about === 'incident' ? {has_indirect_subscription: false, subscribed_via: []} : {};
    return {subscriber_id, subscriber_type, ...direct};
  });
  const {status, body} = page(request, 'subscribers', shown);
  return {status, body: {...(body as JsonObject), account_id: accountId}};
}

function subscriptions(request: RestRequest, kind: 'users' | 'teams'): Reply {
  const {known} = ofSubscriber(request, kind);
  const {business_services: services} = request.store.tables;
  const shown = all(request)
    .filter(one => matches(one, known))
    .map((subscription): JsonObject => {
      const id = String(subscription['subscribable_id']);
      const subject = services.get(id) ?? request.store.incidents.get(id);
      return {subscription, subscribable_name: subject?.summary ?? null};
    });
  return page(request, 'subscriptions', shown);
}

function subscribe(request: RestRequest, side: Side): Reply {
  const answered = halves(request, side).map((one): JsonObject => {
    const isKnown = all(request).some(kept => matches(kept, one));
    const whole = {...one, account_id: accountId};
    if (!isKnown) all(request).push(whole);
    return {...whole, result: isKnown ? 'duplicate' : 'success'};
  });
  return {status: 200, body: {subscriptions: answered}};
}

function unsubscribe(request: RestRequest, side: Side): Reply {
  const wanted = halves(request, side);
  const kept = all(request);
  const gone = kept.filter(one => wanted.some(other => matches(one, other)));
  for (const one of gone) kept.splice(kept.indexOf(one), 1);
  const rest = {unauthorized_count: 0, non_existent_count: wanted.length - gone.length};
  return {status: 200, body: {deleted_count: gone.length, ...rest}};
}

function halves(request: RestRequest, {known, key}: Side): JsonObject[] {
  const given = objects(field(request.body(), key));
  if (given.length === 0) throw invalid(`${key} must name at least one`);
  const half = key.slice(0, -1);
  return given.map(one => ({
    ...known,
    [`${half}_id`]: one[`${half}_id`] ?? '',
    [`${half}_type`]: one[`${half}_type`] ?? '',
  }));
}
