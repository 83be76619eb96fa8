import {expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import {join} from 'node:path';
import {PdError} from '../../src/lib/base/errors.ts';
import {makeCertificates} from '../support/certificates.ts';
import {Clock} from '../support/clock.ts';
import {runLine} from '../support/line.ts';
import {listening} from '../support/listening.ts';
import {runPd, tempFolder} from '../support/pd.ts';

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
  const port = await listening(server);
  const url = `http://127.0.0.1:${port}`;
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
  const securePort = await listening(secure, 'localhost');
  const held: net.Socket[] = [];
  const server = net.createServer(socket => {
    socket.on('error', () => undefined);
    if (held.push(socket) === 1) return; // the first one is never answered
    socket.pipe(net.connect(securePort, 'localhost')).pipe(socket);
  });
  const port = await listening(server, 'localhost');
  const env = {
    PD_EVENTS_URL: `https://localhost:${port}`,
    ...{PD_ROUTING_KEY: '0123456789abcdef0123456789abcdef', NODE_EXTRA_CA_CERTS: ca.certFile},
    ...{PD_TIMEOUT: '3s', PD_MAX_WAIT: '0'},
  };
  const {code} = await runPd(['events', 'trigger', '-s', 'x'], {env});
  for (const socket of held) socket.destroy();
  server.close();
  secure.close();
  expect({code, requests, connections: held.length}).toEqual({code: 0, requests: 1, connections: 2});
});

const page = (offset: number): string =>
  JSON.stringify({users: [{id: `P${offset}`}], offset, limit: 1, more: offset < 3});
const length = (body: string): string => `content-length: ${body.length}\r\n`;

/** The beginning of an answer, and what follows its body. */
const answers: readonly (readonly [string, number, (body: string) => string])[] = [
  ['that says its length', 1, body => `HTTP/1.1 200 OK\r\n${length(body)}\r\n${body}`],
  ['in chunks', 1, body => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk(body)}`],
  ['after interim answers', 1, body => `HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n${length(body)}\r\n${body}`],
  ['that is the last one', 4, body => `HTTP/1.1 200 OK\r\nconnection: x, Close\r\n${length(body)}\r\n${body}`],
  ['of HTTP/1.0', 4, body => `HTTP/1.0 200 OK\r\n${length(body)}\r\n${body}`],
  ['followed by one that nobody asked for', 4, body => `HTTP/1.1 200 OK\r\n${length(body)}\r\n${body}${forged}`],
];
const chunk = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const forged = `HTTP/1.1 200 OK\r\n${length(page(9))}\r\n${page(9)}`;

test.each(answers)('four pages, each in an answer %s, take connections: %i', async (_, expected, write) => {
  let connections = 0;
  const server = net.createServer(socket => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.on('data', request => {
      const offset = Number(/offset=(\d+)/.exec(request.toString())?.[1] ?? 0);
      socket.write(write(page(offset)));
    });
  });
  const port = await listening(server);
  const env = {
    PD_API_URL: `http://127.0.0.1:${port}`,
    PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR',
  };
  const list = ['rest', 'list', 'users', '--page-size', '1', '--concurrency', '1', '-o', 'id', '--max-wait', '0'];
  const {code, stdout} = await runLine(list, {env});
  server.close();
  expect({code, stdout, connections}).toEqual({code: 0, stdout: 'P0\nP1\nP2\nP3\n', connections: expected});
});

test('what must not be sent twice gets a connection that has carried nothing', async () => {
  const used: (readonly [string | undefined, number])[] = [];
  const ports = new Map<number | undefined, number>();
  const server = http.createServer((request, response) => {
    const {remotePort} = request.socket;
    ports.set(remotePort, ports.get(remotePort) ?? ports.size + 1);
    used.push([request.method, ports.get(remotePort) ?? 0]);
    request.resume().on('end', () => {
      response.writeHead(200, {'content-type': 'application/json'});
      response.end(request.method === 'GET' ? '{"teams":[],"more":false}' : '{"team":{"id":"P1","name":"x"}}');
    });
  });
  const port = await listening(server);
  const env = {
    PD_API_URL: `http://127.0.0.1:${port}`,
    PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR',
  };
  const {code} = await runLine(['rest', 'upsert', 'teams', '--by', 'name', '-f', 'name=x'], {env});
  server.closeAllConnections();
  server.close();
  expect({code, used}).toEqual({
    code: 0,
    used: [
      ['GET', 1],
      ['POST', 2],
    ],
  });
});

test('a connection that has been free for minutes is not used again', async () => {
  const clock = new Clock();
  const ports = new Set<number | undefined>();
  const server = http.createServer((request, response) => {
    ports.add(request.socket.remotePort);
    response.writeHead(200, {'content-type': 'application/json'}).end('{"incidents":[],"more":false}');
  });
  const port = await listening(server);
  const env = {
    PD_API_URL: `http://127.0.0.1:${port}`,
    PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR',
  };
  let looks = 0;
  const sleep = async (ms: number): Promise<void> => {
    looks += 1;
    if (looks === 4) throw new PdError('interrupted', 'Interrupted', {exitCode: 130});
    await clock.sleep(looks === 2 ? 61_000 : ms);
  };
  await runLine(['incidents', 'ls', '--watch', '30s', '-o', 'jsonl'], {env, clock, changes: {sleep}});
  server.closeAllConnections();
  server.close();
  expect({looks, connections: ports.size}).toEqual({looks: 4, connections: 2});
});

test.each(['http', 'https'])('over %s, a request larger than the buffers on its way arrives whole', async scheme => {
  const certificates = scheme === 'http' ? undefined : makeCertificates();
  if (scheme === 'https' && certificates === undefined)
    return console.log('not checked: certificates need openssl on this machine');
  const lengths: number[] = [];
  const listener: http.RequestListener = (request, response) => {
    let bytes = 0;
    request
      .on('data', (data: Buffer) => {
        bytes += data.length;
      })
      .on('end', () => {
        lengths.push(bytes);
        response.end('{"team":{"id":"P1"}}');
      });
  };
  const server = certificates
    ? https.createServer(certificates.signed('localhost', {}), listener)
    : http.createServer(listener);
  const port = await listening(server, 'localhost');
  const file = join(tempFolder(), 'body.json');
  const body = JSON.stringify({team: {name: 'x'.repeat(12 * 1024 * 1024)}});
  writeFileSync(file, body);
  const env = {
    PD_API_URL: `${scheme}://localhost:${port}`,
    ...{PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR', PD_MAX_WAIT: '0'},
    ...(certificates && {NODE_EXTRA_CA_CERTS: certificates.ca.certFile}),
  };
  const {code} = await runLine(['rest', 'post', 'teams', '-d', `@${file}`], {env});
  server.closeAllConnections();
  server.close();
  expect({code, lengths}).toEqual({code: 0, lengths: [body.length]});
});
