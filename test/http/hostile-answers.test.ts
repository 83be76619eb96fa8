import {expect, test} from 'bun:test';
import net, {type Socket} from 'node:net';
import {gzipSync} from 'node:zlib';
import {runLine} from '../support/line.ts';
import {listening} from '../support/listening.ts';

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const chunked = `${head}transfer-encoding: chunked\r\n\r\n`;

/** Sends it again and again, until the other side has had enough. */
const endlessly =
  (start: string, piece: (count: number) => string) =>
  (socket: Socket): void => {
    socket.write(start);
    let count = 0;
    const go = (): void => {
      if (socket.destroyed) return;
      count += 1;
      socket.write(piece(count), go);
    };
    go();
  };

const once =
  (...parts: readonly (string | Uint8Array)[]) =>
  (socket: Socket): void => {
    for (const part of parts) socket.write(part);
    socket.end();
  };

const kilobyte = 'y'.repeat(1000);
const zipped = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));

/** What a server may send that has no end, or is no answer, and what is said of it. */
const answers: Readonly<Record<string, {send: (socket: Socket) => void; says: RegExp}>> = {
  'headers without an end': {send: endlessly(head, count => `x-${count}: ${kilobyte}\r\n`), says: /Header overflow/},
  'a header without an end': {send: endlessly(`${head}x: `, () => kilobyte), says: /Header overflow/},
  'a status line without an end': {send: endlessly('HTTP/1.1 200 ', () => kilobyte), says: /Header overflow/},
  'the extension of a chunk without an end': {send: endlessly(`${chunked}1;`, () => kilobyte), says: /overflow/},
  'trailers without an end': {
    send: endlessly(`${chunked}2\r\n{}\r\n0\r\n`, count => `x-${count}: ${kilobyte}\r\n`),
    says: /Header overflow/,
  },
  'interim answers without an end': {
    send: endlessly('', () => 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'.repeat(50)),
    says: /interim answers/,
  },
  'a body without an end': {
    send: endlessly(`${chunked}`, () => `${(1024 * 1024).toString(16)}\r\n${' '.repeat(1024 * 1024)}\r\n`),
    says: /over 100 MB/,
  },
  'a small body that unpacks to 200 MB': {
    send: once(`${head}content-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`, zipped),
    says: /over 100 MB/,
  },
  'what is not gzip': {send: once(`${head}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n`, '{}'), says: /./},
  'another protocol': {send: once('SSH-2.0-OpenSSH_9.9\r\n'), says: /Expected HTTP/},
  'no status': {send: once('HTTP/1.1 OK\r\n\r\n'), says: /status/},
  'two lengths': {send: once(`${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`), says: /./},
  'fewer bytes than it says': {send: once(`${head}content-length: 9\r\n\r\n{}`), says: /./},
  'half of what it packed': {
    send: once(`${head}content-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`, zipped.subarray(0, 5000)),
    says: /mismatch/,
  },
  'line ends of another kind': {send: socket => socket.write('HTTP/1.1 200 OK\n\n{}'), says: /CR/},
  'nothing at all': {send: once(), says: /./},
};

for (const [what, {send, says}] of Object.entries(answers)) {
  test(`a server that answers with ${what} is given up, 7`, async () => {
    const sockets = new Set<Socket>();
    const server = net.createServer(socket => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => send(socket));
    });
    const port = await listening(server);
    const url = `http://127.0.0.1:${port}`;
    const env = {PD_API_KEY: 'u+Vd7qXw2mKp9_ZtR4cJ', PD_API_URL: url, PD_MAX_WAIT: '0'};
    const {code, stdout, stderr} = await runLine(['rest', 'get', 'users'], {env});
    for (const socket of sockets) socket.destroy();
    server.close();
    expect([code, stdout]).toEqual([7, '']);
    expect(JSON.parse(stderr).error.message).toMatch(says);
  }, 20_000);
}
