import {expect, test} from 'bun:test';
import {Duplex, PassThrough, Readable} from 'node:stream';
import {LightDuplex, LightReadable} from '../../src/lib/http/light-stream.ts';

class Light extends LightReadable {
  asked = 0;
  override _read(): void {
    this.asked += 1;
  }
}

type Kind = () => LightReadable | Readable;
const kinds: readonly [string, Kind][] = [
  ['node:stream', () => new Readable({read: () => undefined})],
  ['light', () => new Light()],
];

const bytes = (text: string): Uint8Array => Buffer.from(text);
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
const events = ['data', 'readable', 'end', 'error', 'close', 'pause', 'resume'];

/** What is told to whoever listens to these events, beginning with what has come before. */
function told(stream: LightReadable | Readable, names: readonly string[] = events): string[] {
  const all: string[] = [];
  for (const name of names) {
    const listener = (given?: unknown): void => {
      const text =
        given instanceof Uint8Array ? Buffer.from(given).toString() : given instanceof Error ? given.message : '';
      all.push(`${name} ${text}`.trim());
    };
    (stream as LightReadable).on(name, listener);
  }
  return all;
}

const flowing = events.filter(name => name !== 'readable');
const behaviours: Record<string, (stream: LightReadable | Readable) => Promise<unknown>> = {
  'pieces that came before anybody listened': async stream => {
    stream.push(bytes('one'));
    stream.push(bytes('two'));
    stream.push(null);
    const all = told(stream, flowing);
    await settled();
    return [all.filter(one => one !== 'close' && one !== 'resume'), stream.readableEnded];
  },
  'pieces that come one by one': async stream => {
    const all = told(stream, flowing);
    for (const text of ['one', 'two', 'three']) {
      await settled();
      stream.push(bytes(text));
    }
    await settled();
    stream.push(null);
    await settled();
    return all.filter(one => one !== 'close');
  },
  'nothing at all': async stream => {
    const all = told(stream, flowing);
    stream.push(null);
    await settled();
    return all.filter(one => one !== 'close');
  },
  'a pause, and going on': async stream => {
    const all = told(stream, flowing);
    stream.push(bytes('one'));
    await settled();
    stream.pause();
    stream.push(bytes('two'));
    await settled();
    const before = [...all];
    stream.resume();
    await settled();
    return [before, all];
  },
  'reading when something is there': async stream => {
    const read: string[] = [];
    const listening = stream as LightReadable;
    listening.on('readable', () => {
      for (let piece = stream.read(); piece !== null; piece = stream.read()) read.push(Buffer.from(piece).toString());
    });
    listening.once('end', () => read.push('end'));
    stream.push(bytes('one'));
    await settled();
    stream.push(bytes('two'));
    stream.push(null);
    await settled();
    return [read.join(''), stream.readableLength, stream.readableEnded, stream.readable];
  },
  'the end, which waits until all is read': async stream => {
    const all = told(stream, ['end']);
    stream.push(bytes('one'));
    stream.push(null);
    await settled();
    const before = [...all, stream.readableEnded];
    stream.resume();
    await settled();
    return [before, all];
  },
  'a failure': async stream => {
    const all = told(stream, ['error', 'close', 'end']);
    stream.push(bytes('one'));
    stream.destroy(new Error('broken'));
    const before = [...all, stream.destroyed, stream.readable];
    stream.destroy(new Error('again'));
    stream.push(null);
    stream.resume();
    await settled();
    return [before, all, stream.readableLength];
  },
  'a pipe that has no room for a while': async stream => {
    const to = new PassThrough({highWaterMark: 4});
    (stream as LightReadable).pipe(to);
    for (const text of ['first piece', 'second piece', 'third piece']) stream.push(bytes(text));
    stream.push(null);
    await settled();
    return (await to.toArray()).join('');
  },
};

for (const [name, behaviour] of Object.entries(behaviours)) {
  test(`a light stream is like one of node:stream: ${name}`, async () => {
    const [theirs, ours] = await Promise.all(kinds.map(([, make]) => behaviour(make())));
    expect(ours).toEqual(theirs);
  });
}

test('asks for more once all has been read, and not while it is paused', async () => {
  const stream = new Light();
  stream.push(bytes('one'));
  await settled();
  expect(stream.asked).toBe(0);
  told(stream, ['data']);
  await settled();
  const once = stream.asked;
  expect(once).toBeGreaterThan(0);
  stream.push(bytes('two'));
  await settled();
  expect(stream.asked).toBeGreaterThan(once);
  const before = stream.asked;
  stream.pause();
  stream.push(bytes('three'));
  await settled();
  expect(stream.asked).toBe(before);
});

test('says when enough is waiting', () => {
  const stream = new Light();
  expect(stream.push(new Uint8Array(60_000))).toBe(true);
  expect(stream.push(new Uint8Array(60_000))).toBe(false);
});

/** What is written, and how it ends. */
async function written(make: (take: (text: string) => Error | undefined) => LightDuplex | Duplex): Promise<string[]> {
  const all: string[] = [];
  const stream = make(text => {
    all.push(text);
    return text === 'bad' ? new Error('refused') : undefined;
  }) as LightDuplex;
  stream.on('error', (error: Error) => all.push(`error ${error.message}`));
  stream.once('finish', () => all.push(`finish ${stream.writableFinished}`));
  stream.write('ä', 'latin1', () => all.push('written'));
  await settled();
  stream.write(bytes('two'), error => all.push(error ? 'failed' : 'written'));
  await settled();
  all.push(String(stream.writableEnded));
  stream.end();
  all.push(String(stream.writableEnded));
  await settled();
  return all;
}

test('a light stream is like one of node:stream: what is written', async () => {
  const theirs = await written(
    take =>
      new Duplex({
        read: () => undefined,
        write: (chunk: Buffer, _, done) => done(take(chunk.toString('hex'))),
        final: done => done(take('end')),
      }),
  );
  const ours = await written(
    take =>
      new (class extends LightDuplex {
        override _read(): void {
          take('read');
        }
        override _write(chunk: Uint8Array, _: string, done: (error?: Error) => void): void {
          done(take(Buffer.from(chunk).toString('hex')));
        }
        override _final(done: (error?: Error) => void): void {
          done(take('end'));
        }
      })(),
  );
  expect(ours).toEqual(theirs);
});
