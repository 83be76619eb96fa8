import {describe, expect, test} from 'bun:test';
import {once} from 'node:events';
import {accept} from '../events/events-server.ts';
import {lines} from '../support/events-world.ts';
import {spawnPd} from '../support/pd.ts';
import {hang, json, scriptedServer} from '../support/scripted-server.ts';

const keys = {PD_ROUTING_KEY: 'A1234567890123456789012345678901', PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR'};

/** Runs pd, sends it the signal at the request of this number, and returns how it ended. */
async function interrupted(
  args: string[],
  server: Awaited<ReturnType<typeof scriptedServer>>,
  {atRequest, signal, stdin}: {atRequest: number; signal: 'SIGINT' | 'SIGTERM'; stdin?: string},
) {
  const env = {...keys, PD_EVENTS_URL: server.url, PD_API_URL: server.url};
  const child = spawnPd(args, {env, ...(stdin === undefined ? {} : {stdin})});
  while (server.seen.length < atRequest) await once(server.arrivals, 'request');
  child.kill(signal);
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return {code: await child.exited, stdout, stderr};
}

describe('a signal', () => {
  test('while an event is in flight: the outcome is unknown, and the dedup key is printed', async () => {
    using server = await scriptedServer([hang]);
    const args = ['events', 'trigger', '-s', 'x', '--dedup-key', 'k1'];
    const {code, stdout, stderr} = await interrupted(args, server, {atRequest: 1, signal: 'SIGINT'});
    expect({code, stdout}).toEqual({code: 130, stdout: ''});
    expect(stderr).toContain('The outcome is unknown');
    expect(stderr).toContain('dedup key k1');
  });

  test('while many events are in flight: how many were sent, and which were not', async () => {
    using server = await scriptedServer([accept, accept, hang]);
    const args = ['events', 'send', '-', '--concurrency', '1', '-o', 'id'];
    const {code, stdout, stderr} = await interrupted(args, server, {atRequest: 3, signal: 'SIGTERM', stdin: lines(9)});
    expect(code).toBe(143);
    expect(stdout).toBe('k0\nk1\n');
    expect(stderr).toContain('2 events were sent');
    expect(stderr).toContain('the outcome of 1 is unknown (line 3)');
    expect(stderr).toContain('6 were not sent');
  });

  test.each(['post', 'put'])('while a %s is in flight: the outcome is unknown', async method => {
    using server = await scriptedServer([hang]);
    const args = ['rest', method, method === 'post' ? 'teams' : 'teams/PT1', '-d', '{"name":"x"}'];
    const {code, stderr} = await interrupted(args, server, {atRequest: 1, signal: 'SIGINT'});
    expect(code).toBe(130);
    expect(stderr).toContain('The outcome is unknown');
  });

  test('between two attempts that were not carried out: not sent', async () => {
    using server = await scriptedServer([json(429, {}, {'retry-after': '60'})]);
    const env = {...keys, PD_API_URL: server.url};
    const child = spawnPd(['rest', 'post', 'teams', '-d', '{"name":"x"}', '--debug'], {env});
    let stderr = '';
    for await (const chunk of child.stderr) {
      stderr += new TextDecoder().decode(chunk);
      if (stderr.includes('trying again')) child.kill('SIGTERM');
    }
    expect(await child.exited).toBe(143);
    expect(stderr).toContain('Interrupted by SIGTERM: not sent');
  });
});
