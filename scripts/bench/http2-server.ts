// Serves a list over HTTP/2 and HTTP/1.1 with TLS, behind a line with the given round-trip time. The body of a page is
// created once, because only the transport is measured. Arguments: KEY CERT ROUND_TRIP_MS. Prints its port.
import {readFileSync} from 'node:fs';
import http2 from 'node:http2';
import {delayed} from './line.ts';

const [keyFile = '', certFile = '', roundTripMs = '0'] = process.argv.slice(2);
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

console.log(await delayed(origin, Number(roundTripMs)));
