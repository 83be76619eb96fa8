import {describe, expect, test} from 'bun:test';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {generate} from '../../scripts/generate-endpoints.ts';
import {Description} from '../../scripts/openapi.ts';
import {field, type Json} from '../../src/lib/base/json.ts';
import {allEndpoints, match, methodsOf, nearestPath} from '../../src/lib/rest/endpoints.ts';
import {responseKey, unwrap, unwrapRequest, wrap} from '../../src/lib/rest/wrap.ts';

const generated = join(import.meta.dir, '../../src/lib/rest/endpoints.generated.ts');
// PagerDuty's descriptions are not part of this project; beside it they may lie.
const folder = join(import.meta.dir, '../../../shared/openapi');
const files = existsSync(folder)
  ? readdirSync(folder)
      .sort()
      .map(name => join(folder, name))
  : [];

/** The path with an ID in each of its gaps. */
const filled = (path: string): string => path.replace('{entity_type}', 'users').replace(/\{.+?\}/g, 'PABC123');

const pathOf = (method: string, path: string): string | undefined => match(method, path)?.endpoint.path;

test('every endpoint of the index is found by its own path', () => {
  const endpoints = allEndpoints();
  expect(endpoints.length).toBeGreaterThan(490);
  for (const {method, path} of endpoints) expect(`${method} ${pathOf(method, filled(path))}`).toBe(`${method} ${path}`);
});

test('the index is small and marked as generated', () => {
  const text = readFileSync(generated, 'utf8');
  expect(text.split('\n')[0]).toContain('Generated from the OpenAPI descriptions by `npm run generate');
  expect(text.length).toBeLessThan(25_000);
});

test.each([
  ['/users/me', '/users/me'],
  ['users/PABC', '/users/{id}'],
  ['/users/PABC/tags', '/{entity_type}/{id}/tags'],
  ['/services/PABC/tags', undefined],
  ['/incidents/count', '/incidents/count'],
  ['/incidents/types/notes', '/incidents/types/{type_id_or_name}'],
  ['/incidents/P1/notes', '/incidents/{id}/notes'],
  ['/integration-slack/workspaces/T1/connections', '/integration-slack/workspaces/{slack_team_id}/connections'],
  ['/scim/v2/Users', '/scim/v2/Users'],
  ['/nothing/here', undefined],
])('GET %p is %p', (path, pattern) => {
  expect(pathOf('GET', path)).toBe(pattern);
});

test.each([
  ['/user', '/users'],
  ['/user/PABC', '/users/{id}'],
  ['/incident/P1/notes', '/incidents/{id}/notes'],
  ['/servces', '/services'],
  ['/teams/P1/member', '/teams/{id}/members'],
  ['/v2/users', '/users'],
  ['/zzzzzz', undefined],
])('the nearest to %p is %p', (path, known) => {
  expect(nearestPath(path)).toBe(known);
});

test('what is known of an endpoint', () => {
  const incidents = match('GET', '/incidents')?.endpoint;
  expect(incidents).toMatchObject({paging: 'classic', maxPage: 100, window: {kind: 'filter', widestDays: 180}});
  expect(incidents?.query).toContainEqual({name: 'statuses', list: 'brackets', required: false});
  expect(incidents?.query).toContainEqual({name: 'sort_by', list: 'commas', required: false});
  expect(match('POST', '/incidents')?.endpoint).toMatchObject({
    needsFrom: true,
    ownRateLimit: true,
    requestWrapper: 'incident',
  });
  expect(match('GET', '/schedules')?.endpoint.window?.kind).toBe('rendering');
  expect(match('GET', '/audit/records')?.endpoint).toMatchObject({
    paging: 'cursor',
    window: {kind: 'filter', widestDays: 31},
  });
  expect(match('GET', '/ip_allow_lists')?.endpoint.headers).toEqual({'x-early-access': 'ip-allow-lists'});
  expect(match('GET', '/integration-slack/workspaces/T1/connections')?.endpoint.host).toBe('app');
  expect(match('GET', '/incidents/custom_fields')?.endpoint.deprecated).toBe(true);
  expect(
    allEndpoints()
      .filter(({deprecated}) => deprecated)
      .map(({method, path, replacement}) => `${method} ${path}: ${replacement}`),
  ).toEqual([
    'GET /incidents/custom_fields: GET /incidents/types/{type_id_or_name}/custom_fields',
    'POST /incidents/custom_fields: POST /incidents/types/{type_id_or_name}/custom_fields',
    ...['GET', 'PUT', 'DELETE'].map(
      method =>
        `${method} /incidents/custom_fields/{field_id}: ${method} /incidents/types/{type_id_or_name}/custom_fields/{field_id}`,
    ),
    ...['GET', 'POST'].map(
      method =>
        `${method} /incidents/custom_fields/{field_id}/field_options: ${method} /incidents/types/{type_id_or_name}/custom_fields/{field_id}/field_options`,
    ),
    ...['PUT', 'DELETE'].map(
      method =>
        `${method} /incidents/custom_fields/{field_id}/field_options/{field_option_id}: ${method} /incidents/types/{type_id_or_name}/custom_fields/{field_id}/field_options/{field_option_id}`,
    ),
    // Its replacement deletes.
    'GET /oauth_delegations/revocation_requests/status: undefined',
    'GET /users/{id}/sessions: GET /users/{id}/oauth_delegations',
    'DELETE /users/{id}/sessions: DELETE /oauth_delegations',
    'GET /users/{id}/sessions/{type}/{session_id}: GET /users/{id}/oauth_delegations/{delegation_id}',
    'DELETE /users/{id}/sessions/{type}/{session_id}: DELETE /oauth_delegations',
  ]);
  expect(match('GET', '/incidents/P1/past_incidents')?.endpoint).toMatchObject({paging: 'limit', maxPage: 999});
  expect(match('POST', '/enrichment/schemas')?.endpoint.bodyTypes).toContain('text/csv');
  expect(methodsOf('/users/P1')).toEqual(['GET', 'PUT', 'DELETE']);
});

describe('wrapping', () => {
  const team = match('POST', '/teams');
  test('a body gets its wrapper once', () => {
    expect(wrap(team?.endpoint, {name: 'x'})).toEqual({team: {name: 'x'}});
    expect(wrap(team?.endpoint, {team: {name: 'x'}})).toEqual({team: {name: 'x'}});
    expect(wrap(match('PUT', '/incidents')?.endpoint, [{id: 'P1'}])).toEqual({incidents: [{id: 'P1'}]});
    expect(wrap(match('POST', '/incidents/P1/snooze')?.endpoint, {duration: 60})).toEqual({duration: 60});
    expect(wrap(undefined, {name: 'x'})).toEqual({name: 'x'});
  });

  test('an answer loses its wrapper, whether the path is known or not', () => {
    expect(unwrap({user: {id: 'P1'}})).toEqual({id: 'P1'});
    expect(unwrap({users: [], limit: 25, offset: 0, more: false, total: null})).toEqual([]);
    expect(unwrap({incidents: [], next_cursor: null, response_metadata: {}})).toEqual([]);
    expect(unwrap({vendor: [{id: 'P1'}]})).toEqual([{id: 'P1'}]);
    expect(unwrap([{id: 'P1'}])).toEqual([{id: 'P1'}]);
    expect(unwrap({status: 'ok'})).toEqual({status: 'ok'});
    expect(unwrap({data: [], filters: {}})).toEqual({data: [], filters: {}});
    expect(unwrap('text')).toBe('text');
    const tags = match('GET', '/tags/P1/users');
    expect(unwrap({users: [{id: 'U'}], teams: [], escalation_policies: []}, tags)).toEqual([{id: 'U'}]);
  });
});

if (files.length === 0) {
  test('without the OpenAPI descriptions next to the project, only the index itself is checked', () => {
    const wrapped = allEndpoints().filter(({requestWrapper}) => requestWrapper !== undefined);
    expect(wrapped.length).toBeGreaterThan(130);
    for (const {method, path, requestWrapper} of wrapped) {
      const found = match(method, filled(path));
      expect(wrap(found?.endpoint, {name: 'x'})).toEqual({[String(requestWrapper)]: {name: 'x'}});
    }
  });
} else {
  describe('against the OpenAPI descriptions', () => {
    const descriptions = files.map(file => new Description(JSON.parse(readFileSync(file, 'utf8'))));
    const rest = descriptions.filter(({server}) => !server.includes('//events.'));
    const operations = rest.flatMap(description =>
      [...description.operations()].map(({method, path, operation}) => {
        const prefix = allEndpoints().find(known => known.method === method && known.path.endsWith(path))?.path ?? path;
        return {description, method, operation, found: match(method, filled(prefix)), path: prefix};
      }),
    );

    test('the index is up to date with them', () => {
      expect(generate(files)).toBe(readFileSync(generated, 'utf8'));
    });

    test('every operation is known', () => {
      expect(operations.length).toBeGreaterThan(490);
      expect(operations.filter(({found, path}) => found?.endpoint.path !== path)).toEqual([]);
    });

    test('every example of a request is the same after it is unwrapped and wrapped again', () => {
      let checked = 0;
      for (const {description, operation, found} of operations) {
        for (const example of description.examples(description.requestMedia(operation))) {
          const wrapper = found?.endpoint.requestWrapper;
          const expected = wrapper === undefined ? example : {[wrapper]: field(example, wrapper)};
          expect(wrap(found?.endpoint, unwrapRequest(found?.endpoint, example))).toEqual(expected as Json);
          expect(wrap(found?.endpoint, example)).toEqual(example);
          checked += 1;
        }
      }
      expect(checked).toBeGreaterThan(150);
    });

    test('the examples of answers are unwrapped as their schema says, except for the faulty ones', () => {
      const faulty: string[] = [];
      let checked = 0;
      for (const {description, method, operation, path, found} of operations) {
        const media = description.responseMedia(operation);
        const keys = description.keys(media?.['schema']);
        for (const example of description.examples(media)) {
          checked += 1;
          const key = responseKey(example, found);
          if (key !== undefined ? keys.size > 0 && !keys.has(key) : onlyContainer(keys))
            faulty.push(`${method} ${path}`);
        }
      }
      expect(checked).toBeGreaterThan(430);
      expect(faulty).toEqual(faultyExamples);
    });
  });
}

// They name a wrapper that is not in the schema of the same answer, or show none of it.
const faultyExamples = [
  'GET /business_services/priority_thresholds',
  'POST /enrichment/event_enrichments/{id}/associations',
  'GET /paused_incident_reports/alerts',
  'POST /rulesets',
  'PUT /rulesets/{id}',
  'POST /rulesets/{id}/rules',
  'POST /services/{id}/rules',
  'GET /users/{id}/oauth_delegations/{delegation_id}',
  'PUT /users/{id}/status_update_notification_rules/{status_update_notification_rule_id}',
  'GET /workflows/integrations/{id}',
  'POST /workflows/integrations/{integration_id}/connections',
  'GET /workflows/integrations/{integration_id}/connections/{id}',
  'PATCH /workflows/integrations/{integration_id}/connections/{id}',
];

/** The schema has one key, and that holds an array or an object: an example that shows nothing of it is faulty. */
function onlyContainer(keys: ReadonlyMap<string, string>): boolean {
  return keys.size === 1 && [...keys.values()][0] !== 'scalar';
}
