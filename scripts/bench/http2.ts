import {mkdtempSync, rmSync} from 'node:fs';
import https from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import got from 'got';
import {median, report} from './measure.ts';
import {selfSigned, startServer} from './servers.ts';

const pages = 60;
const inFlight = 4;
const runs = 3;

/**
 * Whether HTTP/2 would be faster: the pages of a list with got, four in flight, over HTTP/2 and over kept-alive
 * HTTP/1.1.
 */
export async function benchHttp2(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const own = selfSigned(folder);
  if (own === undefined) return console.log('HTTP/2: not measured without openssl');
  for (const roundTripMs of [0, 100]) {
    const {port, close} = await startServer('http2-server.ts', own.key, own.cert, roundTripMs);
    const url = `https://127.0.0.1:${port}/incidents`;
    const [one, two]: number[][] = [[], []];
    for (let count = 0; count < runs; count++) {
      one?.push(await list(url, {agent: {https: new https.Agent({keepAlive: true, maxSockets: inFlight})}}));
      two?.push(await list(url, {http2: true}));
    }
    close();
    const ratio = median(two ?? []) / median(one ?? []);
    report(`${pages} pages, ${roundTripMs} ms round trip: HTTP/2, times HTTP/1.1`, ratio, undefined, '');
  }
  rmSync(folder, {recursive: true});
}

/** Milliseconds for all pages, connecting included. */
async function list(url: string, transport: {http2?: true; agent?: {https: https.Agent}}): Promise<number> {
  const startedMs = performance.now();
  const fetchPage = () => got(url, {...transport, https: {rejectUnauthorized: false}, retry: {limit: 0}}).json();
  await fetchPage();
  let left = pages - 1;
  const worker = async () => {
    while (left-- > 0) await fetchPage();
  };
  await Promise.all(Array.from({length: inFlight}, worker));
  transport.agent?.https.destroy();
  return performance.now() - startedMs;
}
