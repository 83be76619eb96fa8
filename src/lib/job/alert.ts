import path from 'node:path';
import type {JsonObject} from '../base/json.ts';
import {sha256} from '../base/sha256.ts';
import type {TriggerInput} from '../events/event.ts';
import {longestDedupKey} from '../events/event-check.ts';
import type {Io} from '../io/io.ts';
import {hideSecretWords} from './secret-words.ts';
import type {Tail} from './tail.ts';
import type {Command, Ending} from './watched-job.ts';

/** What the event says about a failed command. */
export interface AlertOptions {
  summary: string | undefined;
  severity: string | undefined;
  dedupKey: string;
  /** False leaves the command line out of the event. */
  showsCommand: boolean;
}

/** The same for every run of the command by this user on this host, so that its success resolves its failure. */
export function defaultDedupKey(io: Io, command: Command, showsCommand: boolean): string {
  const parts = [io.hostname(), accountOf(io), ...(showsCommand ? [nameOf(io, command)] : [])];
  return ['run', ...parts.map(part => firstOf(part, 64)), digestOf(JSON.stringify(command))].join(':');
}

/** A key that PagerDuty accepts: one that is too long is cut, and a hash of all of it distinguishes it from others. */
export function fittedDedupKey(key: string): string {
  return [...key].length <= longestDedupKey ? key : `${firstOf(key, 200)}:${digestOf(key)}`;
}

const firstOf = (text: string, count: number): string => [...text].slice(0, count).join('');

const digestOf = (text: string): string => sha256(text).slice(0, 12);

/** The alert that pages somebody: which command it was, how it ended, after how long, and its last output. */
export function failureAlert(
  io: Io,
  command: Command,
  {summary, severity, dedupKey, showsCommand}: AlertOptions,
  {ending, tail, hide}: {ending: Ending; tail: Tail; hide: (text: string) => string},
): TriggerInput {
  const how = describe(ending);
  const output = tail.text(hide);
  const details: JsonObject = {
    ...(showsCommand ? {command: hideSecretWords(command).join(' ')} : {}),
    exit_status: ending.exitStatus,
    ...(ending.signal === undefined ? {} : {signal: ending.signal}),
    outcome: how,
    duration_seconds: Math.round(ending.durationMs) / 1000,
    user: userOf(io),
    ...(output === '' ? {} : {output_tail: output, output_cut: tail.isCut}),
  };
  return {
    summary: summary ?? `${showsCommand ? nameOf(io, command) : 'A command'} on ${io.hostname()}: ${how}`,
    severity,
    dedupKey,
    details,
  };
}

function describe({exitStatus, signal, isLate, startFailure, outputFailures}: Ending): string {
  if (startFailure !== undefined) return startFailure;
  if (isLate) return `it ran past its deadline and was ended${signal === undefined ? '' : ` with ${signal}`}`;
  if (exitStatus === 0) return `it succeeded, but ${outputFailures.join('; ')}`;
  return signal === undefined ? `it failed with exit status ${exitStatus}` : `it was killed by ${signal}`;
}

/**
 * Two users' jobs must not resolve each other's alerts. cron, a shell and a service name the user differently, or not
 * at all.
 */
function accountOf(io: Io): string {
  const id = io.userId();
  return id === undefined ? (io.userName() ?? 'unknown') : `uid${id}`;
}

/** For people to read. */
function userOf(io: Io): string {
  const name = io.env['LOGNAME'] || io.userName();
  // bun says "unknown" if USER is not set.
  return name !== undefined && name !== 'unknown' ? name : accountOf(io);
}

const nameOf = ({platform}: Io, [file]: Command): string =>
  (platform === 'win32' ? path.win32 : path.posix).basename(file) || file;
