import {describe, expect, test} from 'bun:test';
import {classicPage, clientFor, type Reply, serve, type Thing, things} from './list-server.ts';

type Query = URLSearchParams;

const start = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;
const dayMs = 86_400_000;

const uncounted = (all: readonly Thing[], query: Query, wrapper: string, clamp?: number): Reply => {
  query.delete('total');
  return classicPage(all, query, wrapper, clamp);
};

function cursorPage(all: readonly Thing[], query: Query, wrapper: string): Reply {
  const from = Number(query.get('cursor') ?? 0);
  const end = from + Number(query.get('limit') ?? 100);
  return {body: {[wrapper]: all.slice(from, end), next_cursor: end < all.length ? String(end) : null}};
}

function scimPage(all: readonly Thing[], query: Query): Reply {
  const from = Number(query.get('startIndex') ?? 1) - 1;
  const Resources = all.slice(from, from + Number(query.get('count') ?? 100));
  return {body: {totalResults: all.length, startIndex: from + 1, itemsPerPage: Resources.length, Resources}};
}

describe('count', () => {
  test('if the API counts, it takes one request for one record', async () => {
    using server = await serve(({query}) => classicPage(things(12_345), query, 'users'));
    expect(await clientFor(server.url).client.count('users')).toBe(12_345);
    expect(server.asked.map(({query}) => query.toString())).toEqual(['limit=1&total=true']);
  });

  test.each<[string, string, (query: Query) => Reply]>([
    ['a server that gives no total', 'users', query => uncounted(things(321), query, 'users')],
    ['an endpoint without a total', 'oncalls', query => uncounted(things(321), query, 'oncalls')],
    ['a cursor', 'audit/records', query => cursorPage(things(321), query, 'records')],
    ['SCIM', 'scim/v2/Users', query => scimPage(things(321), query)],
    ['paging that no description tells of', 'gadgets', query => uncounted(things(321), query, 'gadgets')],
  ])('%s', async (_name, path, answer) => {
    using server = await serve(({query}) => answer(query));
    expect(await clientFor(server.url).client.count(path)).toBe(321);
  });

  test('more than 10,000 records without a total are counted window by window', async () => {
    const all = Array.from({length: 10_400}, (_, at) => ({
      id: `Q${at}`,
      created_at: new Date(start + at * minuteMs).toISOString(),
    }));
    using server = await serve(({query}) => {
      const [since, until] = ['since', 'until'].map(name => new Date(query.get(name) ?? start).toISOString());
      const inside = all.filter(({created_at}) => created_at >= (since ?? '') && created_at < (until ?? ''));
      // Pages far longer than pd asks for: the cap is reached in a few requests.
      const offset = Number(query.get('offset') ?? 0);
      query.set('limit', String(Math.min(4000, 10_000 - offset)));
      return uncounted(inside, query, 'log_entries', 4000);
    });
    const span = {since: new Date(start), until: new Date(start + 10 * dayMs)};
    expect(await clientFor(server.url).client.count('log_entries', span)).toBe(10_400);
    expect(new Set(server.asked.map(({query}) => `${query.get('since')} ${query.get('until')}`)).size).toBe(3);
  });

  test('a span wider than one request allows counts records on the border of two windows once', async () => {
    const all = [start, start + 180 * dayMs, start + 300 * dayMs].map(ms => ({
      id: String(ms),
      created_at: new Date(ms).toISOString(),
    }));
    using server = await serve(({query}) => {
      const [since, until] = ['since', 'until'].map(name => new Date(query.get(name) ?? start).toISOString());
      const inside = all.filter(({created_at}) => created_at >= (since ?? '') && created_at <= (until ?? ''));
      return classicPage(inside, query, 'incidents');
    });
    const span = {since: new Date(start), until: new Date(start + 360 * dayMs)};
    expect(await clientFor(server.url).client.count('incidents', span)).toBe(3);
    const ends = server.asked.map(({query}) => Date.parse(query.get('until') ?? ''));
    expect(ends).toContain(start + 180 * dayMs);
  });

  test.each<[string, Reply]>([
    ['counted by the API', {}],
    ['counted by walking', {status: 1}],
  ])('--limit and an offset are respected, %s', async (_name, {status}) => {
    using server = await serve(({query}) =>
      status === 1 ? uncounted(things(50), query, 'users') : classicPage(things(50), query, 'users'),
    );
    const {client} = clientFor(server.url);
    const offset = (value: string) => ({query: [['offset', value] as const]});
    expect(await client.count('users', {limit: 7})).toBe(7);
    expect(await client.count('users', offset('45'))).toBe(5);
    expect(await client.count('users', {...offset('45'), limit: 2})).toBe(2);
    expect(await client.count('users', offset('60'))).toBe(0);
  });
});
