import {field, objects, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid, notFound} from '../failure.ts';
import type {Kind} from '../kinds.ts';
import {routesOf} from './collections.ts';
import {page} from './page.ts';
import type {RestRequest, Route} from './request.ts';

const taggable: readonly Kind[] = ['users', 'teams', 'escalation_policies'];

export const tagRoutes: readonly Route[] = [
  ...routesOf({
    kind: 'tags',
    needed: ['label'],
    prepare: (request, attributes) => {
      if (tagByLabel(request, stringField(attributes, 'label'))) throw invalid('label has already been taken');
      return attributes;
    },
  }).filter(route => route.method !== 'PUT'),
  {method: 'GET', pattern: '/tags/:id/:type', answer: listTagged},
  {method: 'GET', pattern: '/:type/:id/tags', answer: listTags},
  {method: 'POST', pattern: '/:type/:id/change_tags', answer: changeTags},
];

const tagByLabel = (request: RestRequest, label: string | undefined) =>
  [...request.store.tables.tags.values()].find(tag => tag['label'] === label);

function typeOf(request: RestRequest): Kind {
  const type = taggable.find(kind => kind === request.param('type'));
  if (type === undefined) throw notFound();
  return type;
}

/** The list of the tags of one record. */
function tagList(request: RestRequest) {
  const type = typeOf(request);
  return request.store.part(`tags/${type}`, request.record(type).id);
}

function listTags(request: RestRequest): Reply {
  const ids = tagList(request).map(tag => tag['id']);
  return page(
    request,
    'tags',
    [...request.store.tables.tags.values()].filter(tag => ids.includes(tag.id)),
  );
}

function listTagged(request: RestRequest): Reply {
  const type = typeOf(request);
  const tag = request.record('tags');
  const ids = [...request.store.tables[type].keys()].filter(id =>
    request.store.part(`tags/${type}`, id).some(one => one['id'] === tag.id),
  );
  return page(
    request,
    type,
    ids.map(id => request.store.reference(type, id)),
  );
}

function changeTags(request: RestRequest): Reply {
  const tags = tagList(request);
  const body = request.body();
  const added = objects(field(body, 'add'));
  const removed = objects(field(body, 'remove'));
  if (added.length + removed.length === 0) throw invalid('add or remove must name a tag');
  for (const one of added) {
    const label = stringField(one, 'label');
    // A new label creates its tag.
    const tag =
      label === undefined
        ? request.store.tables.tags.get(stringField(one, 'id') ?? '')
        : (tagByLabel(request, label) ?? request.store.add('tags', {label}));
    if (tag === undefined) throw invalid(`There is no tag "${stringField(one, 'id') ?? ''}"`);
    if (!tags.some(kept => kept['id'] === tag.id)) tags.push({id: tag.id});
  }
  for (const one of removed) {
    const index = tags.findIndex(kept => kept['id'] === one['id']);
    if (index !== -1) tags.splice(index, 1);
  }
  return {status: 200, body: {add: added, remove: removed}};
}
