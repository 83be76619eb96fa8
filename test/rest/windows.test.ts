import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError} from '../../src/lib/base/errors.ts';
import {parseTime} from '../../src/lib/input/times.ts';
import {offsetPages} from '../../src/lib/rest/paging/offset.ts';
import {checkOverfull, type TimeSpan, windowPages} from '../../src/lib/rest/paging/windows.ts';
import {classicPage, clientFor, idsOf, serve, type Thing} from './list-server.ts';

const second = 1000;
const day = 86_400 * second;
const start = Date.UTC(2026, 0, 1);

const at = (ms: number): string => new Date(ms).toISOString();

/** Answers as the API does: those of [since, until), sorted, no more than the cap by offset. */
function windowedServer(all: readonly Thing[], path: string, options: {newestFirst: boolean; widestMs?: number}) {
  const sorted = all.toSorted((left, right) => (left.created_at ?? '').localeCompare(right.created_at ?? ''));
  if (options.newestFirst) sorted.reverse();
  // Each window is asked for page by page.
  const windows = new Map<string, readonly Thing[]>();
  const insideOf = (first: string, end: string): readonly Thing[] => {
    const name = `${first} ${end}`;
    const inside = windows.get(name) ?? sorted.filter(({created_at = ''}) => created_at >= first && created_at < end);
    windows.set(name, inside);
    return inside;
  };
  return serve(({query}) => {
    const since = Date.parse(query.get('since') ?? at(start));
    const until = Date.parse(query.get('until') ?? at(start + 400 * day));
    if (options.widestMs !== undefined && until - since > options.widestMs) {
      return {status: 400, body: {error: {message: 'Time range too wide', code: 2001}}};
    }
    return classicPage(insideOf(at(since), at(until)), query, path);
  });
}

const spread = (count: number, stepMs: number): Thing[] =>
  Array.from({length: count}, (_, index) => ({id: `Q${index}`, created_at: at(start + index * stepMs)}));

test('past 10,000 records the window is cut, keeping the order of the API', async () => {
  const all = spread(11_500, 120 * second);
  for (const newestFirst of [true, false]) {
    using server = await windowedServer(all, 'log_entries', {newestFirst});
    const {client} = clientFor(server.url, {PD_CONCURRENCY: '8'});
    const ids = await idsOf(client.list('log_entries', {since: new Date(start), until: new Date(start + 20 * day)}));
    const expected = all.map(({id}) => id);
    expect(ids).toEqual(newestFirst ? expected.reverse() : expected);
    expect(server.asked.length).toBeLessThan(300);
  }
});

test('until alone is cut as well, back to the beginning of time', async () => {
  const all = spread(10_400, 60 * second);
  using server = await windowedServer(all, 'log_entries', {newestFirst: true});
  const until = new Date(start + 10_300 * 60 * second);
  const ids = await idsOf(clientFor(server.url).client.list('log_entries', {until}));
  const expected = all.slice(0, 10_300).map(({id}) => id);
  expect(ids).toEqual(expected.reverse());
});

test('the widest windows are cut first: nothing wider than six months is requested from /incidents', async () => {
  const all = spread(300, day);
  for (const newestFirst of [true, false]) {
    using server = await windowedServer(all, 'incidents', {newestFirst, widestMs: 181 * day});
    const {client} = clientFor(server.url);
    const until = await parseTime('2027-01-01T00:00:00Z', '--until', {nowMs: 0, looks: 'ahead'});
    const ids = await idsOf(client.list('incidents', {since: new Date(start), until}));
    const expected = all.map(({id}) => id);
    expect(ids).toEqual(newestFirst ? expected.reverse() : expected);
  }
});

test('more than 10,000 in one second: what is available is printed, then an error 8 that names the second', async () => {
  const crowd: Thing[] = Array.from({length: 10_020}, (_, index) => ({
    id: `C${index}`,
    created_at: at(start + 5 * second),
  }));
  const all = [...spread(4, 10 * second), ...crowd];
  using server = await windowedServer(all, 'log_entries', {newestFirst: false});
  const ids = new Set<unknown>();
  let failure: unknown;
  try {
    const span = {since: new Date(start), until: new Date(start + 60 * second)};
    for await (const page of clientFor(server.url).client.list('log_entries', span))
      for (const {id} of page) ids.add(id);
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(PdError);
  expect((failure as PdError).exitCode).toBe(8);
  expect((failure as PdError).message).toContain('2026-01-01T00:00:05');
  expect(ids.size).toBe(10_004);
});

test('a window that only affects rendering is never cut', async () => {
  const all = spread(10_100, second);
  using server = await serve(({query}) => classicPage(all, query, 'schedules'));
  const list = clientFor(server.url).client.list('schedules', {since: new Date(start), until: new Date(start + day)});
  expect(idsOf(list)).rejects.toThrow('longer than PagerDuty will return');
  await idsOf(list).catch(() => undefined);
  expect(new Set(server.asked.map(({query}) => query.get('since'))).size).toBe(1);
});

test('since alone means until now, in UTC with a Z', async () => {
  using server = await serve(() => ({body: {change_events: [], more: false}}));
  const {client} = clientFor(server.url, {}, {now: () => start + day});
  await idsOf(client.list('change_events', {since: new Date(start)}));
  expect(server.asked[0]?.query.get('since')).toBe('2026-01-01T00:00:00Z');
  expect(server.asked[0]?.query.get('until')).toBe('2026-01-02T00:00:00Z');
});

test('analytics takes the window in the filters of its body, a year at a time', async () => {
  using server = await serve(() => ({body: {data: [], more: false, last: null}}));
  const {client} = clientFor(server.url, {}, {now: () => start});
  await idsOf(
    client.list('analytics/raw/incidents', {since: new Date(start - 500 * day), body: {filters: {urgency: 'high'}}}),
  );
  const filters = server.asked.map(({body}) => JSON.parse(body).filters);
  expect(filters).toHaveLength(2);
  expect(filters.every(({urgency}) => urgency === 'high')).toBe(true);
  expect(filters.map(({created_at_start}) => created_at_start).sort()[0]).toBe(
    at(start - 500 * day).replace('.000Z', 'Z'),
  );
});

test('any list, any cap: every record once, in the order of the API', async () => {
  const times = fc.array(fc.integer({min: 0, max: 40}), {maxLength: 60});
  await fc.assert(
    fc.asyncProperty(
      times,
      fc.integer({min: 5, max: 12}),
      fc.boolean(),
      fc.boolean(),
      fc.integer({min: 5, max: 60}),
      async (seconds, cap, newestFirst, assumed, widest) => {
        const records = seconds.map((offset, index) => ({id: `R${index}`, created_at: at(start + offset * second)}));
        const sorted = records.toSorted((left, right) => left.created_at.localeCompare(right.created_at));
        const order = newestFirst ? sorted.toReversed() : sorted;
        const whole = {sinceMs: start, untilMs: start + 41 * second};
        const walk = async function* (span: TimeSpan | undefined) {
          const {sinceMs, untilMs} = span ?? whole;
          const inside = order.filter(
            ({created_at}) => Date.parse(created_at) >= sinceMs && Date.parse(created_at) < untilMs,
          );
          if (inside.length > 0) yield inside.slice(0, cap);
          return inside.length > cap ? ('capped' as const) : ('whole' as const);
        };
        const seen = new Set<string>();
        const pages = windowPages({
          walk,
          span: whole,
          widestMs: widest * second,
          implied: undefined,
          newestFirst: assumed,
        });
        let overfull = false;
        try {
          for await (const page of pages) for (const {id} of page) seen.add(String(id));
        } catch (error) {
          overfull = error instanceof PdError && error.exitCode === 8;
          if (!overfull) throw error;
        }
        const crowded = Object.values(Object.groupBy(seconds, offset => offset)).some(
          group => (group?.length ?? 0) > cap,
        );
        expect(overfull).toBe(crowded);
        if (crowded) return;
        const byTime = [...seen].map(id => order.find(record => record.id === id)?.created_at ?? '');
        expect(seen.size).toBe(records.length);
        // An order can be learned only from two records of different times; before that the assumption holds.
        const settles =
          newestFirst === assumed || new Set(order.slice(0, cap).map(({created_at}) => created_at)).size > 1;
        if (settles && widest >= 41)
          expect(byTime).toEqual(byTime.toSorted((a, b) => a.localeCompare(b) * (newestFirst ? -1 : 1)));
      },
    ),
    {numRuns: 300},
  );
});

async function failureOf(list: AsyncIterable<readonly {[name: string]: unknown}[]>) {
  const ids: string[] = [];
  try {
    for await (const page of list) ids.push(...page.map(({id}) => String(id)));
  } catch (error) {
    if (error instanceof PdError) return {ids, failure: error};
    throw error;
  }
  throw new Error('nothing was thrown');
}

test.each([true, false])('a limit is reached even if the window had to be cut, newest first: %p', async newestFirst => {
  // All in the first half, which therefore holds more than is wanted still, and what was handed on before the cut besides.
  const all = spread(11_500, 120 * second);
  using server = await windowedServer(all, 'log_entries', {newestFirst});
  const {client} = clientFor(server.url, {PD_CONCURRENCY: '8'});
  const span = {since: new Date(start), until: new Date(start + 40 * day)};
  const ordered = all.map(({id}) => id);
  if (newestFirst) ordered.reverse();
  expect(await idsOf(client.list('log_entries', {...span, limit: 10_100}))).toEqual(ordered.slice(0, 10_100));
});

test('a limit counts records that several windows share once', async () => {
  const always = Array.from({length: 150}, (_, index) => ({id: `A${index}`}));
  using server = await serve(({query}) => {
    const since = query.get('since') ?? '';
    return classicPage([...always, {id: `N${since}`}, {id: `M${since}`}], query, 'incidents');
  });
  const span = {since: new Date(start), until: new Date(start + 400 * day)};
  const ids = await idsOf(clientFor(server.url).client.list('incidents', {...span, limit: 153}));
  expect(ids).toHaveLength(153);
});

test.each([
  ['sort_by', 'urgency:desc,created_at:asc', 0],
  ['offset', '9000', 9000],
])('a list with %s=%s is not cut: it is printed as far as the API goes, then an error 8', async (name, value, from) => {
  const all = spread(10_300, 120 * second);
  using server = await windowedServer(all, 'incidents', {newestFirst: false});
  const {client} = clientFor(server.url, {PD_CONCURRENCY: '8'});
  const span = {since: new Date(start), until: new Date(start + 20 * day)};
  const {ids, failure} = await failureOf(client.list('incidents', {...span, limit: 10_200, query: [[name, value]]}));
  expect(ids).toEqual(all.slice(from, 10_000).map(({id}) => id));
  expect(failure.exitCode).toBe(8);
  expect(failure.facts.next).toContain('sort_by=created_at');
  expect(new Set(server.asked.map(({query}) => query.get('since'))).size).toBe(1);
});

test('in an order other than time, a window wider than the API accepts is refused, and nothing is sent', async () => {
  using server = await windowedServer(spread(3, day), 'incidents', {newestFirst: false});
  const span = {since: new Date(start), until: new Date(start + 200 * day)};
  const sorted = clientFor(server.url).client.list('incidents', {...span, query: [['sort_by', 'urgency']]});
  expect(idsOf(sorted)).rejects.toMatchObject({kind: 'usage'});
  expect(server.asked).toHaveLength(0);
});

const world = fc.record({
  seconds: fc.array(fc.integer({min: 0, max: 3}), {minLength: 10, maxLength: 50}),
  cap: fc.integer({min: 6, max: 14}),
  pageSize: fc.integer({min: 2, max: 5}),
  newestFirst: fc.boolean(),
  assumed: fc.boolean(),
  counts: fc.boolean(),
  limit: fc.integer({min: 1, max: 60}),
});

test('any times, any cap, any order, any limit: each record once, the true first ones, or exit 8', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({seconds, cap, pageSize, newestFirst, assumed, counts, limit}) => {
      const records = seconds.map((offset, index) => ({id: `R${index}`, created_at: at(start + offset * second)}));
      const sorted = records.toSorted((left, right) => left.created_at.localeCompare(right.created_at));
      const order = newestFirst ? sorted.toReversed() : sorted;
      const whole = {sinceMs: start, untilMs: start + 13 * second};
      const overfull: TimeSpan[] = [];
      const walk = (span: TimeSpan = whole) => {
        const inside = order.filter(({created_at}) => {
          const ms = Date.parse(created_at);
          return ms >= span.sinceMs && ms < span.untilMs;
        });
        const ask = async (offset: number, size: number, isCounted: boolean) => ({
          records: inside.slice(offset, offset + size),
          more: offset + size < inside.length,
          total: counts && isCounted ? inside.length : undefined,
        });
        const endsEarly = span.untilMs - span.sinceMs > second && limit > cap;
        return offsetPages({ask, start: 0, pageSize, concurrency: 2, limit, cap, asksTotal: true, endsEarly});
      };
      const seen = new Set<string>();
      let failure: unknown;
      try {
        const span = {walk, span: whole, widestMs: 60 * second, implied: undefined, newestFirst: assumed, overfull};
        for await (const page of windowPages(span)) {
          for (const {id} of page) if (seen.size < limit) seen.add(String(id));
          if (seen.size >= limit) break;
        }
        checkOverfull(overfull);
      } catch (error) {
        failure = error;
      }
      if (failure !== undefined) {
        expect(failure).toMatchObject({exitCode: 8});
        const groups = Object.values(Object.groupBy(seconds, offset => offset));
        expect(groups.some(group => (group?.length ?? 0) > cap)).toBe(true);
        return;
      }
      expect(seen.size).toBe(Math.min(limit, records.length));
      const isTold =
        newestFirst === assumed ||
        limit <= cap ||
        new Set(order.slice(0, pageSize).map(row => row.created_at)).size > 1;
      const timeOf = (id: string) => records.find(record => record.id === id)?.created_at;
      if (isTold) expect([...seen].map(timeOf)).toEqual(order.slice(0, limit).map(row => row.created_at));
    }),
    {numRuns: 300},
  );
});
