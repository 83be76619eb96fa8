import type {JsonObject} from '../../src/lib/base/json.ts';
import {elsewhere} from './exercise-table-elsewhere.ts';
import type {Exercise} from './exercises.ts';

/** An account with something at each path that is only read. */
export const records: Record<string, JsonObject[]> = {
  '/status_pages': [{id: 'PSTATUS', name: 'Public'}],
  '/status_pages/PSTATUS/services': [{name: 'Shop', business_service: {id: 'PBUSIN1', type: 'business_service'}}],
  '/status_pages/PSTATUS/impacts': [{description: 'Major', post_type: 'incident'}],
  '/status_pages/PSTATUS/severities': [{id: 'PSEVER1', description: 'Outage', post_type: 'incident'}],
  '/status_pages/PSTATUS/statuses': [{id: 'PSTATE1', description: 'Detected', post_type: 'incident'}],
  '/status_dashboards': [{id: 'PDASHB1', name: 'Web shop', business_services: ['PBUSIN1']}],
  '/integration-jira-cloud/accounts_mappings': [
    {id: 'PJIRA01', jira_cloud_account: {id: 'J1', base_url: 'https://example.atlassian.net'}},
  ],
  '/business_services': [
    {id: 'PBUSIN1', name: 'Shop'},
    {id: 'PBUSIN2', name: 'Payments'},
  ],
};

const member = {type: 'user_member', user_id: '{user}'};
const shift = {type: 'custom_shift', start_time: '2026-03-01T09:00:00Z', end_time: '2026-03-01T17:00:00Z'};
const assigned = {assignments: [{type: 'shift_assignment', member}]};
const override = {
  ...shift,
  type: 'override_shift',
  rotation_id: '{rotation}',
  overridden_member: member,
  overriding_member: member,
};
const local = (hour: string) => ({date_time: `2026-03-02T${hour}:00:00Z`, time_zone: 'Europe/Berlin'});
const event = {
  name: 'Days',
  start_time: local('09'),
  end_time: local('17'),
  effective_since: '2026-03-02T00:00:00Z',
  recurrence: ['RRULE:FREQ=DAILY'],
  assignment_strategy: {type: 'rotating_member_assignment_strategy', shifts_per_member: 1, members: [member]},
};
const window = 'since=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z';

const v3: Exercise[] = [
  ['POST', '/v3/schedules', {schedule: {name: 'Days', time_zone: 'Europe/Berlin'}}, ['schedule', 'schedule.id']],
  ['GET', '/v3/schedules?total=true&query=day'],
  ['POST', '/v3/schedules/{schedule}/rotations', undefined, ['rotation', 'rotation.id']],
  ['POST', '/v3/schedules/{schedule}/rotations/{rotation}/events', {event}, ['event', 'event.id']],
  ['GET', '/v3/schedules/{schedule}/rotations/{rotation}/events'],
  ['PUT', '/v3/schedules/{schedule}/rotations/{rotation}/events/{event}', {event: {name: 'Daytime'}}],
  ['GET', '/v3/schedules/{schedule}/rotations/{rotation}/events/{event}'],
  ['GET', '/v3/schedules/{schedule}/rotations'],
  ['GET', '/v3/schedules/{schedule}/rotations/{rotation}'],
  [
    'POST',
    '/v3/schedules/{schedule}/custom_shifts',
    {custom_shifts: [{...shift, ...assigned}]},
    ['shift', 'custom_shifts.0.id'],
  ],
  ['GET', `/v3/schedules/{schedule}/custom_shifts?${window}`],
  ['PUT', '/v3/schedules/{schedule}/custom_shifts/{shift}', {custom_shift: {end_time: '2026-03-01T18:00:00Z'}}],
  ['GET', '/v3/schedules/{schedule}/custom_shifts/{shift}'],
  [
    'POST',
    '/v3/schedules/{schedule}/overrides',
    {overrides: [{...override, rotation_id: '{rotation}'}]},
    ['override', 'overrides.0.id'],
  ],
  ['GET', `/v3/schedules/{schedule}/overrides?${window}`],
  ['PUT', '/v3/schedules/{schedule}/overrides/{override}', {override: {overriding_member: {type: 'empty_member'}}}],
  ['GET', '/v3/schedules/{schedule}/overrides/{override}'],
  ['GET', '/v3/schedules/{schedule}'],
  ['GET', `/v3/schedules/{schedule}?include[]=final_schedule&${window}`],
  ['PUT', '/v3/schedules/{schedule}', {schedule: {name: 'Early'}}],
  ['GET', '/v3/schedules/{schedule}/audit/records'],
  ['DELETE', '/v3/schedules/{schedule}/overrides/{override}'],
  ['DELETE', '/v3/schedules/{schedule}/custom_shifts/{shift}'],
  ['DELETE', '/v3/schedules/{schedule}/rotations/{rotation}/events/{event}'],
  ['DELETE', '/v3/schedules/{schedule}/rotations/{rotation}'],
  ['DELETE', '/v3/schedules/{schedule}'],
];

const scim: Exercise[] = [
  ['POST', '/scim/v2/Users', {userName: 'neo@example.com', displayName: 'Neo', externalId: 'x1'}, ['scim', 'id']],
  ['GET', '/scim/v2/Users?startIndex=1&count=2'],
  ['GET', '/scim/v2/Users?filter=externalId eq "x1"'],
  ['GET', '/scim/v2/Users/{scim}'],
  ['PUT', '/scim/v2/Users/{scim}', {userName: 'neo@example.com', displayName: 'Thomas', title: 'One'}],
  ['PATCH', '/scim/v2/Users/{scim}', {Operations: [{op: 'replace', path: 'displayName', value: 'Neo'}]}],
  ['DELETE', '/scim/v2/Users/{scim}'],
  ['GET', '/scim/v2/ResourceTypes'],
  ['GET', '/scim/v2/ServiceProviderConfig'],
];

const rules = [
  {label: 'Databases', conditions: [], actions: {route_to: '{service}'}},
  {label: 'By name', conditions: [], actions: {dynamic_route_to: {lookup_by: 'service_name', source: 'event.source'}}},
];

const orchestrations: Exercise[] = [
  ['POST', '/event_orchestrations', {orchestration: {name: 'Shop'}}, ['orchestration', 'orchestration.id']],
  ['GET', '/event_orchestrations?sort_by=name:desc'],
  ['GET', '/event_orchestrations/{orchestration}'],
  ['PUT', '/event_orchestrations/{orchestration}', {orchestration: {description: 'Of the shop'}}],
  [
    'POST',
    '/event_orchestrations/{orchestration}/integrations',
    {integration: {label: 'X'}},
    ['integration', 'integration.id'],
  ],
  ['GET', '/event_orchestrations/{orchestration}/integrations'],
  ['GET', '/event_orchestrations/{orchestration}/integrations/{integration}'],
  ['PUT', '/event_orchestrations/{orchestration}/integrations/{integration}', {integration: {label: 'Y'}}],
  ['DELETE', '/event_orchestrations/{orchestration}/integrations/{integration}'],
  ['GET', '/event_orchestrations/{orchestration}/router'],
  ['PUT', '/event_orchestrations/{orchestration}/router', {orchestration_path: {sets: [{id: 'start', rules}]}}],
  ['PUT', '/event_orchestrations/{orchestration}/unrouted', {orchestration_path: {sets: [{id: 'start', rules: []}]}}],
  ['GET', '/event_orchestrations/{orchestration}/global'],
  ['GET', '/event_orchestrations/services/{service}'],
  ['PUT', '/event_orchestrations/services/{service}', {orchestration_path: {sets: []}}],
  ['PUT', '/event_orchestrations/services/{service}/active', {active: true}],
  ['GET', '/event_orchestrations/services/{service}/active'],
  [
    'POST',
    '/event_orchestrations/{orchestration}/cache_variables',
    {cache_variable: {name: 'n', configuration: {type: 'trigger_event_count', ttl_seconds: 60}}},
    ['variable', 'cache_variable.id'],
  ],
  ['GET', '/event_orchestrations/{orchestration}/cache_variables'],
  ['GET', '/event_orchestrations/{orchestration}/cache_variables/{variable}'],
  ['PUT', '/event_orchestrations/{orchestration}/cache_variables/{variable}', {cache_variable: {name: 'm'}}],
  ['DELETE', '/event_orchestrations/{orchestration}/cache_variables/{variable}'],
  ['DELETE', '/event_orchestrations/{orchestration}'],
];

export const exercises: readonly Exercise[] = [...v3, ...scim, ...orchestrations, ...elsewhere];
