import {expect, test} from 'bun:test';
import {makeAgents} from '../../src/lib/http/agents.ts';
import {attempt} from '../../src/lib/http/attempt.ts';
import {Clock} from '../support/clock.ts';
import {safe} from '../support/safe.ts';
import {json, scriptedServer} from '../support/scripted-server.ts';

test('interrupted while what sends it is loaded, a request is not sent', async () => {
  const clock = new Clock();
  using server = await scriptedServer([json(201, {})], clock);
  const controller = new AbortController();
  const url = new URL(`${server.url}/teams`);
  const outcome = await attempt(
    {method: 'POST', url, headers: {}, body: '{}', repeatable: false, expect: 'json'},
    {
      clock: {monotonic: () => clock.now(), later: () => () => undefined},
      connections: undefined,
      isFresh: true,
      agents: async () => {
        controller.abort(new Error('Interrupted'));
        return await makeAgents({keepAlive: false}, url, {});
      },
      hasClientCertificate: false,
      timeoutMs: 1000,
      signal: controller.signal,
      safe,
    },
  );
  expect(outcome).toMatchObject({kind: 'interrupted', wasSent: false});
  expect(server.seen.length).toBe(0);
});
