import {errorCode, messageOf, PdError} from '../base/errors.ts';
import type {MakeSafe} from '../output/safe-text.ts';
import {type NetworkError, networkErrorOf, type Place, route, tunnelError} from './network-errors.ts';
import type {HowFar, Phase} from './progress.ts';
import type {ForwardProxy} from './proxy.ts';
import {type Stage, stageOf} from './stage.ts';

export interface Circumstances {
  url: URL;
  proxy: ForwardProxy | undefined;
  howFar: HowFar;
  timeoutMs: number;
  hasClientCertificate: boolean;
  safe: MakeSafe;
}

/** How an attempt that got no answer failed. */
export type NetworkFailure =
  | {kind: 'hopeless'; error: PdError}
  | {kind: 'unsent' | 'broken' | 'stale'; why: string; next?: string | undefined};

/** Interprets what the runtime threw: whose fault it is, whether anything was sent, whether waiting can help. */
export function networkFailure(error: unknown, facts: Circumstances): NetworkFailure {
  const {howFar, proxy} = facts;
  const code = errorCode(error) ?? '';
  const stage = proxy && stageOf(causeOf(error));
  const at = placeOf(facts, stage, error);
  const {why, isFinal, next, isUnsent} = rowOf(code, error, facts, stage);
  const said = {why: why(at), next: next?.(at)};
  if (isFinal && (isUnsent || !howFar.isSent)) return {kind: 'hopeless', error: finalError(said, error)};
  if (!howFar.isSent) return {kind: 'unsent', ...said};
  return {kind: howFar.isUnanswered && isHangUp(code) ? 'stale' : 'broken', ...said};
}

function rowOf(
  code: string,
  error: unknown,
  {timeoutMs, howFar, proxy}: Circumstances,
  stage: Stage | undefined,
): Omit<NetworkError, 'codes'> {
  if (code === 'ETIMEDOUT')
    return {
      why: at => late(howFar.phase, at, timeoutMs),
      isFinal: false,
      ...(proxy && !howFar.isSent && {next: route}),
    };
  if (stage === 'tunnel') return tunnelError(statusOf(causeOf(error)), proxy?.hasLogin === true);
  return networkErrorOf(code) ?? {why: ({name, said}) => `${name}: ${said}`, isFinal: false};
}

const late = (phase: Phase, {name}: Place, timeoutMs: number): string => {
  const within = `within ${Math.round(timeoutMs / 100) / 10} s`;
  if (phase === 'name') return `the name ${name} could not be looked up ${within}`;
  if (phase === 'connection') return `no connection to ${name} was made ${within}`;
  if (phase === 'tls') return `${name} did not speak TLS ${within}`;
  return `${name} did not answer ${within}`;
};

/** Until the connection is established, the proxy is the one that refuses or does not answer; after that, the host. */
function placeOf(facts: Circumstances, stage: Stage | undefined, error: unknown): Place {
  const {url, proxy, howFar, hasClientCertificate} = facts;
  const isProxys = proxy !== undefined && !howFar.isSent && stage !== 'server';
  const lookedUp = ['ENOTFOUND', 'EAI_AGAIN'].includes(errorCode(error) ?? '');
  return {
    name: isProxys ? `the proxy ${proxy.host} (${proxy.variable})` : lookedUp ? url.hostname : url.host,
    host: url.host,
    proxyVariable: isProxys ? proxy.variable : undefined,
    hasClientCertificate,
    // It may quote what the other side sent.
    said: facts.safe(messageOf(error)),
  };
}

function finalError({why, next}: {why: string; next: string | undefined}, cause: unknown): PdError {
  const message = why.slice(0, 1).toUpperCase() + why.slice(1);
  return new PdError('unreachable', message, {retryable: false, next, cause});
}

const isHangUp = (code: string): boolean => ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code);

/** got wraps what the connection threw. */
const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
