import {expect, test} from 'bun:test';
import http from 'node:http';
import https from 'node:https';
import net, {type AddressInfo} from 'node:net';
import {makeCertificates} from '../support/certificates.ts';
import {runLine} from '../support/line.ts';
import {runPd} from '../support/pd.ts';

test.each([
  ['what reads', ['rest', 'get', 'teams/P1']],
  ['what changes', ['rest', 'post', 'teams', '-d', '{"name":"x"}']],
  ['an event', ['events', 'trigger', '-s', 'x', '--dedup-key', 'k']],
])('%s takes one connection', async (_, line) => {
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

test('where no connection comes about, pd tries another within the same attempt, and sends the event once', async () => {
  const certificates = makeCertificates();
  if (certificates === undefined) return console.log('not checked: certificates need openssl on this machine');
  const {ca, signed} = certificates;
  let requests = 0;
  const secure = https.createServer(signed('localhost', {}), (request, response) => {
    requests += 1;
    request.resume().on('end', () => response.writeHead(202).end('{"status":"success","dedup_key":"k"}'));
  });
  await new Promise<void>(resolve => secure.listen(0, 'localhost', resolve));
  const held: net.Socket[] = [];
  const server = net.createServer(socket => {
    socket.on('error', () => undefined);
    if (held.push(socket) === 1) return; // the first one is never answered
    socket.pipe(net.connect((secure.address() as AddressInfo).port, 'localhost')).pipe(socket);
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  const env = {
    PD_EVENTS_URL: `https://localhost:${(server.address() as AddressInfo).port}`,
    ...{PD_ROUTING_KEY: '0123456789abcdef0123456789abcdef', NODE_EXTRA_CA_CERTS: ca.certFile},
    ...{PD_TIMEOUT: '3s', PD_MAX_WAIT: '0'},
  };
  const {code} = await runPd(['events', 'trigger', '-s', 'x'], {env});
  for (const socket of held) socket.destroy();
  server.close();
  secure.close();
  expect({code, requests, connections: held.length}).toEqual({code: 0, requests: 1, connections: 2});
});
