import {expect, test} from 'bun:test';
import {accept, bodies, routingKey, withServer} from './events-server.ts';

test('goes to its own endpoint', async () => {
  await withServer([accept], async (seen, pd) => {
    const {code, stdout} = await pd([
      'events',
      'change',
      '-s',
      'deployed',
      '--source',
      'shop',
      '--details',
      'version=1.4.2',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      status: 'success',
      message: 'Change event processed',
      dedup_key: null,
      event_action: 'change',
    });
    expect(seen[0]?.path).toBe('/v2/change/enqueue');
    expect(bodies(seen)).toEqual([
      {routing_key: routingKey, payload: {summary: 'deployed', source: 'shop', custom_details: {version: '1.4.2'}}},
    ]);
    expect((await pd(['events', 'change', '-s', 'x', '-o', 'id'])).stdout).toBe('');
    expect((await pd(['events', 'change'])).code).toBe(2);
  });
});

test('--ci fills it in, flags override', async () => {
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_NUMBER: '42',
    GITHUB_WORKFLOW: 'deploy',
    GITHUB_SHA: 'abcdef0123',
    GITHUB_REF_NAME: 'main',
    GITHUB_ACTOR: 'mona',
  };
  await withServer([accept], async (seen, pd) => {
    expect((await pd(['events', 'change', '--ci', '--source', 'mine', '--details', 'branch=other'], {env})).code).toBe(
      0,
    );
    const [{payload, links}] = bodies(seen);
    expect(payload.summary).toBe('acme/shop: deploy #42 on main at abcdef0 by mona');
    expect(payload.source).toBe('mine');
    expect(payload.custom_details).toMatchObject({commit: 'abcdef0123', branch: 'other', actor: 'mona'});
    expect(links.map(({href}: {href: string}) => href)).toEqual([
      'https://github.com/acme/shop/actions/runs/7',
      'https://github.com/acme/shop/commit/abcdef0123',
    ]);
    expect((await pd(['events', 'change', '--ci'])).code).toBe(2);
    expect(seen.length).toBe(1);
  });
});
