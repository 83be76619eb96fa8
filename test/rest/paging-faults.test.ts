import {describe, expect, test} from 'bun:test';
import {classicPage, listed, type Reply, things} from './list-server.ts';

test.each([200, 300, 1000, 5000])('a deletion hides no record from a list with --limit %p', async limit => {
  const all = things(1200);
  const {ids, code} = await listed(
    'users',
    ({query}, count) => classicPage(count === 1 ? all : all.slice(1), query, 'users'),
    {limit},
  );
  expect([code, ids]).toEqual([0, all.slice(0, limit).map(({id}) => id)]);
});

describe('pd gives up on paging that never ends, after printing what came before: 8', () => {
  const circle: Record<string, string> = {'': 'b', b: 'c', c: 'b'};

  test('a cursor that points back', async () => {
    const {ids, code, message, asked} = await listed('audit/records', ({query}) => {
      const cursor = query.get('cursor') ?? '';
      return {body: {records: [{id: `P${cursor}`}], next_cursor: circle[cursor]}};
    });
    expect([code, ids, asked.length]).toEqual([8, ['P', 'Pb', 'Pc'], 3]);
    expect(message).toContain('a page that was already read');
  });

  test('`last` in a body that points back', async () => {
    const {code, asked} = await listed('analytics/raw/incidents', ({body}) => {
      const after: string = JSON.parse(body).starting_after ?? '';
      return {body: {data: [{id: `P${after}`}], more: true, last: circle[after]}};
    });
    expect([code, asked.length]).toEqual([8, 3]);
  });

  test('empty pages, each with another cursor', async () => {
    const {code, asked} = await listed('audit/records', (_asked, count) => ({
      body: {records: count === 1 ? [{id: 'P1'}] : [], next_cursor: `c${count}`},
    }));
    expect(code).toBe(8);
    expect(asked.length).toBeLessThan(200);
  });
});

test('a list by POST that has more but does not say where is incomplete: 8', async () => {
  const {ids, code} = await listed('analytics/raw/incidents', () => ({body: {data: [{id: 'P1'}], more: true}}));
  expect([code, ids]).toEqual([8, ['P1']]);
});

describe('SCIM that is cut short is 8', () => {
  const page = (start: number, records: number): Reply => ({
    body: {totalResults: 250, startIndex: start, itemsPerPage: records, Resources: things(records)},
  });

  test('an empty page before the end', async () => {
    const {ids, code} = await listed('scim/v2/Users', ({query}, count) =>
      page(Number(query.get('startIndex')), count === 1 ? 100 : 0),
    );
    expect([code, ids.length]).toEqual([8, 100]);
  });

  test('the first page again and again', async () => {
    const {ids, code, asked} = await listed('scim/v2/Users', () => page(1, 100));
    expect([code, ids.length, asked.length]).toEqual([8, 100, 2]);
  });
});

test.each([
  ['null', {body: null}],
  ['nothing (204)', {status: 204}],
  ['an object without a list', {body: {}}],
  ['a list that is null', {body: {teams: null}}],
  ['a text', {body: 'abc'}],
] as [string, Reply][])('an answer of %s is a failure, never an empty list: 7', async (_name, reply) => {
  expect(await listed('teams', () => reply)).toMatchObject({code: 7, ids: []});
});

describe('lists by POST', () => {
  test('analytics that only accepts POST is requested with POST, and the limit in a body is kept', async () => {
    const {asked, ids} = await listed('analytics/metrics/users/all', () => ({body: {data: [{id: 'P1'}], filters: {}}}));
    expect([ids, asked.map(({method, body}) => [method, body])]).toEqual([['P1'], [['POST', '{}']]]);
    const {asked: raw} = await listed('analytics/raw/incidents', () => ({body: {data: [], more: false}}), {
      body: {limit: 10},
    });
    expect(raw.map(({body}) => body)).toEqual(['{"limit":10}']);
  });

  test('a POST that changes something is never sent for a list', async () => {
    const {asked, code} = await listed('incidents/P1/snooze', () => ({body: {}}), {body: {duration: 60}});
    expect([code, asked.length]).toEqual([2, 0]);
  });
});
