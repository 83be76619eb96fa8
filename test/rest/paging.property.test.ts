import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError} from '../../src/lib/errors.ts';
import {classicPage, clientFor, serve, type Thing, things} from './list-server.ts';

/** What happens to the list just before a request is answered. */
const change = fc.record({
  atRequest: fc.integer({min: 2, max: 14}),
  kind: fc.constantFrom('delete' as const, 'insert' as const),
  /** Where in the list, as a share of its length. */
  place: fc.double({min: 0, max: 1, noNaN: true}),
  count: fc.integer({min: 1, max: 12}),
});

const scenario = fc.record({
  records: fc.integer({min: 0, max: 70}),
  pageSize: fc.integer({min: 2, max: 9}),
  clamp: fc.option(fc.integer({min: 2, max: 9})),
  concurrency: fc.integer({min: 1, max: 16}),
  counts: fc.boolean(),
  changes: fc.array(change, {maxLength: 8}),
  failsAt: fc.option(fc.integer({min: 1, max: 12})),
  limit: fc.option(fc.integer({min: 1, max: 80})),
});

async function fetchAll(
  url: string,
  {concurrency, pageSize, limit}: {concurrency: number; pageSize: number; limit: number | null},
) {
  const {client} = clientFor(url, {PD_CONCURRENCY: String(concurrency)});
  const ids: string[] = [];
  try {
    for await (const page of client.list('users', {pageSize, limit: limit ?? undefined}))
      ids.push(...page.map(({id}) => String(id)));
  } catch (error) {
    if (!(error instanceof PdError)) throw error;
    return {ids, error};
  }
  return {ids, error: undefined};
}

test('whatever comes and goes while paging: all that was there throughout, once each, in order; or a prefix and an error', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async facts => {
      const live: Thing[] = things(facts.records);
      const throughout = new Set(live.map(({id}) => id));
      let inserted = 0;
      using server = await serve(({query}, count) => {
        for (const {atRequest, kind, place, count: size} of facts.changes) {
          if (atRequest !== count) continue;
          const at = Math.floor(place * live.length);
          if (kind === 'insert') live.splice(at, 0, ...Array.from({length: size}, () => ({id: `N${inserted++}`})));
          else for (const {id} of live.splice(at, size)) throughout.delete(id);
        }
        if (facts.failsAt === count) return {status: 500, body: {}};
        if (!facts.counts) query.delete('total');
        return classicPage(live, query, 'users', facts.clamp ?? 100);
      });
      const {ids, error} = await fetchAll(server.url, {...facts, limit: facts.changes.length > 0 ? null : facts.limit});
      expect(new Set(ids).size).toBe(ids.length);
      expect(server.state.mostInFlight).toBeLessThanOrEqual(facts.concurrency);
      const old = ids.filter(id => throughout.has(id));
      const expected = [...throughout];
      if (error) {
        expect(error.exitCode).toBe(ids.length === 0 ? 7 : 8);
        expect(old).toEqual(expected.slice(0, old.length));
      } else if (facts.limit !== null && facts.changes.length === 0) {
        expect(ids).toEqual(expected.slice(0, facts.limit));
      } else {
        expect(old).toEqual(expected);
      }
    }),
    {numRuns: 150},
  );
}, 60_000);

test('an unchanged list of n records is the fewest requests, or one more for each 99 pages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({min: 0, max: 1500}), fc.integer({min: 1, max: 16}), async (records, concurrency) => {
      const all = things(records);
      using server = await serve(({query}) => classicPage(all, query, 'users'));
      const {ids} = await fetchAll(server.url, {concurrency, pageSize: 100, limit: null});
      expect(ids).toEqual(all.map(({id}) => id));
      const fewest = Math.max(1, Math.ceil(records / 100));
      expect(server.asked.length).toBeGreaterThanOrEqual(fewest);
      expect(server.asked.length).toBeLessThanOrEqual(fewest + 1);
    }),
    {numRuns: 25},
  );
}, 60_000);
