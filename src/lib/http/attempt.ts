import {userAgent} from '../../version.ts';
import {messageOf, PdError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import type {MakeSafe} from '../output/safe-text.ts';
import type {Agents} from './agents.ts';
import {AttemptLimit} from './attempt-limit.ts';
import type {AttemptOutcome, HttpRequest} from './exchange.ts';
import {limitInterimAnswers} from './interim.ts';
import {judge} from './judge.ts';
import {networkFailure} from './network-failure.ts';
import {RequestProgress} from './progress.ts';
import {maxAnswerBytes, receive} from './receive.ts';

export interface AttemptOptions {
  clock: Pick<Io, 'monotonic' | 'later'>;
  agents: Agents;
  hasClientCertificate: boolean;
  timeoutMs: number;
  signal: AbortSignal;
  safe: MakeSafe;
}

/** One attempt with got: no retry, no redirect (a 3xx would hand the key to another host), certificates always checked. */
export async function attempt(request: HttpRequest, options: AttemptOptions): Promise<AttemptOutcome> {
  const {clock, agents, hasClientCertificate, timeoutMs, signal, safe} = options;
  const {default: got} = await import('got');
  const timeLimit = new AttemptLimit(clock, timeoutMs);
  const progress = new RequestProgress();
  // Not AbortSignal.any: a signal that lives as long as pd would keep each request, its body included.
  const stop = (): void => timeLimit.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const stream = got.stream(request.url, {
      method: request.method as 'GET',
      headers: {'user-agent': userAgent, ...request.headers},
      ...(request.body === undefined ? {} : {body: request.body}),
      agent: {http: agents.http, https: agents.https},
      // Set for a GET without a body, it would hang.
      allowGetBody: request.body !== undefined,
      decompress: true,
      followRedirect: false,
      throwHttpErrors: false,
      retry: {limit: 0},
      https: {rejectUnauthorized: true},
      signal: timeLimit.signal,
    });
    stream.once('request', sent => {
      progress.watch(sent);
      limitInterimAnswers(sent);
    });
    // A got stream waits for the body of any method that may have one.
    if (request.body === undefined && request.method !== 'GET') stream.end();
    const received = await Promise.race([receive(stream), timeLimit.passed]);
    return received === 'too large' ? {kind: 'hopeless', error: tooLarge()} : judge(request, received, safe);
  } catch (error) {
    if (signal.aborted) return interrupted(signal, progress);
    return networkFailure(error, {
      url: request.url,
      proxy: agents.proxy,
      progress,
      timeoutMs,
      hasClientCertificate,
      safe,
    });
  } finally {
    signal.removeEventListener('abort', stop);
    timeLimit.clear();
  }
}

const interrupted = ({reason}: AbortSignal, {isSent}: RequestProgress): AttemptOutcome => ({
  kind: 'interrupted',
  why: messageOf(reason),
  wasSent: isSent,
  reason,
});

const tooLarge = (): PdError =>
  new PdError('unreachable', `The answer is over ${maxAnswerBytes / 1024 / 1024} MB`, {next: 'ask for less of it'});
