import type {Exercise} from './exercises.ts';

const reference = (id: string, type: string) => ({id, type: `status_page_${type}`});
const update = {message: 'We look', status: reference('PSTATE1', 'status'), severity: reference('PSEVER1', 'severity')};
const page = '/status_pages/PSTATUS';

const statusPages: Exercise[] = [
  ['GET', '/status_pages?total=true'],
  ...['services', 'impacts', 'severities', 'statuses'].map((part): Exercise => ['GET', `${page}/${part}`]),
  ['GET', `${page}/severities/PSEVER1`],
  ['POST', `${page}/posts`, {post: {title: 'Slow', post_type: 'incident', updates: [update]}}, ['post', 'post.id']],
  ['GET', `${page}/posts?post_type=incident`],
  ['GET', `${page}/posts/{post}`],
  ['PUT', `${page}/posts/{post}`, {post: {title: 'Slower'}}],
  ['POST', `${page}/posts/{post}/post_updates`, {post_update: update}, ['update', 'post_update.id']],
  ['GET', `${page}/posts/{post}/post_updates`],
  ['PUT', `${page}/posts/{post}/post_updates/{update}`, {post_update: {message: 'Mended'}}],
  ['PUT', `${page}/posts/{post}/postmortem`, {postmortem: {message: 'A disk was full'}}],
  ['GET', `${page}/posts/{post}/postmortem`],
  ['DELETE', `${page}/posts/{post}/postmortem`],
  [
    'POST',
    `${page}/subscriptions`,
    {
      subscription: {
        channel: 'email',
        contact: 'a@example.com',
        subscribable_object: {id: 'PSTATUS', type: 'status_page'},
      },
    },
    ['subscription', 'subscription.id'],
  ],
  ['GET', `${page}/subscriptions`],
  ['GET', `${page}/subscriptions/{subscription}`],
  ['DELETE', `${page}/subscriptions/{subscription}`],
  ['DELETE', `${page}/posts/{post}`],
];

const jira = '/integration-jira-cloud/accounts_mappings';
const named = {id: '1', name: 'x'};
const jiraConfig = {
  service: {id: '{service}', type: 'service_reference'},
  jira: {
    autocreate_jql: null,
    create_issue_on_incident_trigger: true,
    issue_type: named,
    project: {...named, key: 'X'},
    status_mapping: {triggered: named, acknowledged: named, resolved: named},
  },
};
const slack = '/integration-slack/incidents/{incident}';
const teams = '/integration-ms-teams/incidents/{incident}';
const connection = {
  channel_id: 'C1',
  source_id: '{service}',
  source_type: 'service_reference',
  config: {events: ['incident.triggered'], urgency: null, priorities: []},
};
const connections = '/integration-slack/workspaces/T1/connections';

const integrations: Exercise[] = [
  ['GET', jira],
  ['GET', `${jira}/PJIRA01`],
  ['POST', `${jira}/PJIRA01/rules`, {name: 'Critical', config: jiraConfig}, ['rule', 'id']],
  ['GET', `${jira}/PJIRA01/rules`],
  ['PUT', `${jira}/PJIRA01/rules/{rule}`, {name: 'All', config: jiraConfig}],
  ['GET', `${jira}/PJIRA01/rules/{rule}`],
  ['DELETE', `${jira}/PJIRA01/rules/{rule}`],
  ['POST', `${slack}/dedicated_channel`, {channel: {name: 'war-room', slack_team_id: 'T1'}}],
  ['GET', `${slack}/dedicated_channel`],
  ['DELETE', `${slack}/dedicated_channel`],
  ['POST', `${slack}/notification_channels`, {channel: {id: 'C9', slack_team_id: 'T1'}}],
  ['GET', `${slack}/notification_channels`],
  ['PUT', `${slack}/notification_channels`, {channels: [{id: 'C8', slack_team_id: 'T1'}]}],
  ['DELETE', `${slack}/notification_channels/C8`],
  ['POST', connections, {slack_connection: connection}, ['connection', 'slack_connection.id']],
  ['GET', connections],
  ['PUT', `${connections}/{connection}`, {slack_connection: {notification_type: 'stakeholder'}}],
  ['GET', `${connections}/{connection}`],
  ['DELETE', `${connections}/{connection}`],
  ['POST', `${teams}/dedicated_chat`, {mst_tenant_id: 't1', chat: {name: 'War room'}}],
  ['GET', `${teams}/dedicated_chat`],
  ['DELETE', `${teams}/dedicated_chat`],
  ['POST', `${teams}/meeting`, {mst_team_id: 't1'}],
];

const extra = 'additional_fields[]=total_impacted_count&additional_fields[]=services.highest_impacting_priority';
const subscriber = {subscribers: [{subscriber_id: '{user}', subscriber_type: 'user'}]};
const subject = {subscribables: [{subscribable_id: 'PBUSIN1', subscribable_type: 'business_service'}]};

const impacts: Exercise[] = [
  ['PUT', '/incidents/{incident}/business_services/PBUSIN1/impacts', {relation: 'impacted'}],
  ['GET', '/incidents/{incident}/business_services/impacts'],
  ['GET', '/incidents/types'],
  ['GET', '/incidents/types/incident_default'],
  ['GET', '/incidents/types/incident_default/custom_fields?include[]=field_options'],
  ['GET', `/business_services/impacts?${extra}`],
  ['GET', '/business_services/impactors?ids[]=PBUSIN1'],
  [
    'POST',
    '/service_dependencies/associate',
    {relationships: [{supporting_service: {id: 'PBUSIN1'}, dependent_service: {id: 'PBUSIN2'}}]},
  ],
  ['GET', `/business_services/PBUSIN2/supporting_services/impacts?${extra}`],
  ['GET', '/status_dashboards'],
  ['GET', '/status_dashboards/PDASHB1'],
  ['GET', '/status_dashboards/PDASHB1/service_impacts'],
  ['GET', '/status_dashboards/url_slugs/web-shop'],
  ['GET', `/status_dashboards/url_slugs/web-shop/service_impacts?${extra}`],
  ['POST', '/business_services/PBUSIN1/subscribers', subscriber],
  ['GET', '/business_services/PBUSIN1/subscribers'],
  ['POST', '/business_services/PBUSIN1/unsubscribe', subscriber],
  ['POST', '/incidents/{incident}/status_updates/subscribers', subscriber],
  ['GET', '/incidents/{incident}/status_updates/subscribers'],
  ['POST', '/users/{user}/notification_subscriptions', subject],
  ['GET', '/users/{user}/notification_subscriptions'],
  ['POST', '/users/{user}/notification_subscriptions/unsubscribe', subject],
];

const analytics: Exercise[] = [
  ['POST', '/analytics/raw/incidents', {}],
  ['GET', '/analytics/raw/incidents/{incident}'],
  ['POST', '/analytics/raw/users', {}],
  ['POST', '/analytics/raw/responders/{user}/incidents', {}],
  ['POST', '/analytics/metrics/users/all', {}],
  ['POST', '/analytics/metrics/incidents/all', {aggregate_unit: 'day'}],
  ['POST', '/analytics/metrics/incidents/services', {aggregate_unit: 'week'}],
  ['POST', '/analytics/metrics/incidents/teams', {}],
  ['POST', '/analytics/metrics/responders/all', {}],
];

const started = {incident_workflow_instance: {incident: {id: '{incident}', type: 'incident_reference'}}};

const workflows: Exercise[] = [
  ['POST', '/incident_workflows', {incident_workflow: {name: 'Call'}}, ['workflow', 'incident_workflow.id']],
  ['GET', '/incident_workflows?query=call'],
  ['PUT', '/incident_workflows/{workflow}', {incident_workflow: {description: 'Opens a call'}}],
  ['GET', '/incident_workflows/{workflow}'],
  ['POST', '/incident_workflows/{workflow}/instances', started],
  ['DELETE', '/incident_workflows/{workflow}'],
];

export const elsewhere: readonly Exercise[] = [...statusPages, ...integrations, ...impacts, ...analytics, ...workflows];
