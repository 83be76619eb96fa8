import {expect, test} from 'bun:test';
import http from 'node:http';
import {Clock} from '../support/clock.ts';
import {runLine} from '../support/line.ts';
import {listening} from '../support/listening.ts';
import {scriptedServer, text} from '../support/scripted-server.ts';

const env = {PD_EVENTS_URL: 'https://localhost:9', PD_ROUTING_KEY: 'A1234567890123456789012345678901'};
const trigger = ['events', 'trigger', '-s', 'x', '--max-wait', '0'];

test('pd gives up on a proxy that never answers after --timeout', async () => {
  const clock = new Clock();
  let asked = '';
  const proxy = http.createServer().on('connect', request => {
    asked = request.url ?? '';
    clock.pass(300);
  });
  const proxyPort = await listening(proxy);
  const HTTPS_PROXY = `127.0.0.1:${proxyPort}`;
  const result = await runLine([...trigger, '--timeout', '300ms'], {clock, env: {...env, HTTPS_PROXY}});
  proxy.closeAllConnections();
  proxy.close();
  expect(asked).toBe('localhost:9');
  expect(result.code).toBe(7);
  expect(result.stderr).toContain('did not answer within 0.3 s');
});

test.each(['http://bad host:1', 'http://u:p%zz@127.0.0.1:1', 'http://[::1', 'socks5://127.0.0.1:1'])(
  'HTTPS_PROXY=%s is an error that does not show its password',
  async HTTPS_PROXY => {
    const result = await runLine(trigger, {env: {...env, HTTPS_PROXY}});
    expect(result.code).toBe(7);
    expect(result.stderr).toContain('HTTPS_PROXY is not the address of a proxy');
    expect(result.stderr).not.toContain('p%zz');
  },
);

test('only a proxy answers 407', async () => {
  using server = await scriptedServer([text(407, 'proxy login', {'content-type': 'text/plain'})]);
  const result = await runLine(trigger, {env: {...env, PD_EVENTS_URL: server.url}});
  expect(result.code).toBe(7);
});
