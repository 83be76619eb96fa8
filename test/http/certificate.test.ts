import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import https from 'node:https';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {listening} from '../support/listening.ts';
import {runPd, tempFolder} from '../support/pd.ts';

const routingKey = 'A1234567890123456789012345678901';

test('a certificate and its name are always checked; a CA of your own counts', async () => {
  const folder = tempFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost`;
  if (spawnSync('openssl', words.split(' ')).status !== 0) {
    console.log('not checked: certificates need openssl on this machine');
    return;
  }
  let requests = 0;
  const server = https.createServer({key: readFileSync(key), cert: readFileSync(cert)}, (request, response) => {
    requests += 1;
    request.resume().on('end', () => {
      response.writeHead(202, {'content-type': 'application/json'});
      response.end('{"status":"success","message":"Event processed","dedup_key":"k"}');
    });
  });
  const port = await listening(server, 'localhost');
  const env = {
    PD_EVENTS_URL: `https://localhost:${port}`,
    PD_ROUTING_KEY: routingKey,
  };

  const refused = await runPd(['events', 'trigger', '-s', 'x'], {env: {...env, NODE_TLS_REJECT_UNAUTHORIZED: '0'}});
  expect(refused.code).toBe(7);
  expect(refused.stderr).toMatch(/^pd: The certificate of localhost:\d+ is not trusted[^\n]*\n$/);
  // With a client certificate, the request takes another way.
  const overAgent = await runPd(['events', 'trigger', '-s', 'x', '--client-cert', cert, '--client-key', key], {
    env: {...env, NODE_TLS_REJECT_UNAUTHORIZED: '0'},
  });
  expect([overAgent.code, overAgent.stderr]).toEqual([7, expect.stringContaining('is not trusted')]);
  expect(requests).toBe(0);
  const trusted = await runPd(['events', 'trigger', '-s', 'x'], {env: {...env, NODE_EXTRA_CA_CERTS: cert}});
  expect(trusted.code).toBe(0);
  expect(requests).toBe(1);
  // It is for the name, not for the address behind it.
  const {address, family} = server.address() as AddressInfo;
  const byAddress = `https://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  const other = await runPd(['events', 'trigger', '-s', 'x'], {
    env: {...env, PD_EVENTS_URL: byAddress, NODE_EXTRA_CA_CERTS: cert},
  });
  expect([other.code, other.stderr]).toEqual([7, expect.stringContaining('is for another name')]);
  expect(requests).toBe(1);
  server.closeAllConnections();
  server.close();
});
