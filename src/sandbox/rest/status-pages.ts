import {type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {invalid} from '../failure.ts';
import type {Place} from './place.ts';
import type {RestRequest} from './request.ts';
import {make, type Resource} from './resource.ts';
import type {Single} from './single.ts';

const statusPages: Resource = {
  path: '/status_pages',
  plural: 'status_pages',
  singular: 'status_page',
  can: ['list'],
  paging: {},
  type: 'status_page',
  withoutSelf: true,
  select: byParameter('status_page_type', ['public', 'private']),
  prepare: ({store}, attributes) => ({
    published_at: store.timestamp(),
    status_page_type: 'public',
    url: `https://status.example/${String(attributes['name']).toLowerCase().replace(/\W+/g, '-')}`,
    ...attributes,
  }),
};

const below = (place: Place): JsonObject => ({status_page: {id: place.param('id'), type: 'status_page'}});

/** The parts of a status page, which is set up elsewhere: the API only reads them. */
function partOfPage(plural: string, singular: string, filter?: Resource['select']): Resource {
  return {
    path: `/status_pages/:id/${plural}`,
    param: singular,
    under: statusPages,
    plural,
    singular,
    can: ['list', 'show'],
    paging: {},
    type: `status_page_${singular}`,
    ...(filter !== undefined && {select: filter}),
    prepare: (place, attributes) => ({...attributes, ...below(place)}),
  };
}

const byPostType = byParameter('post_type', ['incident', 'maintenance']);

const posts: Resource = {
  path: '/status_pages/:id/posts',
  param: 'post',
  under: statusPages,
  plural: 'posts',
  singular: 'post',
  paging: {},
  needed: ['title', 'post_type'],
  type: 'status_page_post',
  select: byPostType,
  prepare: (place, attributes, before) => {
    if (!['incident', 'maintenance'].includes(String(attributes['post_type'])))
      throw invalid('post_type must be incident or maintenance');
    const {updates: _updates, ...rest} = attributes;
    const record = {starts_at: null, ends_at: null, ...rest, ...below(place)};
    return before === undefined ? record : {...record, updates: before['updates'] ?? []};
  },
  made: (inside, post, given) => {
    post['updates'] = objects(given['updates']).map(one => make(updates, inside, one));
  },
};

const updates: Resource = {
  path: '/status_pages/:id/posts/:post/post_updates',
  param: 'post_update',
  under: posts,
  plural: 'post_updates',
  singular: 'post_update',
  paging: {},
  needed: ['message', 'status', 'severity'],
  type: 'status_page_post_update',
  select: byParameter('reviewed_status', ['approved', 'not_reviewed']),
  prepare: (place, attributes) => ({
    impacted_services: [],
    update_frequency_ms: null,
    notify_subscribers: false,
    reported_at: place.store.timestamp(),
    reviewed_status: 'approved',
    ...attributes,
    post: postOf(place),
  }),
};

const subscriptions: Resource = {
  path: '/status_pages/:id/subscriptions',
  param: 'subscription',
  under: statusPages,
  plural: 'subscriptions',
  singular: 'subscription',
  can: ['list', 'show', 'create', 'remove'],
  paging: {},
  needed: ['channel', 'contact', 'subscribable_object'],
  type: 'status_page_subscription',
  select: byParameter('channel', ['webhook', 'email', 'slack']),
  prepare: (place, attributes) => {
    if (!['webhook', 'email'].includes(String(attributes['channel'])))
      throw invalid('channel must be webhook or email');
    return {status: 'pending', ...attributes, ...below(place)};
  },
};

export const statusPageResources: readonly Resource[] = [
  statusPages,
  partOfPage('services', 'service'),
  partOfPage('impacts', 'impact', byPostType),
  partOfPage('severities', 'severity', byPostType),
  partOfPage('statuses', 'status', byPostType),
  posts,
  updates,
  subscriptions,
];

export const postmortem: Single = {
  path: '/status_pages/:id/posts/:post/postmortem',
  under: posts,
  key: 'postmortem',
  can: ['show', 'change', 'remove'],
  prepare: (place, attributes) => {
    if ((stringField(attributes, 'message') ?? '').trim() === '') throw invalid("message can't be blank");
    return {
      id: place.store.ids.next(),
      notify_subscribers: false,
      ...attributes,
      reported_at: place.store.timestamp(),
      type: 'status_page_post_postmortem',
      post: postOf(place),
    };
  },
};

const postOf = (place: Pick<Place, 'param'>): JsonObject => ({id: place.param('post'), type: 'status_page_post'});

/** Filters by a parameter that takes a few values. */
function byParameter(name: string, allowed: readonly string[]): NonNullable<Resource['select']> {
  return (request: RestRequest, records) => {
    const wanted = request.one(name);
    if (wanted !== undefined && !allowed.includes(wanted))
      throw invalid(`${name} must be one of ${allowed.join(', ')}`);
    return records.filter(record => wanted === undefined || record[name] === wanted);
  };
}
