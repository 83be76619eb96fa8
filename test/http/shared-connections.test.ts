import {expect, test} from 'bun:test';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import {makeCertificates} from '../support/certificates.ts';
import {listening} from '../support/listening.ts';
import {runPd} from '../support/pd.ts';

const pages = 5;

test('the requests of a command share a connection over TLS, also with a client certificate and through a proxy', async () => {
  const certificates = makeCertificates();
  if (certificates === undefined) return console.log('not checked: certificates need openssl on this machine');
  const {ca, signed} = certificates;
  const own = signed('localhost', {});
  let [requests, connections, tunnels] = [0, 0, 0];
  const server = https.createServer(own, (request, response) => {
    requests += 1;
    const offset = Number(new URL(request.url ?? '', 'https://localhost').searchParams.get('offset') ?? 0);
    const body = JSON.stringify({users: [{id: `PU${offset}`}], offset, limit: 1, more: offset < pages - 1});
    request.resume().on('end', () => response.writeHead(200, {'content-type': 'application/json'}).end(body));
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  const port = await listening(server, 'localhost');
  const proxy = http.createServer();
  proxy.on('connect', (_request, client) => {
    tunnels += 1;
    const target = net.connect(port, 'localhost', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const socket of [client, target]) socket.on('error', () => undefined);
    target.pipe(client).pipe(target);
  });
  const proxyPort = await listening(proxy, 'localhost');
  const env = {
    PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR',
    PD_API_URL: `https://localhost:${port}`,
    NODE_EXTRA_CA_CERTS: ca.certFile,
  };
  const list = ['rest', 'list', 'users', '--page-size', '1', '--concurrency', '1', '-o', 'id'];
  const ways = [
    {args: [], env: {}},
    {args: ['--client-cert', own.certFile, '--client-key', own.keyFile], env: {}},
    {args: [], env: {https_proxy: `http://localhost:${proxyPort}`}},
  ];
  for (const way of ways) {
    [requests, connections] = [0, 0];
    const {code, stdout, stderr} = await runPd([...list, ...way.args], {env: {...env, ...way.env}});
    expect({code, stderr, ids: stdout.trim().split('\n').length}).toEqual({code: 0, stderr: '', ids: pages});
    expect({requests, connections}).toEqual({requests: pages, connections: 1});
  }
  expect(tunnels).toBe(1);
  server.closeAllConnections();
  server.close();
  proxy.closeAllConnections();
  proxy.close();
});
