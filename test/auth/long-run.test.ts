import {expect, test} from 'bun:test';
import {classicPage, clientFor, idsOf, type Reply, serve, things} from '../rest/list-server.ts';
import type {Clock} from '../support/clock.ts';
import {clientId, secret, world} from './world.ts';

const all = things(950);
const hourMs = 3_600_000;

/** Lists 950 records with a profile's OAuth app: ten pages, and a token for each grant. `answer` may refuse a page. */
async function longList(answer: (facts: {token: string; page: number; clock: Clock}) => Reply | undefined) {
  await using one = await world();
  one.putProfile({oauth: {clientId, clientSecret: secret, scope: 'as_account-us.acme users.read'}});
  const {clock} = one;
  let [grants, page] = [0, 0];
  const tokens: string[] = [];
  using server = await serve(({path, query, headers}) => {
    if (path === '/oauth/token') {
      grants += 1;
      return {body: {access_token: `pdus+token-number-${grants}`, token_type: 'bearer', expires_in: 3600}};
    }
    const token = headers.authorization ?? '';
    tokens.push(token);
    page += 1;
    return answer({token, page, clock}) ?? classicPage(all, query, 'users');
  });
  const env = {PD_CONFIG_DIR: one.config, PD_STATE_DIR: one.state, PD_API_KEY: '', PD_CONCURRENCY: '1'};
  const {client} = clientFor(server.url, env, {now: clock.now, monotonic: clock.monotonic});
  const ids = await idsOf(client.list('users', {pageSize: 100}));
  return {ids, grants, tokens};
}

const wanted = all.map(({id}) => id);
const [first, second] = ['Bearer pdus+token-number-1', 'Bearer pdus+token-number-2'] as const;

test('a token that expires in the middle of a list is renewed before the next page', async () => {
  const {ids, grants, tokens} = await longList(({page, clock}) => {
    if (page === 3) clock.pass(hourMs - 30_000);
    return undefined;
  });
  expect(ids).toEqual(wanted);
  expect(grants).toBe(2);
  expect(tokens.slice(0, 3)).toEqual([first, first, first]);
  expect(new Set(tokens.slice(3))).toEqual(new Set([second]));
});

test('a token that is revoked in the middle of a list is renewed, and the page is requested again', async () => {
  const {ids, grants, tokens} = await longList(({page, token, clock}) => {
    clock.pass(60_000);
    return page > 3 && token === first ? {status: 401, body: {error: {message: 'revoked'}}} : undefined;
  });
  expect(ids).toEqual(wanted);
  expect(grants).toBe(2);
  expect(tokens.filter(token => token === first)).toHaveLength(4);
});
