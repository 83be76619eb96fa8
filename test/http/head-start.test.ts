import {expect, test} from 'bun:test';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {runLine} from '../support/line.ts';

test.each([
  ['what reads', ['rest', 'get', 'teams/P1']],
  ['what changes', ['rest', 'post', 'teams', '-d', '{"name":"x"}']],
  ['an event', ['events', 'trigger', '-s', 'x', '--dedup-key', 'k']],
])('%s takes one connection, whether or not it was begun early', async (_, line) => {
  let connections = 0;
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, {'content-type': 'application/json'});
      response.end('{"team":{"id":"P1"},"status":"success","dedup_key":"k"}');
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = {PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR', PD_ROUTING_KEY: '0123456789abcdef0123456789abcdef'};
  const {code} = await runLine(line, {env: {PD_API_URL: url, PD_EVENTS_URL: url, ...keys}});
  server.closeAllConnections();
  server.close();
  expect({code, connections}).toEqual({code: 0, connections: 1});
});
