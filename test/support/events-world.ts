import {mkdirSync, readdirSync} from 'node:fs';
import http from 'node:http';
import {join} from 'node:path';
import {Clock} from './clock.ts';
import {staySilent} from './silence.ts';
import {makeWorld} from './world.ts';

export const routingKey = '0123456789abcdef0123456789abcdef';
export const otherKey = 'fedcba9876543210fedcba9876543210';

interface SeenEvent {
  routing_key: string;
  event_action: string;
  dedup_key: string;
  payload?: {summary: string; timestamp?: string; custom_details?: Record<string, unknown>};
  atMs: number;
}

/** `hang`: no answer; `silent`: no answer, while the world's clock advances until the client has gone. */
type Reply = {status: number; body?: unknown; headers?: Record<string, string>} | 'hang' | 'silent' | 'reset';
export type Judge = (event: SeenEvent, count: number) => Reply;

export const accept: Judge = event => ({
  status: 202,
  body: {status: 'success', message: 'Event processed', dedup_key: event.dedup_key},
});
export const invalid: Reply = {
  status: 400,
  body: {status: 'invalid event', message: 'Event object is invalid', errors: ['payload is poison']},
};

/** Accepts this many requests in this time, and answers 429 without a hint beyond that. */
export function limited(many: number, windowMs: number): Judge {
  let taken: number[] = [];
  return (event, count) => {
    taken = taken.filter(atMs => event.atMs - atMs < windowMs);
    if (taken.length >= many) return {status: 429, body: {message: 'Too many requests'}};
    taken.push(event.atMs);
    return accept(event, count);
  };
}

/**
 * An Events API that is down until it is started, and a world that sends to it. Its clock starts together with the
 * program's.
 */
export async function world() {
  const port = await freePort();
  const settings = {PD_ROUTING_KEY: routingKey, PD_EVENTS_URL: `http://127.0.0.1:${port}`, PD_SPOOL: '1'};
  const base = makeWorld(settings, new Clock(Date.now()));
  const {clock, config, state} = base;
  mkdirSync(config, {mode: 0o700});
  const seen: SeenEvent[] = [];
  let connections = 0;
  let server: http.Server | undefined;
  const down = async (): Promise<void> => {
    server?.closeAllConnections();
    await new Promise<void>(resolve => (server ? server.close(() => resolve()) : resolve()));
    server = undefined;
  };
  return {
    ...base,
    seen,
    get connections() {
      return connections;
    },
    up: async (judge: Judge = accept): Promise<void> => {
      await down();
      const made = http.createServer((request, response) => answer(request, response, {seen, judge, clock}));
      made.on('connection', () => {
        connections += 1;
      });
      server = made;
      // While it was down, a connection of another process may have used its port for a moment.
      await until(() => listens(made, port));
    },
    down,
    keys: (): string[] => seen.map(({event_action, dedup_key}) => `${event_action} ${dedup_key}`),
    files: (...within: string[]): string[] =>
      readdirSync(join(state, 'queue', ...within), {recursive: true, withFileTypes: true})
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name)),
  };
}

export type World = Awaited<ReturnType<typeof world>>;

export const trigger = (key: string, ...more: string[]): string[] => [
  'events',
  'trigger',
  '-s',
  `about ${key}`,
  '--dedup-key',
  key,
  ...more,
];

export const lines = (count: number, prefix = 'k'): string =>
  Array.from({length: count}, (_, index) =>
    JSON.stringify({
      event_action: 'trigger',
      dedup_key: `${prefix}${index}`,
      payload: {summary: `event ${index}`, source: 'test', severity: 'info'},
    }),
  ).join('\n');

/**
 * Waits for what another process does, however long that takes: the runner's limit ends a wait for what never comes.
 */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await Bun.sleep(5);
}

function listens(server: http.Server, port: number): Promise<boolean> {
  return new Promise(resolve => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
}

function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  {seen, judge, clock}: {seen: SeenEvent[]; judge: Judge; clock: Clock},
): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const event: SeenEvent = {...JSON.parse(Buffer.concat(chunks).toString('utf8')), atMs: clock.now()};
    seen.push(event);
    const reply = judge(event, seen.length);
    if (reply === 'hang') return;
    if (reply === 'silent') return staySilent(response, clock);
    if (reply === 'reset') {
      request.socket.destroy();
      return;
    }
    const {status, body = {}, headers = {}} = reply;
    response.writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

// Below those that systems give to whoever asks for any: while a world is down, nobody else listens in its place. Each
// process of the test run has some of its own.
const portsEach = 300;
const firstPort = 20_000 + (process.pid % 40) * portsEach;
let taken = 0;

async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + (taken++ % portsEach);
    const server = http.createServer();
    if (!(await listens(server, port))) continue;
    await new Promise<void>(resolve => server.close(() => resolve()));
    return port;
  }
}
