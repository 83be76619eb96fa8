import {describe, expect, test} from 'bun:test';
import {PdError} from '../../src/lib/base/errors.ts';
import {classicPage, clientFor, idsOf, serve, things} from './list-server.ts';

const thrown = async (work: Promise<unknown>): Promise<PdError> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof PdError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('classic paging', () => {
  test('2,537 records take 26 requests: the second asks for the total, at most 4 are in flight, none is past the end', async () => {
    const all = things(2537);
    // The first two come alone; the next are kept waiting until four of them are in flight.
    const four = Promise.withResolvers<void>();
    let count = 0;
    using server = await serve(async ({query}) => {
      count += 1;
      if (count === 6) four.resolve();
      if (count > 2) await four.promise;
      return classicPage(all, query, 'users');
    });
    const {client} = clientFor(server.url);
    expect(await idsOf(client.list('users'))).toEqual(all.map(({id}) => id));
    expect(server.asked).toHaveLength(26);
    expect(server.asked.map(({query}) => query.get('total')).filter(Boolean)).toEqual(['true']);
    expect(server.asked[1]?.query.get('total')).toBe('true');
    expect(server.state.mostInFlight).toBe(4);
    expect(server.asked.every(({query}) => Number(query.get('offset') ?? 0) < all.length)).toBe(true);
  });

  test('a list of one page takes one request without a total', async () => {
    using server = await serve(({query}) => classicPage(things(100), query, 'users'));
    expect(await idsOf(clientFor(server.url).client.list('/users'))).toHaveLength(100);
    expect(server.asked.map(({query}) => query.toString())).toEqual(['limit=100']);
  });

  test('without a total it goes page by page', async () => {
    const all = things(450);
    using server = await serve(({query}) => {
      query.delete('total');
      return classicPage(all, query, 'users');
    });
    expect(await idsOf(clientFor(server.url).client.list('users'))).toEqual(all.map(({id}) => id));
    expect(server.state.mostInFlight).toBe(1);
    expect(server.asked).toHaveLength(5);
  });

  test('the number of received records counts, not the limit in the answer', async () => {
    const all = things(260);
    using server = await serve(({query}) => classicPage(all, query, 'users', 30));
    expect(await idsOf(clientFor(server.url).client.list('users'))).toEqual(all.map(({id}) => id));
  });

  test.each([
    [1, 1, '1'],
    [100, 1, '100'],
    [150, 2, '51'],
    [200, 3, '2'],
    [250, 3, '52'],
    [1000, 11, '10'],
  ])('--limit %p takes %p requests, the last for no more than it needs', async (limit, requests, last) => {
    const all = things(3000);
    using server = await serve(({query}) => classicPage(all, query, 'users'));
    const {client} = clientFor(server.url, {PD_CONCURRENCY: '1'});
    expect(await idsOf(client.list('users', {limit}))).toEqual(all.slice(0, limit).map(({id}) => id));
    expect(server.asked).toHaveLength(requests);
    expect(server.asked.at(-1)?.query.get('limit')).toBe(last);
  });

  test('a record deleted between two pages hides no other', async () => {
    const all = things(400);
    using server = await serve(({query}, count) => {
      if (count === 2) all.splice(3, 2);
      if (count === 4) all.splice(0, 150);
      return classicPage(all, query, 'users');
    });
    const ids = await idsOf(clientFor(server.url).client.list('users'));
    expect(all.filter(({id}) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a list of over 10,000 records that cannot be cut by time prints what it can, then error 8', async () => {
    const all = things(10_050);
    using server = await serve(({query}) => classicPage(all, query, 'users'));
    const ids: string[] = [];
    const error = await thrown(
      (async () => {
        for await (const page of clientFor(server.url).client.list('users'))
          ids.push(...page.map(({id}) => String(id)));
      })(),
    );
    expect(error.exitCode).toBe(8);
    expect(ids).toEqual(all.slice(0, 10_000).map(({id}) => id));
  });

  test('exactly 10,000 records are a complete list', async () => {
    using server = await serve(({query}) => classicPage(things(10_000), query, 'users'));
    expect(await idsOf(clientFor(server.url).client.list('users'))).toHaveLength(10_000);
  });

  test('a failure in the middle leaves a prefix and error 8; on the first page it is the failure itself', async () => {
    const all = things(1000);
    using server = await serve(({query}) =>
      query.get('offset') === '396'
        ? {status: 403, body: {error: {message: 'Forbidden'}}}
        : classicPage(all, query, 'users'),
    );
    const ids: string[] = [];
    const error = await thrown(
      (async () => {
        for await (const page of clientFor(server.url).client.list('users'))
          ids.push(...page.map(({id}) => String(id)));
      })(),
    );
    expect(error.kind).toBe('partial');
    expect(error.message).toContain('Forbidden');
    expect(ids).toEqual(all.slice(0, ids.length).map(({id}) => id));
    expect(ids).toHaveLength(397);

    using broken = await serve(() => ({status: 403, body: {error: {message: 'Forbidden'}}}));
    expect((await thrown(idsOf(clientFor(broken.url).client.list('users')))).exitCode).toBe(3);
  });

  test('pd gives up on a server that repeats itself forever', async () => {
    using server = await serve(() => ({body: {users: things(50), more: true, offset: 0, limit: 50, total: null}}));
    const error = await thrown(idsOf(clientFor(server.url).client.list('users')));
    expect(error.exitCode).toBe(8);
    expect(server.asked.length).toBeLessThan(150);
  });
});

describe('the other styles', () => {
  test('cursor: until next_cursor is null', async () => {
    const all = things(250);
    using server = await serve(({query}) => {
      const start = Number(query.get('cursor') ?? 0);
      const end = start + Number(query.get('limit'));
      return {body: {records: all.slice(start, end), limit: 100, next_cursor: end < all.length ? String(end) : null}};
    });
    expect(await idsOf(clientFor(server.url).client.list('/audit/records'))).toHaveLength(250);
    expect(server.asked.map(({query}) => query.get('cursor'))).toEqual([null, '100', '200']);
  });

  test('after: until it is absent', async () => {
    const all = things(150);
    using server = await serve(({query}) => {
      const start = Number(query.get('after') ?? 0);
      return {body: {alert_grouping_settings: all.slice(start, start + 100), ...(start === 0 && {after: '100'})}};
    });
    expect(await idsOf(clientFor(server.url).client.list('alert_grouping_settings'))).toHaveLength(150);
  });

  test('body cursor: POST with starting_after, keeping the other keys of the body', async () => {
    const all = things(2500);
    using server = await serve(({body}) => {
      const {starting_after: after = '0', limit} = JSON.parse(body);
      const end = Number(after) + limit;
      return {
        body: {
          data: all.slice(Number(after), end),
          filters: {},
          order: 'asc',
          last: String(end),
          more: end < all.length,
        },
      };
    });
    const {client} = clientFor(server.url);
    expect(await idsOf(client.list('analytics/raw/incidents', {body: {filters: {urgency: 'high'}}}))).toHaveLength(
      2500,
    );
    expect(server.asked.map(({method}) => method)).toEqual(['POST', 'POST', 'POST']);
    expect(JSON.parse(server.asked[2]?.body ?? '')).toEqual({
      filters: {urgency: 'high'},
      limit: 1000,
      starting_after: '2000',
    });
  });

  test('SCIM: startIndex and count, with its own media type', async () => {
    const all = things(230);
    using server = await serve(({query}) => {
      const start = Number(query.get('startIndex')) - 1;
      const Resources = all.slice(start, start + Number(query.get('count')));
      return {
        body: {
          schemas: ['x'],
          totalResults: all.length,
          startIndex: start + 1,
          itemsPerPage: Resources.length,
          Resources,
        },
      };
    });
    expect(await idsOf(clientFor(server.url).client.list('scim/v2/Users'))).toEqual(all.map(({id}) => id));
    expect(server.asked[0]?.headers.accept).toBe('application/scim+json');
  });

  test('capped: the first 200, then error 8', async () => {
    using server = await serve(() => ({body: {services: things(200), more: true}}));
    const error = await thrown(idsOf(clientFor(server.url).client.list('business_services/impacts')));
    expect(error.exitCode).toBe(8);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.query.toString()).toBe('');
  });

  test('an undeclared page continues as the answer says', async () => {
    const all = things(260);
    using server = await serve(({query}) => classicPage(all, query, 'gadgets'));
    expect(await idsOf(clientFor(server.url).client.list('gadgets'))).toEqual(all.map(({id}) => id));
  });

  test('records without an ID: an equal one on two pages is a repetition', async () => {
    const all = Array.from({length: 250}, (_, index) => ({user: {id: `U${index}`}, escalation_level: 1}));
    using server = await serve(({query}) => {
      const offset = Number(query.get('offset') ?? 0);
      return {
        body: {
          oncalls: all.slice(offset, offset + 100),
          more: offset + 100 < all.length,
          offset,
          limit: 100,
          total: null,
        },
      };
    });
    let records = 0;
    for await (const page of clientFor(server.url).client.list('oncalls')) records += page.length;
    expect(records).toBe(250);
  });

  test('one record is not a list', async () => {
    using server = await serve(() => ({body: {user: {id: 'P1'}}}));
    expect((await thrown(idsOf(clientFor(server.url).client.list('users/me')))).exitCode).toBe(2);
  });
});
