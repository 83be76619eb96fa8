import {field, isObject, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {Failure, invalid, notFound} from '../failure.ts';
import {longId} from '../new-id.ts';
import {references} from './collections.ts';
import {type Place, recordsAt} from './place.ts';
import type {RestRequest, Route} from './request.ts';
import type {Resource} from './resource.ts';
import type {Single} from './single.ts';

const mappings: Resource = {
  path: '/integration-jira-cloud/accounts_mappings',
  plural: 'accounts_mappings',
  can: ['list', 'show'],
  paging: {},
  withoutSelf: true,
  prepare: ({store}, attributes) => ({
    pagerduty_account: {subdomain: 'sandbox'},
    created_at: store.timestamp(),
    updated_at: null,
    ...attributes,
  }),
};

const jiraCloudRules: Resource = {
  path: '/integration-jira-cloud/accounts_mappings/:id/rules',
  param: 'rule',
  under: mappings,
  plural: 'rules',
  paging: {},
  needed: ['name', 'config'],
  withoutSelf: true,
  prepare: (place, attributes, before) => {
    const config = attributes['config'];
    if (!isObject(config) || !isObject(config['jira'])) throw invalid("Invalid value for field 'config.jira'");
    const at = place.store.timestamp();
    const id = place.param('id');
    return {
      enabled: true,
      ...attributes,
      config: {...config, service: references(place, 'services', [config['service'] ?? {}])[0] ?? null},
      account_mapping: {
        id,
        type: 'account_mapping_reference',
        self: place.store.self(`${mappings.path.slice(1)}/${id}`),
      },
      created_at: before?.['created_at'] ?? at,
      updated_at: before === undefined ? null : at,
    };
  },
};

/** Jira Server: on the host of the web pages, with a signature that only the Jira plugin has. */
const jiraServerRules: Resource = {
  path: '/integration-jira-service/rules',
  plural: 'rules',
  singular: 'rule',
  paging: {},
  needed: ['name', 'config'],
  madeStatus: 200,
  withoutSelf: true,
  header: 'x-pagerduty-jira-signature',
  prepare: (_place, attributes) => ({enabled: true, ...attributes}),
};

const slackConnections: Resource = {
  path: '/integration-slack/workspaces/:workspace/connections',
  param: 'connection',
  plural: 'slack_connections',
  singular: 'slack_connection',
  paging: {usualSize: 50, total: 'always'},
  needed: ['channel_id', 'source_id', 'source_type', 'config'],
  withoutSelf: true,
  prepare: ({store}, attributes) => {
    const [id, type] = [stringField(attributes, 'source_id') ?? '', attributes['source_type']];
    const source = store.tables[type === 'team_reference' ? 'teams' : 'services'].get(id);
    if (source === undefined) throw invalid(`source_id "${id}" is no ${String(type).replace('_reference', '')}`);
    return {
      notification_type: 'responder',
      ...attributes,
      source_name: source.summary,
      channel_name: channelName(String(attributes['channel_id'])),
    };
  },
};

const ofIncident = {on: {kind: 'incidents', param: 'incident'}} as const;

const notificationChannels: Resource = {
  ...ofIncident,
  path: '/integration-slack/incidents/:incident/notification_channels',
  param: 'channel',
  plural: 'channels',
  singular: 'channel',
  can: ['list', 'create', 'remove'],
  paging: 'whole',
  needed: ['id', 'slack_team_id'],
  keepsIds: true,
  withoutSelf: true,
  prepare: (_place, attributes) => channel(String(attributes['id']), attributes),
};

export const integrationResources: readonly Resource[] = [
  mappings,
  jiraCloudRules,
  jiraServerRules,
  slackConnections,
  notificationChannels,
];

export const integrationSingles: readonly Single[] = [
  {
    ...ofIncident,
    path: '/integration-slack/incidents/:incident/dedicated_channel',
    key: 'channel',
    can: ['show', 'create', 'remove'],
    taken: () => new Failure(422, 2001, 'The incident has a dedicated channel already.'),
    prepare: (place, attributes) => channel(`C${longId(place.param('incident')).slice(0, 10)}`, attributes),
  },
  {
    ...ofIncident,
    path: '/integration-ms-teams/incidents/:incident/dedicated_chat',
    key: 'chat',
    can: ['show', 'create', 'remove'],
    isMadeBare: true,
    taken: () => new Failure(409, 2001, 'The incident chat group already exists.'),
    prepare: (place, attributes) => {
      if (stringField(attributes, 'mst_tenant_id') === undefined) throw invalid("mst_tenant_id can't be blank");
      return meetingIn(place, 'chat', attributes);
    },
    // The request that creates it names the tenant; an answer has it beside the chat.
    beside: ({call, store}, {url = ''}) =>
      call.method === 'GET' ? {tenant_id: store.part('tenants', String(url))[0]?.['id'] ?? ''} : {},
    made: ({store}, {url = ''}, body) => {
      store.part('tenants', String(url)).splice(0, 1, {id: body['mst_tenant_id'] ?? ''});
    },
  },
  {
    ...ofIncident,
    path: '/integration-ms-teams/incidents/:incident/meeting',
    key: 'meeting',
    can: ['create'],
    isMadeBare: true,
    prepare: (place, attributes) => {
      if (stringField(attributes, 'mst_team_id') === undefined) throw invalid("mst_team_id can't be blank");
      return meetingIn(place, 'meeting', attributes);
    },
  },
];

/** The channels that are notified of an incident, all at once. */
export const integrationRoutes: readonly Route[] = [
  {method: 'PUT', pattern: notificationChannels.path, answer: replaceChannels},
];

function replaceChannels(request: RestRequest): Reply {
  if (!request.store.incidents.has(request.param('incident'))) throw notFound();
  const given = field(request.body(), 'channels');
  if (!Array.isArray(given)) throw invalid('"channels" is missing from the body');
  const channels = objects(given).map(one => channel(stringField(one, 'id') ?? '', one));
  if (channels.some(one => one['id'] === '')) throw invalid("id can't be blank");
  const kept = recordsAt(request, notificationChannels);
  kept.splice(0, kept.length, ...channels);
  return {status: 200, body: {channels}};
}

const channelName = (id: string): string => `channel-${id.toLowerCase()}`;

function channel(id: string, attributes: JsonObject): JsonObject {
  const team = stringField(attributes, 'slack_team_id') ?? 'T0SANDBOX';
  return {
    id,
    name: stringField(attributes, 'name') ?? channelName(id),
    slack_team_id: team,
    link: `https://slack.com/app_redirect?channel=${id}&team=${team}`,
    deep_link: `slack://channel?team=${team}&id=${id}`,
  };
}

function meetingIn(place: Place, kind: 'chat' | 'meeting', attributes: JsonObject): JsonObject {
  const incident = place.store.incidents.get(place.param('incident'));
  const name = stringField(attributes[kind], 'name') ?? incident?.summary ?? '';
  return {name, url: `https://teams.microsoft.com/l/${kind}/19%3A${longId(`${kind} ${place.param('incident')}`)}/0`};
}
