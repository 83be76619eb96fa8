import {string as word} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {severities} from '../../lib/events/event.ts';
import {parseDuration} from '../../lib/input/times.ts';
import {defaultDedupKey} from '../../lib/job/alert.ts';
import {runJob, showJob} from '../../lib/job/job.ts';
import {parseSize} from '../../lib/job/size.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, routingFlags} from '../base/flags.ts';
import {spoolFlags} from './spool-flags.ts';

export default class EventsRun extends PdCommand {
  static override examples = [
    'pd events run -- /bin/true',
    'pd events run --spool --deadline 1h -s "The nightly backup failed" -- sh -c "echo done"',
  ];
  static override usage = 'events run [FLAGS] -- COMMAND...';
  static override args = {
    command: word({
      name: 'COMMAND',
      required: true,
      ignoreStdin: true,
      description: 'The command to run, with its arguments.',
    }),
  };
  static override strict = false;
  static override flags = {
    'dedup-key': string({
      helpValue: 'KEY',
      summary: 'The alert to trigger and resolve (default: made from host, user and command).',
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
      default: '8k',
      summary: 'How much of the end of the output the alert shows, in bytes, at most 256k.',
    }),
    ...routingFlags,
    ...spoolFlags,
    ...changeFlags,
  };

  async run(): Promise<number> {
    const {flags, argv, context} = await this.start(EventsRun);
    const [file, ...args] = argv;
    if (file === undefined) throw usageError('COMMAND is missing', 'pd events run -- COMMAND');
    const command: readonly [string, ...string[]] = [file, ...args];
    const {summary, severity, deadline} = flags;
    const job = {command, summary, severity, dedupKey: flags['dedup-key'] || defaultDedupKey(context.io, command)};
    const limits = {
      deadlineMs: deadline === undefined ? undefined : parseDuration(deadline, '--deadline'),
      tailBytes: parseSize(flags.tail, '--tail'),
    };
    if (!context.dryRun) return await runJob(context, job, limits);
    await showJob(context, job);
    return 0;
  }
}
