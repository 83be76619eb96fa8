import {expect, test} from 'bun:test';
import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import {join} from 'node:path';
import {makeCertificates} from '../support/certificates.ts';
import {listening} from '../support/listening.ts';
import {runPd, tempFolder} from '../support/pd.ts';

test('an authority counts, wherever the system keeps it', async () => {
  const certificates = makeCertificates();
  if (certificates === undefined) return console.log('not checked: certificates need openssl on this machine');
  const {ca, other, signed} = certificates;
  let connections = 0;
  const secure = https.createServer(signed('localhost', {}), (request, response) => {
    request.resume().on('end', () => response.writeHead(202).end('{"status":"success","dedup_key":"k"}'));
  });
  const securePort = await listening(secure, 'localhost');
  const server = net.createServer(socket => {
    connections += 1;
    socket
      .on('error', () => undefined)
      .pipe(net.connect(securePort, 'localhost').on('error', () => undefined))
      .pipe(socket);
  });
  const port = await listening(server, 'localhost');
  const folder = join(tempFolder(), 'certs');
  mkdirSync(folder);
  copyFileSync(ca.certFile, join(folder, 'ca.pem'));
  const empty = join(tempFolder(), 'empty.pem');
  writeFileSync(empty, '# none\n');
  const triggered = async (variables: Record<string, string>) => {
    connections = 0;
    const url = `https://localhost:${port}`;
    const env = {PD_EVENTS_URL: url, PD_ROUTING_KEY: '0123456789abcdef0123456789abcdef', ...variables};
    const {code, stderr} = await runPd(['events', 'trigger', '-s', 'x'], {env});
    return {code, stderr, connections};
  };
  const accepted = {code: 0, stderr: ''};

  expect(await triggered({SSL_CERT_FILE: ca.certFile})).toEqual({...accepted, connections: 1});
  expect(await triggered({SSL_CERT_DIR: folder})).toEqual({...accepted, connections: 1});
  // The file is asked first, since it is read in half the time.
  expect(await triggered({SSL_CERT_FILE: other.certFile, SSL_CERT_DIR: folder})).toEqual({...accepted, connections: 2});
  expect(await triggered({SSL_CERT_FILE: empty, SSL_CERT_DIR: folder})).toEqual({...accepted, connections: 1});
  expect((await triggered({SSL_CERT_FILE: other.certFile, SSL_CERT_DIR: tempFolder()})).code).toBe(7);
  server.close();
  secure.closeAllConnections();
  secure.close();
});
