import {userAgent} from '../../version.ts';
import {errorCode, messageOf, PdError} from '../base/errors.ts';
import {once} from '../base/once.ts';
import type {Io} from '../io/io.ts';
import type {MakeSafe} from '../output/safe-text.ts';
import type {Agents} from './agents.ts';
import {AttemptLimit} from './attempt-limit.ts';
import type {ConnectionRequest} from './connection-request.ts';
import type {Connections} from './connections.ts';
import type {AttemptOutcome, HttpRequest} from './exchange.ts';
import {judge} from './judge.ts';
import type {HowFar} from './progress.ts';
import type {ForwardProxy} from './proxy.ts';
import {maxAnswerBytes, type Received, receive} from './receive.ts';

export interface AttemptOptions {
  clock: Pick<Io, 'monotonic' | 'later'>;
  /** pd's own connections to the host, over which the request is on its way while got is still being loaded. */
  connections: Connections | undefined;
  /** Whether it must not be sent over a kept connection. */
  isFresh: boolean;
  /** Node's agents, where there are no such connections. */
  agents: () => Promise<Agents>;
  hasClientCertificate: boolean;
  timeoutMs: number;
  signal: AbortSignal;
  safe: MakeSafe;
}

type Sent = HttpRequest & {limit: AttemptLimit};
type GotOptions = import('got').StreamOptions;

/**
 * One attempt with got: no retry (a stream of got's has none), no redirect (a 3xx would hand the key to another host),
 * certificates always checked.
 */
export async function attempt(request: HttpRequest, options: AttemptOptions): Promise<AttemptOutcome> {
  const {clock, timeoutMs, signal} = options;
  if (signal.aborted) return interrupted(signal, {isSent: false});
  const limit = new AttemptLimit(clock, timeoutMs);
  // Not AbortSignal.any: a signal that lives as long as pd would keep each request, its body included.
  const stop = (): void => limit.abort();
  const stops = stopsAt(signal);
  stops.add(stop);
  const sent = {...request, headers: {'user-agent': userAgent, ...request.headers}, limit};
  try {
    return (await overConnection(sent, options)) ?? (await overAgent(sent, options));
  } finally {
    stops.delete(stop);
    limit.clear();
  }
}

const stopsBySignal = new WeakMap<AbortSignal, Set<() => void>>();

/** What is called when the signal comes. Adding and removing a listener for each attempt takes twenty times as long. */
function stopsAt(signal: AbortSignal): Set<() => void> {
  const known = stopsBySignal.get(signal);
  if (known) return known;
  const stops = new Set<() => void>();
  signal.addEventListener('abort', () => {
    for (const stop of stops) stop();
  });
  stopsBySignal.set(signal, stops);
  return stops;
}

/** Undefined if the request was not sent: why not is for node:http to say, if the same happens to it. */
async function overConnection(request: Sent, options: AttemptOptions): Promise<AttemptOutcome | undefined> {
  const {connections, signal} = options;
  if (!connections?.isUsable) return undefined;
  const sending = await connections.send(request, options.isFresh);
  if (sending === undefined) return undefined;
  request.limit.onAbort(() => sending.stop());
  const patience = sending.isSent ? [] : patientWith(sending, options);
  try {
    // If there is a connection by now, the request leaves before got is loaded: the first turn of the event loop sees the
    // connection, and the next begins after that.
    if (!sending.isSent) await new Promise(resolve => setImmediate(() => setImmediate(resolve)));
    return await exchange(request, {request: () => sending.response as never}, options);
  } catch (error) {
    if (signal.aborted) return interrupted(signal, sending);
    const {networkErrorOf} = await import('./network-errors.ts');
    if (sending.isSent || networkErrorOf(errorCode(error) ?? '') !== undefined)
      return await failed(error, sending, {...options, url: request.url});
    connections.isUsable = false;
    return undefined;
  } finally {
    for (const cancel of patience) cancel();
    sending.stop(); // even after the answer, which may have been too large to read to its end
  }
}

/** A connection takes longer only on a very slow line, where trying again costs little in comparison. */
const connectMs = 1000;

function patientWith(sending: ConnectionRequest, {clock, timeoutMs}: AttemptOptions): (() => void)[] {
  return [
    // It connects to one address after the other, and waits for one that is dead; node:http does not.
    clock.later(connectMs, () => sending.phase === 'opening' && sending.stop()),
    clock.later(timeoutMs / 2, () => sending.isSent || sending.stop()),
  ];
}

async function overAgent(request: Sent, options: AttemptOptions): Promise<AttemptOutcome> {
  const {signal} = options;
  const [{http, https, proxy}, {RequestProgress}, {limitInterimAnswers}] = await Promise.all([
    options.agents(),
    import('./progress.ts'),
    import('./interim.ts'),
  ]);
  const progress = new RequestProgress();
  const {body} = request;
  try {
    const transport: GotOptions = {
      ...(body === undefined ? {} : {body}),
      agent: {http, https},
      https: {rejectUnauthorized: true}, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
    };
    return await exchange(request, transport, options, sent => {
      progress.watch(sent);
      limitInterimAnswers(sent);
    });
  } catch (error) {
    return signal.aborted
      ? interrupted(signal, progress)
      : await failed(error, progress, {...options, url: request.url, proxy});
  }
}

const loadedClient = once(async () => (await import('got')).default);

async function exchange(
  {limit, ...request}: Sent,
  transport: GotOptions,
  {safe}: AttemptOptions,
  watch: (sent: import('node:http').ClientRequest) => void = () => undefined,
): Promise<AttemptOutcome> {
  const client = await loadedClient();
  const stream = client.stream(request.url, {
    method: request.method as 'GET',
    headers: request.headers,
    followRedirect: false,
    throwHttpErrors: false,
    // Set for a GET without a body, it would hang.
    ...(transport.body === undefined ? {} : {allowGetBody: true}),
    ...transport,
  });
  stream.once('request', watch);
  // Of got's own `signal`, which is slower, nothing more is needed.
  limit.onAbort(() => stream.destroy());
  // A got stream waits for the body of any method that may have one.
  if (transport.body === undefined && request.method !== 'GET') stream.end();
  const received: Received | 'too large' = await Promise.race([receive(stream), limit.passed]);
  return received === 'too large' ? {kind: 'hopeless', error: tooLarge()} : judge(request, received, safe);
}

const interrupted = ({reason}: AbortSignal, {isSent}: Pick<HowFar, 'isSent'>): AttemptOutcome => ({
  kind: 'interrupted',
  why: messageOf(reason),
  wasSent: isSent,
  reason,
});

async function failed(
  error: unknown,
  howFar: HowFar,
  {url, proxy, ...options}: AttemptOptions & {url: URL; proxy?: ForwardProxy | undefined},
): Promise<AttemptOutcome> {
  const {networkFailure} = await import('./network-failure.ts');
  return networkFailure(error, {...options, url, proxy, howFar});
}

const tooLarge = (): PdError =>
  new PdError('unreachable', `The answer is over ${maxAnswerBytes / 1024 / 1024} MB`, {next: 'ask for less of it'});
