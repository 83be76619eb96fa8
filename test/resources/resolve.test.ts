import {afterEach, expect, test} from 'bun:test';
import {PdError} from '../../src/lib/base/errors.ts';
import {column} from '../../src/lib/resources/column.ts';
import {services, users} from '../../src/lib/resources/descriptors.ts';
import {chosen} from '../../src/lib/resources/named-record.ts';
import {Resolver} from '../../src/lib/resources/resolve.ts';
import {idInUrl, safePage} from '../../src/lib/resources/web-url.ts';
import {withDemo} from '../incidents/demo.ts';
import {classicPage, clientFor, serve} from '../rest/list-server.ts';

const servers: Disposable[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server[Symbol.dispose]();
});

/** A resolver over an account with these records, and what it asked for: the path, and the text searched. */
async function records(lists: Record<string, Named[]>, single: Record<string, Named> = {}) {
  const server = await serve(({path, query}) => {
    const [, kind = '', id] = path.split('/');
    if (id !== undefined) {
      const body = single[path];
      return body === undefined ? {status: 404} : {body: {[kind.replace(/s$/, '')]: body}};
    }
    const text = (query.get('query') ?? '').toLowerCase();
    return classicPage(
      (lists[path] ?? []).filter(({name = ''}) => name.toLowerCase().includes(text)),
      query,
      kind,
    );
  });
  servers.push(server);
  const asked = () =>
    server.asked.map(({path, query}) => `${path}${query.has('query') ? `?${String(query.get('query'))}` : ''}`);
  return {asked, resolver: new Resolver(clientFor(server.url).client)};
}

interface Named {
  id: string;
  name?: string;
  email?: string;
}

const failure = async (work: Promise<unknown>): Promise<PdError> => {
  const error: unknown = await work.then(
    () => undefined,
    reason => reason,
  );
  if (error instanceof PdError) return error;
  throw new Error(`expected a failure, got ${String(error)}`);
};

const people = [
  {id: 'PADA111', name: 'Ada Byron', email: 'ada@example.com'},
  {id: 'PADA222', name: 'Ada', email: 'a2@example.com'},
  {id: 'PBOB333', name: 'Bob Ada-Smith', email: 'bob@example.com'},
];

test('an ID is looked up once, and one of an incident is taken as it is', async () => {
  const {asked, resolver} = await records({}, {'/users/PADA111': {id: 'PADA111'}});
  const ids = [
    await resolver.user('PADA111'),
    await resolver.user('PADA111'),
    await resolver.incident('Q02JTSNZWHSEKV'),
  ];
  expect(ids).toEqual(['PADA111', 'PADA111', 'Q02JTSNZWHSEKV']);
  expect(asked()).toEqual(['/users/PADA111']);
});

test('an exact name comes before a part of one, whatever its case', async () => {
  const {asked, resolver} = await records({'/users': people});
  expect(await resolver.user('ADA')).toBe('PADA222');
  expect(await resolver.user('smith')).toBe('PBOB333');
  expect(asked()).toEqual(['/users?ADA', '/users?smith']);
});

test('the same text is asked for once, also at the same time', async () => {
  const {asked, resolver} = await records({'/users': people});
  await Promise.all([resolver.user('byron'), resolver.user('byron')]);
  await resolver.user('byron');
  expect(asked()).toEqual(['/users?byron']);
});

test('several matches are wrong usage, and ten of them are listed', async () => {
  const many = Array.from({length: 13}, (_, index) => ({id: `P${index}`, name: `web ${index}`}));
  const error = await failure((await records({'/services': many})).resolver.service('web'));
  expect([error.kind, error.facts.details?.length, error.facts.details?.[0], error.facts.details?.at(-1)]).toEqual([
    'usage',
    11,
    'P0  web 0',
    'and 3 more',
  ]);
});

test('a name in capitals that looks like an ID is found by name, or asked for by ID', async () => {
  const lists = {'/teams': [{id: 'PTEAM01', name: 'PAYMENT'}]};
  expect(await (await records(lists)).resolver.team('PAYMENT')).toBe('PTEAM01');
  const byId = await records({}, {'/teams/PABCDEF': {id: 'PABCDEF'}});
  expect(await byId.resolver.team('PABCDEF')).toBe('PABCDEF');
  expect(byId.asked()).toEqual(['/teams?PABCDEF', '/teams/PABCDEF']);
  // A filter by an ID that is not there would be an empty list, and a wrong "no incidents".
  expect((await failure((await records({})).resolver.team('PAYMENT'))).kind).toBe('not-found');
});

test('an e-mail is found although the server searches names only', async () => {
  const {asked, resolver} = await records({'/users': people});
  expect(await resolver.user('BOB@example.com')).toBe('PBOB333');
  expect(asked()).toEqual(['/users?BOB@example.com', '/users']);
});

test('me is the user of the key', async () => {
  const {asked, resolver} = await records({}, {'/users/me': {id: 'PADA111'}});
  expect([await resolver.user('me'), asked()]).toEqual(['PADA111', ['/users/me']]);
});

test('incident numbers are looked up, with and without #', async () => {
  const {asked, resolver} = await records({}, {'/incidents/12': {id: 'Q12'}});
  expect([await resolver.incident('#12'), await resolver.incident('12')]).toEqual(['Q12', 'Q12']);
  expect(asked()).toEqual(['/incidents/12', '/incidents/12']);
  expect((await failure(resolver.incident('13'))).message).toBe('No incident has the number 13');
});

test('what is no ID never reaches a path', async () => {
  const {asked, resolver} = await records({});
  for (const text of ['../../users/me', 'P1/merge', '', ' ', '..', 'P1?a=b', 'P1#x', '%2e', 'P1\u0000']) {
    expect([text, (await failure(resolver.incident(text))).kind]).toEqual([text, 'usage']);
  }
  expect(asked()).toEqual([]);
});

test('pages of PagerDuty, new and old, in every region', () => {
  const pages: [string, readonly string[], string][] = [
    ['https://acme.pagerduty.com/incidents/Q1ABC', ['incidents'], 'Q1ABC'],
    ['https://acme.eu.pagerduty.com/incidents/Q1ABC/timeline?x=1#y', ['incidents'], 'Q1ABC'],
    ['https://api.pagerduty.com/incidents/Q1ABC', ['incidents'], 'Q1ABC'],
    ['https://acme.pagerduty.com/schedules#P1ABC', ['schedules'], 'P1ABC'],
    ['https://acme.pagerduty.com/service-directory/P1ABC/activity', ['service-directory', 'services'], 'P1ABC'],
  ];
  for (const [url, places, id] of pages) expect(idInUrl(url, places, 'thing')).toBe(id);
  for (const url of [
    'https://evil.example/incidents/P1',
    'https://pagerduty.com.evil.example/incidents/P1',
    'https://acme.pagerduty.com/users/P1',
    'https://acme.pagerduty.com/incidents/',
    'https://acme.pagerduty.com/incidents/a%2Fb',
    'https://',
  ]) {
    expect(() => idInUrl(url, ['incidents'], 'incident')).toThrow(PdError);
  }
});

test('only https pages on a PagerDuty host are opened', () => {
  expect(safePage('https://acme.pagerduty.com/incidents/P1')).toBe('https://acme.pagerduty.com/incidents/P1');
  for (const page of [
    'http://acme.pagerduty.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '$(touch pwned)',
    '--help',
    'https://a@acme.pagerduty.com/',
    'https://acme.pagerduty.com:444/',
    'https://notpagerduty.com/',
    'https://acme.pagerduty.com/ x',
    'https:\\\\acme.pagerduty.com',
    7,
    null,
  ]) {
    expect([page, safePage(page)]).toEqual([page, undefined]);
  }
});

test('choosing among records is by name, e-mail for users', () => {
  expect(chosen(people, users, 'a2@example.com')).toBe('PADA222');
  expect(chosen(people, users, 'ada@example.co')).toBeUndefined();
  expect(chosen(people, users, '@example.com')).toBeUndefined();
  expect(chosen(people, users, 'nobody')).toBeUndefined();
  expect(chosen([{id: 'P1', name: 'Web', email: 'x'}], services, 'x')).toBeUndefined();
});

test('candidates, also of part of an address, reach the user with exit 2, nothing found is exit 4', async () => {
  await withDemo(async ({pd}) => {
    const ran = await pd('users show example.com');
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    const several = await pd('schedules show platform');
    expect(several.code).toBe(2);
    expect(several.stderr).toContain('Platform primary');
    expect((await pd('services show nothing')).stderr).toContain('pd services ls');
  });
});

test('a name that looks like an ID is found once no record has that ID', async () => {
  const lists = {
    '/services': [{id: 'PSVC001', name: 'PROD123'}],
    '/teams': [{id: 'PTEAM01', name: 'PAYMENTS2024EU'}],
  };
  const {asked, resolver} = await records(lists, {'/services/PREAL11': {id: 'PREAL11', name: 'x'}});
  expect(await resolver.service('PROD123')).toBe('PSVC001');
  expect(await resolver.team('PAYMENTS2024EU')).toBe('PTEAM01');
  expect(asked()).toEqual(['/services/PROD123', '/services?PROD123', '/teams/PAYMENTS2024EU', '/teams?PAYMENTS2024EU']);
  expect(await resolver.service('PREAL11')).toBe('PREAL11');
  expect((await failure(resolver.service('PNONE11'))).kind).toBe('not-found');
});

test('an address is found with a name around it, and in any case of me', async () => {
  const {resolver} = await records({'/users': people}, {'/users/me': {id: 'PADA111'}});
  for (const text of [
    'Ada <ada@example.com>',
    '"Byron, Ada" <ADA@example.com>',
    'mailto:ada@example.com',
    '<mailto:ada@example.com|ada@example.com>',
    '<ada@example.com>',
    'Me',
    'ME',
  ])
    expect([text, await resolver.user(text)]).toEqual([text, 'PADA111']);
});

test('a name is the same in every form of Unicode and every case', async () => {
  const lists = {
    '/services': [
      {id: 'PZURICH', name: 'Z\u00fcrich Stra\u00dfe'},
      {id: 'PWIDE01', name: 'API'},
    ],
  };
  const {resolver} = await records(lists);
  expect(await resolver.service('zu\u0308rich stra\u00dfe')).toBe('PZURICH');
  expect(await resolver.service('ZU\u0308RICH STRASSE')).toBe('PZURICH');
  expect(await resolver.service('ａｐｉ')).toBe('PWIDE01');
});

test('an address is one request where the server finds it', async () => {
  await withDemo(async ({pd, asked}) => {
    const found = await pd('rest find users ADA@example.com --by email -o id');
    const before = asked().length;
    expect([found.code, before]).toEqual([0, 1]);
    expect((await pd('users show ada@example.com -o id')).stdout).toBe(found.stdout);
    expect((await pd('rest find users nobody@example.com --by email')).code).toBe(4);
  });
});

test('a deleted user is shown by the ID', async () => {
  const row = {assignments: [{assignee: {id: 'PGONE11', summary: null}}, {assignee: {id: 'P2', summary: 'Ada'}}]};
  expect(column('ASSIGNED TO', 'assignments.assignee.summary').value(row)).toBe('PGONE11, Ada');
  expect(column('BY', 'agent.summary').value({agent: {id: 'PGONE11', summary: null}})).toBe('PGONE11');
  expect(column('PRIORITY', 'priority.summary').value({priority: null})).toBeUndefined();
});
