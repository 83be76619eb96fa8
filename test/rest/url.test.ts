import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {match} from '../../src/lib/rest/endpoints.ts';
import {buildUrl, nameQuery, parseTarget} from '../../src/lib/rest/url.ts';
import {anyText} from '../support/any-text.ts';

const api = new URL('https://api.pagerduty.com');
const app = new URL('https://app.pagerduty.com');

test.each([
  ['users', '/users'],
  ['/users/PABC', '/users/PABC'],
  ['https://api.pagerduty.com/users/PABC', '/users/PABC'],
  ['HTTPS://API.PagerDuty.com/users', '/users'],
  ['https://app.pagerduty.com/integration-slack/x', '/integration-slack/x'],
  ['users/a@b.example', '/users/a@b.example'],
  ['incidents/types/a..b', '/incidents/types/a..b'],
])('%p is the path %p', (typed, path) => {
  expect(parseTarget(typed, [api, app]).path).toBe(path);
});

test('a query in the path is kept', () => {
  expect(parseTarget('users?query=a%20b&include[]=teams', [api]).query).toEqual([
    ['query', 'a b'],
    ['include[]', 'teams'],
  ]);
});

test('a + in the query of a path stays a +, as in a time with its zone', () => {
  const {query} = parseTarget('incidents?since=2026-01-01T00:00:00+01:00&a+b=c%2Bd', [api]);
  expect(buildUrl(api, '/incidents', query).search).toBe('?since=2026-01-01T00%3A00%3A00%2B01%3A00&a%2Bb=c%2Bd');
});

test.each([
  'https://evil.example/users',
  'http://api.pagerduty.com/users',
  'https://api.pagerduty.com:444/users',
  'https://api.pagerduty.com@evil.example/users',
  'https://api.pagerduty.com.evil.example/users',
  'https://user:secret@api.pagerduty.com/users',
  '//evil.example/users',
  'file:///etc/passwd',
  '../users',
  'incidents/../users/me',
  'incidents/%2e%2e/users',
  'incidents/.%2E/users',
  'incidents/%252e%252e/users',
  'incidents/..;/users',
  'incidents/a%2fb',
  'incidents/a%252fb',
  'incidents\\..\\users',
  'incidents/%5c..',
  'incidents/./P1',
  'incidents//notes',
  'incidents/',
  'incidents/P1\n',
  'incidents/P1%0a',
  'incidents/#1234',
  'incidents/50%',
  '',
  '/',
])('%p is refused before anything is sent', typed => {
  expect(() => parseTarget(typed, [api])).toThrow(expect.objectContaining({kind: 'usage'}));
});

test('a password in a URL is not repeated', () => {
  expect(() => parseTarget('https://u:hunter2hunter2@evil.example/x', [api])).toThrow(/^(?!.*hunter2)/);
});

test('whatever is typed: the URL stays on the host, below its own path, with the segments that were checked', () => {
  const base = new URL('https://api.pagerduty.com/base');
  fc.assert(
    fc.property(anyText(), typed => {
      let path: string;
      try {
        path = parseTarget(`incidents/${typed}`, [base]).path;
      } catch {
        return; // refused: nothing is sent
      }
      const url = buildUrl(base, path, []);
      expect(url.origin).toBe('https://api.pagerduty.com');
      expect(url.pathname.startsWith('/base/incidents/')).toBe(true);
      expect(url.pathname.split('/')).toHaveLength(path.split('/').length + 1);
      expect(`${url.search}${url.hash}`).toBe('');
    }),
    {numRuns: 1200},
  );
});

test('names of lists get their brackets, once', () => {
  const endpoint = match('GET', '/incidents')?.endpoint;
  const query = nameQuery(
    [
      ['statuses', 'triggered'],
      ['statuses[]', 'acknowledged'],
      ['limit', '5'],
      ['sort_by', 'created_at:desc'],
      ['sort_by', 'urgency'],
      ['other', 'x'],
    ],
    endpoint,
  );
  expect(buildUrl(api, '/incidents', query).href).toBe(
    'https://api.pagerduty.com/incidents?statuses%5B%5D=triggered&statuses%5B%5D=acknowledged&limit=5&sort_by=created_at%3Adesc%2Curgency&other=x',
  );
});

test('an unpaired surrogate in a value does not cause a defect', () => {
  expect(buildUrl(api, '/users', [['query', '\ud800']]).search).toBe('?query=%EF%BF%BD');
});
