import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError} from '../../src/lib/base/errors.ts';
import {Clock} from '../support/clock.ts';
import {classicPage, clientFor, type Reply, serve, type Thing, things} from './list-server.ts';

/** What happens to the list just before a request is answered. */
const change = fc.record({
  atRequest: fc.integer({min: 2, max: 14}),
  kind: fc.constantFrom('delete' as const, 'insert' as const),
  /** Where in the list, as a share of its length. */
  place: fc.double({min: 0, max: 1, noNaN: true}),
  count: fc.integer({min: 1, max: 12}),
});

/** So many requests in each minute; some servers do not tell. */
const rateLimit = fc.record({perMinute: fc.integer({min: 8, max: 30}), tells: fc.boolean()});

const scenario = fc.record({
  records: fc.integer({min: 0, max: 70}),
  pageSize: fc.integer({min: 2, max: 9}),
  clamp: fc.option(fc.integer({min: 2, max: 9})),
  concurrency: fc.integer({min: 1, max: 16}),
  counts: fc.boolean(),
  changes: fc.array(change, {maxLength: 8}),
  /** At which request the server fails, for that one or for good. */
  failure: fc.option(fc.record({at: fc.integer({min: 1, max: 12}), forGood: fc.boolean()})),
  rateLimit: fc.option(rateLimit),
  limit: fc.option(fc.integer({min: 1, max: 80})),
});

/** Two at once that are tried again and again, in a minute that has room for eight. */
const retriesUseUpTheLimit = {
  ...{records: 5, pageSize: 2, clamp: null, concurrency: 2, counts: true, changes: [], limit: null},
  failure: {at: 3, forGood: true},
  rateLimit: {perMinute: 8, tells: true},
};

/** Sixteen that are refused by turns. The waits of all move the one clock, so each seems to have waited for as long as all. */
const sixteenByTurns = {
  ...{records: 22, pageSize: 2, clamp: null, concurrency: 16, counts: true, failure: null, limit: null},
  changes: [
    {atRequest: 2, kind: 'delete' as const, place: 0, count: 2},
    {atRequest: 12, kind: 'insert' as const, place: 0, count: 10},
    {atRequest: 14, kind: 'delete' as const, place: 0, count: 1},
  ],
  rateLimit: {perMinute: 8, tells: false},
};

async function fetchAll(
  url: string,
  {
    concurrency,
    pageSize,
    limit,
    maxWait,
  }: {concurrency: number; pageSize: number; limit: number | null; maxWait: string},
  clock = new Clock(0),
) {
  const env = {PD_CONCURRENCY: String(concurrency), PD_MAX_WAIT: maxWait};
  const {client} = clientFor(url, env, clock);
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

const minuteMs = 60_000;

/** Counts the requests of each minute of the clock. */
function limiter(clock: Clock, limit: {perMinute: number; tells: boolean} | null) {
  const state = {minute: -1, used: 0, refusals: 0};
  const admit = (): Reply | undefined => {
    const minute = Math.floor(clock.now() / minuteMs);
    if (minute !== state.minute) Object.assign(state, {minute, used: 0});
    state.used += 1;
    if (limit === null || state.used <= limit.perMinute) return undefined;
    state.refusals += 1;
    return {status: 429, body: {error: {message: 'Rate limit exceeded'}}};
  };
  const headers = (): Record<string, string> =>
    limit?.tells
      ? {
          'ratelimit-limit': String(limit.perMinute),
          'ratelimit-remaining': String(Math.max(0, limit.perMinute - state.used)),
          'ratelimit-reset': String(Math.ceil((minuteMs - (clock.now() % minuteMs)) / 1000)),
        }
      : {};
  return {state, admit, headers};
}

test('whatever is added, removed, fails or is delayed while paging: every record that existed throughout, once, in order; or a prefix and an error', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async facts => {
      const live: Thing[] = things(facts.records);
      const throughout = new Set(live.map(({id}) => id));
      const clock = new Clock(0);
      const limits = limiter(clock, facts.rateLimit);
      let inserted = 0;
      const fails = (count: number) =>
        facts.failure !== null && (facts.failure.forGood ? count >= facts.failure.at : count === facts.failure.at);
      using server = await serve(({query}, count) => {
        for (const {atRequest, kind, place, count: size} of facts.changes) {
          if (atRequest !== count) continue;
          const at = Math.floor(place * live.length);
          if (kind === 'insert') live.splice(at, 0, ...Array.from({length: size}, () => ({id: `N${inserted++}`})));
          else for (const {id} of live.splice(at, size)) throughout.delete(id);
        }
        const refused = limits.admit();
        const headers = limits.headers();
        if (refused) return {...refused, headers};
        if (fails(count)) return {status: 500, headers, body: {}};
        if (!facts.counts) query.delete('total');
        return {...classicPage(live, query, 'users', facts.clamp ?? 100), headers};
      });
      const limit = facts.changes.length > 0 ? null : facts.limit;
      const maxWait = facts.failure?.forGood ? '5m' : '24h';
      const {ids, error} = await fetchAll(server.url, {...facts, limit, maxWait}, clock);
      expect(new Set(ids).size).toBe(ids.length);
      expect(server.state.mostInFlight).toBeLessThanOrEqual(facts.concurrency);
      // What the headers tell is obeyed before it comes to a refusal.
      if (facts.rateLimit?.tells) expect(limits.state.refusals).toBe(0);
      const old = ids.filter(id => throughout.has(id));
      const expected = [...throughout];
      if (error) {
        expect(facts.failure?.forGood).toBe(true);
        expect(error.exitCode).toBe(ids.length === 0 ? 7 : 8);
        expect(old).toEqual(expected.slice(0, old.length));
      } else if (limit !== null) {
        expect(ids).toEqual(expected.slice(0, limit));
      } else {
        expect(old).toEqual(expected);
      }
    }),
    {numRuns: 30, examples: [[retriesUseUpTheLimit], [sixteenByTurns]]},
  );
});

test('an unchanged list of n records takes the fewest requests, or one more for every 99 pages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({min: 0, max: 1500}), fc.integer({min: 1, max: 16}), async (records, concurrency) => {
      const all = things(records);
      using server = await serve(({query}) => classicPage(all, query, 'users'));
      const {ids} = await fetchAll(server.url, {concurrency, pageSize: 100, limit: null, maxWait: '0'});
      expect(ids).toEqual(all.map(({id}) => id));
      const fewest = Math.max(1, Math.ceil(records / 100));
      expect(server.asked.length).toBeGreaterThanOrEqual(fewest);
      expect(server.asked.length).toBeLessThanOrEqual(fewest + 1);
    }),
    {numRuns: 15},
  );
});

const lie = fc.record({
  records: fc.integer({min: 0, max: 60}),
  pageSize: fc.integer({min: 2, max: 9}),
  concurrency: fc.integer({min: 1, max: 8}),
  /** How far the total is off; null where the server does not count. */
  totalOff: fc.option(fc.integer({min: -20, max: 20})),
  /** Whether it counts although it was not asked to. */
  isAlwaysCounted: fc.boolean(),
  /** What the server says of whether there is more: the truth, nothing, or never. */
  more: fc.constantFrom('true' as const, 'absent' as const, 'never' as const),
  /** From which offset on the server returns the same page. */
  stuckAt: fc.option(fc.integer({min: 0, max: 60})),
  deletions: fc.array(fc.record({atRequest: fc.integer({min: 2, max: 9}), place: fc.nat({max: 59})}), {maxLength: 3}),
  insertions: fc.array(fc.record({atRequest: fc.integer({min: 2, max: 9}), place: fc.nat({max: 59})}), {maxLength: 3}),
  limit: fc.option(fc.integer({min: 1, max: 80})),
});

/** The first page again and again, with a correct total, without saying whether there is more. */
const ignoresItsOffset = {
  ...{records: 25, pageSize: 9, concurrency: 4, totalOff: 0, isAlwaysCounted: true, more: 'absent' as const},
  ...{stuckAt: 0, deletions: [], insertions: [], limit: null},
};

/** The same, but the third page ends at the total, as the last page of a correct server would. */
const endsWhereTheTotalDoes = {...ignoresItsOffset, isAlwaysCounted: false};

/** A list that grows just as its end is checked, which makes room for the record past the end. */
const growsAtItsEnd = {
  ...{records: 45, pageSize: 9, concurrency: 1, totalOff: 11, isAlwaysCounted: false, more: 'absent' as const},
  ...{stuckAt: 1, deletions: [], limit: 16},
  insertions: [
    {atRequest: 9, place: 0},
    {atRequest: 2, place: 9},
    {atRequest: 5, place: 0},
  ],
};

test('whatever the server says about the end: every record once and in order, or those before the doubt and exit 8', async () => {
  await fc.assert(
    fc.asyncProperty(lie, async facts => {
      const live = things(facts.records);
      const throughout = new Set(live.map(({id}) => id));
      using server = await serve(({query}, count) => {
        for (const {atRequest, place} of facts.deletions)
          if (atRequest === count) for (const {id} of live.splice(place, 1)) throughout.delete(id);
        for (const {atRequest, place} of facts.insertions)
          if (atRequest === count) live.splice(Math.min(place, live.length), 0, {id: `N${count} ${place}`});
        const offset = Math.min(Number(query.get('offset') ?? 0), facts.stuckAt ?? Number.POSITIVE_INFINITY);
        const users = live.slice(offset, offset + Number(query.get('limit')));
        const isCounted = facts.totalOff !== null && (facts.isAlwaysCounted || query.has('total'));
        const total = isCounted ? Math.max(0, live.length + (facts.totalOff ?? 0)) : null;
        const more = offset + users.length < live.length;
        return {body: {users, total, ...(facts.more === 'absent' ? {} : {more: facts.more === 'true' && more})}};
      });
      const {ids, error} = await fetchAll(server.url, {...facts, maxWait: '0'});
      expect(new Set(ids).size).toBe(ids.length);
      const old = ids.filter(id => throughout.has(id));
      const expected = [...throughout];
      expect(old).toEqual(expected.slice(0, old.length));
      if (error) expect(error.exitCode).toBe(8);
      // Of a server that says of the first page that it is the last, and counts nothing, nothing else is known.
      const isTrueOrHigh = facts.totalOff !== null && facts.totalOff >= 0;
      const isKnown =
        facts.more === 'true' ||
        (facts.more === 'absent' && (facts.totalOff === null || isTrueOrHigh)) ||
        (facts.isAlwaysCounted && facts.stuckAt === null && isTrueOrHigh);
      if (!error && isKnown) expect(ids.length >= (facts.limit ?? 0) || old.length === expected.length).toBe(true);
      const isHonest = facts.more === 'true' && (facts.totalOff ?? 0) <= 0 && facts.stuckAt === null;
      if (isHonest) expect(error).toBeUndefined();
    }),
    {numRuns: 40, examples: [[ignoresItsOffset], [endsWhereTheTotalDoes], [growsAtItsEnd]]},
  );
});
