import {expect, test} from 'bun:test';
import net from 'node:net';
import {runLine} from '../support/line.ts';
import {listening} from '../support/listening.ts';

/** A server that sends this many interim answers, then the given text. */
async function interimServer(count: number, then: string) {
  const server = net.createServer(socket => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(`${'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'.repeat(count)}${then}`));
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.dispose]: () => void server.close(),
  };
}

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}';

test('a few interim answers are ignored; a flood of them ends the request', async () => {
  const env = {PD_API_KEY: 'u+Vd7qXw2mKp9_ZtR4cJ', PD_MAX_WAIT: '0'};
  const get = async (url: string) => await runLine(['rest', 'get', 'abilities'], {env: {...env, PD_API_URL: url}});
  using few = await interimServer(50, answer);
  expect((await get(few.url)).code).toBe(0);
  using many = await interimServer(10_000, '');
  const {code, stderr} = await get(many.url);
  expect([code, stderr]).toEqual([
    7,
    expect.stringContaining('it sent more than 100 interim answers and no final one'),
  ]);
});
