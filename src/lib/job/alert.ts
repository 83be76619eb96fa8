import type {JsonObject} from '../base/json.ts';
import type {TriggerInput} from '../events/event.ts';
import type {Io} from '../io/io.ts';
import type {Tail} from './tail.ts';
import type {Ending} from './watch.ts';

export interface Job {
  command: readonly [string, ...string[]];
  summary: string | undefined;
  severity: string | undefined;
  dedupKey: string;
}

/** The same for every run of the command by this user on this host, so that its success resolves its failure. */
export function defaultDedupKey(io: Io, command: readonly [string, ...string[]]): string {
  const digest = new Bun.CryptoHasher('sha256').update(JSON.stringify(command)).digest('hex').slice(0, 12);
  const parts = [io.hostname(), accountOf(io), nameOf(command)];
  return ['run', ...parts.map(part => [...part].slice(0, 64).join('')), digest].join(':');
}

/** What pages somebody: which command, how it ended, after how long, and its last words. */
export function failureAlert(
  io: Io,
  {command, summary, severity, dedupKey}: Job,
  ending: Ending,
  {tail, hide}: {tail: Tail; hide: (text: string) => string},
): TriggerInput {
  const how = describe(ending);
  const output = tail.text(hide);
  const details: JsonObject = {
    command: command.join(' '),
    exit_status: ending.exitStatus,
    ...(ending.signal === undefined ? {} : {signal: ending.signal}),
    outcome: how,
    duration_seconds: Math.round(ending.durationMs) / 1000,
    user: userOf(io),
    ...(output === '' ? {} : {output_tail: output, output_cut: tail.isCut}),
  };
  return {summary: summary ?? `${nameOf(command)} on ${io.hostname()}: ${how}`, severity, dedupKey, details};
}

function describe({exitStatus, signal, isLate, startFailure, outputFailures}: Ending): string {
  if (startFailure !== undefined) return startFailure;
  if (isLate) return `it passed its deadline and was ended${signal === undefined ? '' : ` with ${signal}`}`;
  if (exitStatus === 0) return `it ended well, but ${outputFailures.join('; ')}`;
  return signal === undefined ? `it failed with exit status ${exitStatus}` : `it was killed by ${signal}`;
}

/** Two users' jobs must not resolve each other's alerts. cron, a shell and a service name the user differently, or not. */
function accountOf(io: Io): string {
  const id = io.userId();
  return id === undefined ? (io.userName() ?? 'unknown') : `uid${id}`;
}

/** For people to read. */
function userOf(io: Io): string {
  const name = io.env['LOGNAME'] || io.userName();
  // bun says "unknown" where USER is not set.
  return name !== undefined && name !== 'unknown' ? name : accountOf(io);
}

const nameOf = ([file]: readonly [string, ...string[]]): string => file.slice(file.lastIndexOf('/') + 1) || file;
