import {randomUUID} from 'node:crypto';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {errorCode, messageOf, usageError} from '../lib/base/errors.ts';
import {Capacity} from './capacity.ts';
import {repeatableChance} from './chance.ts';
import {answerControl, type Controls} from './control.ts';
import {answerEvent} from './events/enqueue.ts';
import {type Call, encode, type Reply, readCall, send} from './exchange.ts';
import {answerFault, cut, pause} from './fault-answer.ts';
import {type Fault, Faults, replaces} from './faults.ts';
import {Limits} from './limits.ts';
import {OAuth} from './oauth.ts';
import {foreignRequest} from './own-address.ts';
import {type LoggedRequest, RequestLog} from './request-log.ts';
import {answerRest} from './rest/answer.ts';
import {applySeed} from './seed-account.ts';
import type {Seed} from './seed-format.ts';
import {Store} from './store.ts';

export interface SandboxOptions {
  /** 0, the default, means any free one. */
  port?: number;
  seed?: Seed;
  latencyMs?: number;
  /** The share of requests that fail, from 0 to 1, with a 5xx, a 429 or a cut connection. */
  failRate?: number;
  /** Requests per minute for each API key, and events per minute for each routing key. */
  rateLimit?: number;
  /** How long after the 202 an event takes effect (default: at once). */
  eventDelayMs?: number;
  /** How much the account may grow in memory (default: a gigabyte). */
  capacityBytes?: number;
  now?: () => number;
  /** The process that it runs in. */
  pid?: number;
  /** Runs the work after this many milliseconds. */
  later?: (ms: number, work: () => void) => unknown;
  /** Called for each request once it is over; the status is 0 if it got no complete answer. */
  onRequest?: (request: LoggedRequest) => void;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  url: string;
  store: Store;
  /** Every request seen, oldest first. */
  readonly requests: readonly LoggedRequest[];
  log: RequestLog;
  /** Scripts the next answers. */
  fail(...faults: readonly Fault[]): void;
  close(): Promise<void>;
}

/** A local PagerDuty on the loopback: Events v2, REST v2 and OAuth on one port, all in memory. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? wallClock();
  const server = createServer();
  const url = await listen(server, options.port ?? 0);
  const store = new Store(url, now);
  try {
    applySeed(store, options.seed ?? {});
  } catch (error) {
    await close(server); // an open port would keep the process alive after the error
    throw error;
  }
  const limits = new Limits({rest: options.rateLimit, events: options.rateLimit}, now);
  const {latencyMs = 0, failRate = 0} = options;
  const capacity = new Capacity(options.capacityBytes);
  const controls: Controls = {
    store,
    faults: new Faults(),
    limits,
    capacity,
    log: new RequestLog(),
    latencyMs,
    failRate,
    identity: {id: randomUUID(), pid: options.pid ?? null, started_at: new Date(now()).toISOString()},
  };
  const host = new Host(controls, options);
  server.on('connection', () => {
    controls.log.connections += 1;
  });
  server.on('request', (request, response) => void host.handle(request, response));
  return {
    url,
    store,
    log: controls.log,
    get requests() {
      return controls.log.requests;
    },
    fail: (...faults) => controls.faults.add(...faults),
    close: () => close(server),
  };
}

/** The wall clock at the start, continued by a monotonic clock. */
function wallClock(): () => number {
  return () => Math.floor(performance.timeOrigin + performance.now());
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      const code = errorCode(error);
      const why = code === 'EADDRINUSE' ? 'it is in use' : code === 'EACCES' ? 'not permitted' : error.message;
      reject(usageError(`Port ${port} cannot be opened: ${why}`, 'give another one with --port'));
    });
    // Longer than a client keeps its side open; otherwise its next request might meet a closing connection.
    server.keepAliveTimeout = 120_000;
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const tooLarge: Reply = {
  status: 413,
  headers: {connection: 'close'},
  body: {error: {message: 'Sandbox: the body is too large', code: 2000}},
};

class Host {
  readonly #controls: Controls;
  readonly #options: SandboxOptions;
  readonly #oauth: OAuth;
  readonly #chance = repeatableChance();
  readonly #connectionNumbers = new WeakMap<object, number>();

  constructor(controls: Controls, options: SandboxOptions) {
    this.#controls = controls;
    this.#options = options;
    this.#oauth = new OAuth(controls.store);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#handle(request, response).catch((error: unknown) => {
      // A defect in the sandbox must neither end it nor leave its client waiting.
      if (response.headersSent) return cut(request.socket);
      const body = {error: {message: `Sandbox: ${messageOf(error)}`, code: 2000}};
      send(response, encode({headers: {}}, {status: 500, body}));
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {faults, log} = this.#controls;
    const {method = 'GET', url = '/'} = request;
    const foreign = foreignRequest(request, this.#controls.store.origin);
    if (foreign !== undefined) return send(response, encode({headers: {}}, foreign));
    // Faults do not apply to the controls, or one that matches everything could not be removed.
    if (!url.startsWith('/_sandbox/') && faults.takeUnread(method, url) !== undefined) return cut(request.socket);
    let call: Call | 'too large';
    try {
      call = await readCall(request);
    } catch {
      return; // the client disconnected midway, so there is nobody to answer
    }
    if (call === 'too large') return send(response, encode({headers: {}}, tooLarge));
    const control = answerControl(this.#controls, call);
    if (control !== undefined) return send(response, encode(call, control));
    log.begin();
    const entry = log.add(call, this.#controls.store.now(), this.#connectionNumber(request));
    response.on('finish', () => {
      entry.status = response.statusCode;
    });
    response.on('close', () => {
      log.end();
      this.#options.onRequest?.(entry);
    });
    await this.#answer(call, response);
  }

  async #answer(call: Call, response: ServerResponse): Promise<void> {
    const {faults, latencyMs} = this.#controls;
    if (latencyMs > 0) await pause(latencyMs, response);
    const fault = faults.take(call) ?? this.#badLuck();
    if (fault !== undefined) return answerFault(fault, call, response, () => this.#reply(call), replaces(fault));
    send(response, encode(call, this.#reply(call)));
  }

  #badLuck(): Fault | undefined {
    if (this.#chance() >= this.#controls.failRate) return undefined;
    const kinds: Fault[] = [{status: 503}, {status: 500}, {status: 429}, {reset: true}];
    return kinds[Math.floor(this.#chance() * kinds.length)];
  }

  #reply(call: Call): Reply {
    const {store, limits, capacity} = this.#controls;
    const requestId = randomUUID();
    const reply =
      capacity.take(call) ??
      answerEvent(store, call, {limits, later: work => this.#later(work)}) ??
      this.#oauth.answer(call) ??
      answerRest(store, limits, call, requestId);
    return {
      ...reply,
      headers: {'x-request-id': requestId, date: new Date(store.now()).toUTCString(), ...reply.headers},
    };
  }

  #later(work: () => void): void {
    const {eventDelayMs, later = (ms, run) => setTimeout(run, ms)} = this.#options;
    if (eventDelayMs === undefined) work();
    else later(eventDelayMs, work);
  }

  #connectionNumber({socket}: IncomingMessage): number {
    const known = this.#connectionNumbers.get(socket);
    if (known !== undefined) return known;
    const number = this.#controls.log.connections;
    this.#connectionNumbers.set(socket, number);
    return number;
  }
}
