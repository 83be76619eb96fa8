import {boolean, string} from '@oclif/core/flags';
import {severities} from '../../lib/events/event.ts';
import type {Io} from '../../lib/io/io.ts';
import {type AlertOptions, defaultDedupKey} from '../../lib/job/alert.ts';
import type {Command} from '../../lib/job/watched-job.ts';
import type {GlobalFlags} from '../../lib/settings/settings.ts';
import {changeFlags, routingFlags} from '../base/flags.ts';
import {spoolFlags} from './spool-flags.ts';

export const defaultTail = '8k';

export const runFlags = {
  'dedup-key': string({
    helpValue: 'KEY',
    summary: 'Dedup key of the alert (default: derived from the host, user and command).',
  }),
  summary: string({
    char: 's',
    helpValue: 'TEXT',
    summary: 'Summary of the alert (default: the command and how it ended).',
  }),
  severity: string({
    helpValue: 'LEVEL',
    options: [...severities],
    summary: 'Severity of the alert: critical, error, warning or info (default: critical).',
  }),
  deadline: string({
    helpValue: 'DURATION',
    summary: 'Stop the command (TERM, then KILL) and page once it has run this long (default: no limit).',
  }),
  tail: string({
    helpValue: 'SIZE',
    default: defaultTail,
    summary: 'How many bytes of the end of the output to include in the alert, at most 256k (default: 8k).',
  }),
  'no-command': boolean({summary: 'Leave the command line out of the event.'}),
  ...routingFlags,
  ...spoolFlags,
  ...changeFlags,
};

/** The flags as used: any may be missing, and invalid ones are left out. */
export interface RunFlags extends GlobalFlags {
  'dedup-key'?: string | undefined;
  summary?: string | undefined;
  severity?: string | undefined;
  deadline?: string | undefined;
  tail?: string | undefined;
  'no-command'?: boolean | undefined;
}

export function alertOptions(io: Io, command: Command, flags: RunFlags): AlertOptions {
  const {summary, severity} = flags;
  const showsCommand = flags['no-command'] !== true;
  const dedupKey = flags['dedup-key'] || defaultDedupKey(io, command, showsCommand);
  return {summary: summary?.trim() === '' ? undefined : summary, severity, dedupKey, showsCommand};
}
