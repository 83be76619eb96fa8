// Serves a list over HTTP/2 and HTTP/1.1 with TLS, behind a line with the given round-trip time. The body of a page is
// created once, because only the transport is measured. Arguments: KEY CERT ROUND_TRIP_MS. Prints its port.
import {readFileSync} from 'node:fs';
import http2 from 'node:http2';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';

const [keyFile = '', certFile = '', roundTripMs = '0'] = process.argv.slice(2);
const oneWayMs = Number(roundTripMs) / 2;
const incidents = Array.from({length: 100}, (_, index) => ({id: `P${index}`, title: 'x'.repeat(400)}));
const body = JSON.stringify({incidents, more: true});
const workMs = 100;

const origin = http2.createSecureServer({
  key: readFileSync(keyFile),
  cert: readFileSync(certFile),
  allowHTTP1: true,
});
origin.on('request', (_request, response) => {
  setTimeout(() => {
    response.setHeader('content-type', 'application/json');
    response.end(body);
  }, workMs);
});

const line = createServer(near => {
  const far = connect((origin.address() as AddressInfo).port, '127.0.0.1');
  let delayMs = oneWayMs * 3; // connecting takes another round trip
  near.on('data', chunk => {
    setTimeout(() => far.write(chunk), delayMs);
    delayMs = oneWayMs;
  });
  far.on('data', chunk => void setTimeout(() => near.write(chunk), oneWayMs));
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as [Socket, Socket][]) {
    one.setNoDelay();
    one.on('end', () => void setTimeout(() => other.end(), oneWayMs));
    one.on('error', () => other.destroy());
  }
});

await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve));
line.listen(0, '127.0.0.1', () => console.log((line.address() as AddressInfo).port));
