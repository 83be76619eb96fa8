import {describe, expect, test} from 'bun:test';
import {type Asked, classicPage, listed, type Reply, type Thing, things} from './list-server.ts';

const limits = [{}, {limit: 9000}];

describe('a doubt about the end of a list is exit 8, with and without --limit', () => {
  test.each(limits)('a total larger than what arrived %p', async options => {
    const one = await listed('users', () => ({body: {users: things(3), more: false, total: 250}}), options);
    expect([one.code, one.ids.length, one.asked.length]).toEqual([8, 3, 1]);
    expect(one.said).toContain('counts 250 records, but lists only 3');
    const long = await listed(
      'users',
      ({query}) => {
        const {body} = classicPage(things(250), query, 'users') as {body: object};
        return {body: {...body, total: query.has('total') ? 300 : null}};
      },
      options,
    );
    expect([long.code, long.ids.length]).toEqual([8, 250]);
  });

  test.each(limits)('an empty list with a larger total %p', async options => {
    const {code} = await listed('users', () => ({body: {users: [], more: false, total: 5}}), options);
    expect(code).toBe(8);
  });

  test.each(limits)('a full page without `more`, again and again %p', async options => {
    const {code, ids, asked} = await listed('users', () => ({body: {users: things(100)}}), options);
    expect([code, ids.length]).toEqual([8, 100]);
    expect(asked.length).toBeLessThan(10);
  });

  test.each(limits)('an ignored offset with a correct total %p', async options => {
    for (const total of [150, 199, 298, 1000]) {
      const ignored = ({query}: Asked): Reply => ({
        body: {users: things(Math.min(100, Number(query.get('limit')))), total},
      });
      const {code, ids, asked} = await listed('users', ignored, options);
      expect([total, code, ids.length, asked.length < 10]).toEqual([total, 8, 100, true]);
      const scim = await listed(
        'scim/v2/Users',
        () => ({body: {Resources: things(100), totalResults: total}}),
        options,
      );
      expect([total, scim.code, scim.ids.length]).toEqual([total, 8, 100]);
    }
  });

  test.each(limits)('a full page without `more`, at an unknown path %p', async options => {
    const {code, ids} = await listed('gadgets', () => ({body: {gadgets: things(25), limit: 25}}), options);
    expect([code, ids.length]).toEqual([8, 25]);
  });

  test.each([{}, {limit: 11_500}])('12,000 records within one second %p', async options => {
    const second = Date.UTC(2026, 0, 1);
    const at = (ms: number) => new Date(ms).toISOString();
    const crowd = Array.from({length: 12_000}, (_, index): Thing => ({id: `C${index}`, created_at: at(second)}));
    const earlier = Array.from(
      {length: 2000},
      (_, index): Thing => ({id: `E${index}`, created_at: at(second - 60_000)}),
    );
    const answer = ({query}: Asked): Reply => {
      const [since, until] = ['since', 'until'].map(name => Date.parse(query.get(name) ?? ''));
      const inside = [...crowd, ...earlier].filter(({created_at = ''}) => {
        const ms = Date.parse(created_at);
        return ms >= (since ?? 0) && ms < (until ?? 0);
      });
      const offset = Number(query.get('offset') ?? 0);
      // Pages far longer than pd asks for: the cap is reached in a few requests.
      query.set('limit', String(Math.min(5000, 10_000 - offset)));
      return classicPage(inside, query, 'log_entries', 5000);
    };
    const span = {since: new Date(second - 120_000), until: new Date(second + 120_000)};
    const {code, said, ids} = await listed('log_entries', answer, {...span, ...options});
    expect([code, new Set(ids).size]).toEqual([8, options.limit ?? 12_000]);
    expect(said).toContain('2026-01-01T00:00:00');
  });
});

describe('a doubt that another request resolves is not reported', () => {
  test('pages without `more` are fetched until one is not full', async () => {
    const all = things(250);
    const {code, ids} = await listed('users', ({query}) => {
      const {body} = classicPage(all, query, 'users') as {body: {users: Thing[]}};
      return {body: {users: body.users}};
    });
    expect([code, ids]).toEqual([0, all.map(({id}) => id)]);
  });

  test('a record deleted after the count', async () => {
    const all = things(250);
    const {code, ids} = await listed('users', ({query}, count) => {
      if (count === 3) all.splice(240, 5);
      return classicPage(all, query, 'users');
    });
    expect([code, ids]).toEqual([0, all.map(({id}) => id)]);
  });

  test('records inserted while only the total says where the end is', async () => {
    const all = things(250);
    const {code, ids} = await listed('users', ({query}, count) => {
      if (count === 3) all.unshift({id: 'N1'}, {id: 'N2'});
      const {body} = classicPage(all, query, 'users') as {body: {users: Thing[]}};
      return {body: {users: body.users, total: all.length}};
    });
    expect([code, ids]).toEqual([0, things(250).map(({id}) => id)]);
  });

  test('a full page without `more` is what --limit asked for', async () => {
    const {code, asked} = await listed('users', () => ({body: {users: things(5)}}), {limit: 5});
    expect([code, asked.length]).toEqual([0, 1]);
  });
});

describe('pd gives up on a page that repeats after a few requests', () => {
  test.each(['users', 'oncalls', 'gadgets'])('by offset: %s', async path => {
    const body = {[path]: things(50), more: true, offset: 0, limit: 50, total: 12_000};
    const {code, ids, asked} = await listed(path, () => ({body}));
    expect([code, ids.length]).toEqual([8, 50]);
    expect(asked.length).toBeLessThan(10);
  });

  test('by a cursor that always changes', async () => {
    const {code, ids, asked} = await listed('audit/records', (_asked, count) => ({
      body: {records: things(50), next_cursor: `c${count}`},
    }));
    expect([code, ids.length]).toEqual([8, 50]);
    expect(asked.length).toBeLessThan(10);
  });
});

describe('analytics in an order other than time', () => {
  const year = 365 * 86_400_000;
  const now = Date.UTC(2026, 0, 1);
  const all = Array.from({length: 40}, (_, index) => ({
    id: `Q${index}`,
    created_at: new Date(now - (index + 1) * 18 * 86_400_000).toISOString(),
    seconds_to_resolve: (index * 17) % 40,
  }));
  const answer = ({body}: Asked): Reply => {
    const {filters, limit} = JSON.parse(body);
    const inside = all.filter(
      ({created_at}) =>
        Date.parse(created_at) >= Date.parse(filters.created_at_start) &&
        Date.parse(created_at) < Date.parse(filters.created_at_end),
    );
    const data = inside.toSorted((a, b) => a.seconds_to_resolve - b.seconds_to_resolve).slice(0, limit);
    return {body: {data, more: inside.length > limit, last: data.at(-1)?.id}};
  };

  test('are not cut by time: the first five are the true first five', async () => {
    const span = {since: new Date(now - 2 * year), until: new Date(now)};
    const body = {order_by: 'seconds_to_resolve', order: 'asc'};
    const {code, ids, asked} = await listed('analytics/raw/incidents', answer, {...span, body, limit: 5});
    const fastest = all.toSorted((a, b) => a.seconds_to_resolve - b.seconds_to_resolve).slice(0, 5);
    // PagerDuty accepts at most a year: the first five of each year.
    expect([code, ids, asked.length]).toEqual([0, fastest.map(({id}) => id), 2]);
    const short = {since: new Date(now - year), until: new Date(now)};
    expect((await listed('analytics/raw/incidents', answer, {...short, body, limit: 5})).asked.length).toBe(1);
  });
});

test.each([{errors: ['x']}, {error: {message: 'x', code: 2001}}])(
  'a 200 with %p is a refusal, not a record',
  async body => {
    expect(await listed('users', () => ({body}))).toMatchObject({code: 5, ids: []});
    expect((await listed('users', () => ({body}))).said).toMatch(/\bx$/);
  },
);
