import {expect, test} from 'bun:test';
import net from 'node:net';
import {runLine} from '../support/line.ts';
import {listening} from '../support/listening.ts';
import {echoing, leakFinder} from './echoes.ts';

const [apiKey, password] = ['u+Vd7qXw2mKp9_ZtR4cJ', 'pr0xy-pass/word=Qz'] as const;
const statuses = ['403', '407', '502', '200', '100', '999'];

/** A proxy that repeats keys in its answer to CONNECT: the status line, a header, the body, and what follows a 200. */
async function echoProxy(status: () => string) {
  const echo = echoing([apiKey, password]);
  const server = net.createServer(socket => {
    socket.on('error', () => undefined);
    socket.once('data', asked => {
      const authorization = /proxy-authorization: (.*)/i.exec(asked.toString())?.[1] ?? '';
      const words = `${echo()} ${authorization}`;
      socket.end(`HTTP/1.1 ${status()} ${words}\r\nX-Any: ${words}\r\n\r\n${words}\r\n${echo()}`);
    });
  });
  const port = await listening(server);
  return {port, [Symbol.dispose]: () => void server.close()};
}

test('a key that a proxy repeats in its answer to CONNECT is never shown, in any form', async () => {
  let status = '';
  using proxy = await echoProxy(() => status);
  const leakIn = leakFinder([apiKey, password]);
  const address = `http://gate:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}`;
  const env = {PD_API_KEY: apiKey, PD_API_URL: 'https://api.example', HTTPS_PROXY: address, PD_MAX_WAIT: '0'};
  const said: string[] = [];
  for (status of statuses) {
    for (let turn = 0; turn < 13; turn += 1) {
      const format = turn % 2 === 0 ? 'table' : 'json';
      const {stdout, stderr, code} = await runLine(['users', 'ls', '--debug', '-o', format], {env});
      expect([status, code, leakIn(stdout + stderr)]).toEqual([status, 7, undefined]);
      said.push(stderr);
    }
  }
  expect(said.join()).toContain(`…${password.slice(-4)}`);
}, 60_000);
