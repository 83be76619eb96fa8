import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {type AnswerHead, AnswerReader} from '../../src/lib/http/answer-reader.ts';

interface Read {
  head: AnswerHead | undefined;
  body: string;
  ends: number;
}

/** Reads the pieces one after the other, as they might arrive. */
function read(pieces: readonly string[], method = 'GET'): Read & {isComplete: boolean} {
  const result: Read = {head: undefined, body: '', ends: 0};
  const reader = new AnswerReader(method, {
    head: head => {
      result.head = head;
    },
    body: bytes => {
      result.body += Buffer.from(bytes).toString('latin1');
    },
    end: () => {
      result.ends += 1;
    },
  });
  for (const piece of pieces) reader.take(Buffer.from(piece, 'latin1'));
  return {isComplete: reader.close(), ...result};
}

const chunked = (parts: readonly string[]): string =>
  `${parts
    .filter(part => part !== '')
    .map(part => `${part.length.toString(16)};x=y\r\n${part}\r\n`)
    .join('')}0\r\ntrailer: z\r\n\r\n`;

const text = fc.string({unit: 'binary-ascii', maxLength: 40});
const framings = {
  length: (parts: readonly string[]) => [`content-length: ${parts.join('').length}\r\n`, parts.join('')],
  chunks: (parts: readonly string[]) => ['transfer-encoding: chunked\r\n', chunked(parts)],
  'the end of the connection': (parts: readonly string[]) => ['', parts.join('')],
};

test.each(Object.entries(framings))('a body ended by its %s is read, however it arrives', (_, frame) => {
  const cuts = fc.array(fc.nat(400), {maxLength: 12});
  fc.assert(
    fc.property(fc.array(text, {maxLength: 5}), fc.nat(3), cuts, (parts, interim, places) => {
      const [header = '', body = ''] = frame(parts);
      const whole = `${'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'.repeat(interim)}HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a:2 \r\n${header}\r\n${body}`;
      const sorted = [0, ...places.map(place => place % whole.length), whole.length].sort((a, b) => a - b);
      const pieces = sorted.slice(1).map((end, index) => whole.slice(sorted[index], end));
      expect(read(pieces)).toMatchObject({
        ...{head: {status: 200, statusText: 'OK'}, body: parts.join(''), ends: 1, isComplete: true},
      });
      expect(read(pieces).head?.headers['x-a']).toBe('1, 2');
    }),
  );
});

test('an empty line before an answer, left by an earlier one, is skipped', () => {
  expect(read(['\r', '\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'])).toMatchObject({ends: 1, body: '{}'});
});

test('without a body there is nothing to wait for', () => {
  expect(read(['HTTP/1.1 204 No Content\r\n\r\n'])).toMatchObject({ends: 1, body: ''});
  expect(read(['HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n'], 'HEAD')).toMatchObject({ends: 1, body: ''});
});

test.each([
  'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{}',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n',
  'HTTP/1.1 200 OK\r\ncontent-le',
  '',
])('%j is not a complete answer', answer => {
  expect(read([answer])).toMatchObject({ends: 0, isComplete: false});
});

test.each([
  ['HTTP/2 200\r\n\r\n', /status/],
  ['SSH-2.0', /Expected HTTP/],
  ['HTTP/1.1 200 OK\r\n folded: x\r\n\r\n', /header/],
  ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}', /Content-Length/],
  ['HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n{}', /Content-Length/],
  ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', /Transfer-Encoding/],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n', /Transfer-Encoding/],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n', /chunk size/],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{}\r\n', /chunk/],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\n', /CR/],
  ['HTTP/1.1 200 OK\ncontent-length: 2\n\n{}', /CR/],
  ['\r\n'.repeat(101), /interim/],
  ['HTTP/1.1 101 Switching Protocols\r\n\r\n', /interim/],
])('%j is no answer', (answer, says) => {
  expect(() => read([answer])).toThrow(says);
});
