import {string as word} from '@oclif/core/args';
import {messageOf, PdError, usageError} from '../../lib/base/errors.ts';
import {Redactor} from '../../lib/base/redactor.ts';
import {type Context, makeContext} from '../../lib/context.ts';
import {parseDuration} from '../../lib/input/times.ts';
import {hidingIo} from '../../lib/io/hiding-streams.ts';
import type {Io} from '../../lib/io/io.ts';
import {fittedDedupKey} from '../../lib/job/alert.ts';
import {reportJob, showJob} from '../../lib/job/job.ts';
import {parseSize} from '../../lib/job/size.ts';
import {type Command, WatchedJob} from '../../lib/job/watched-job.ts';
import {Output} from '../../lib/output/output.ts';
import {Settings} from '../../lib/settings/settings.ts';
import {ownWords, wishedColour} from '../base/argv.ts';
import {PdCommand} from '../base/command.ts';
import {earlyRedactor} from '../base/early-redactor.ts';
import {alertOptions, defaultTail, type RunFlags, runFlags} from './run-flags.ts';
import {understoodWords} from './understood-words.ts';

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
  static override flags = runFlags;

  readonly #color = wishedColour(this.argv);

  async run(): Promise<number> {
    const {job} = this.config;
    if (job !== undefined) return await this.#report(job, await this.#usableFlags());
    const {flags, argv} = await this.parseLine(EventsRun);
    const [file, ...args] = argv as string[];
    if (file === undefined) throw usageError('COMMAND is missing', 'pd events run -- COMMAND');
    const command: Command = [file, ...args];
    if (!flags['dry-run']) return await this.#report(new WatchedJob(this.config.io, command), flags);
    const {context} = await this.start(EventsRun);
    await showJob(context, command, alertOptions(context.io, command, flags));
    return 0;
  }

  /** The job is already running: a bad flag is reported and ignored, the others are used. */
  async #usableFlags(): Promise<RunFlags> {
    const {words, problems} = understoodWords(ownWords(this.argv), {...EventsRun.baseFlags, ...EventsRun.flags});
    for (const problem of problems) this.#warn(problem);
    this.argv = [...words, '--', 'COMMAND'];
    try {
      const {flags} = await this.parse(EventsRun);
      if (flags['routing-key'] === undefined || flags.to === undefined) return flags;
      this.#warn('ignoring --to: --routing-key already says where the event goes');
      return {...flags, to: undefined};
    } catch (error) {
      this.#warn(`ignoring all flags: ${messageOf(error)}`);
      return {};
    }
  }

  async #report(job: WatchedJob, flags: RunFlags): Promise<number> {
    const {io} = this.config;
    const {deadline, tail = defaultTail} = flags;
    const deadlineMs = this.#orElse(() => deadline && parseDuration(deadline, '--deadline'), undefined);
    if (deadlineMs) job.setDeadline(deadlineMs);
    job.tail.shortenTo(this.#orElse(() => parseSize(tail, '--tail'), parseSize(defaultTail, '--tail')));
    const alert = alertOptions(io, job.command, flags);
    const dedupKey = fittedDedupKey(alert.dedupKey);
    if (dedupKey !== alert.dedupKey) this.#warn(`the dedup key is too long for PagerDuty; shortened to ${dedupKey}`);
    const contextIn = (bounded: Io) => this.#contextIn(bounded, flags);
    return await reportJob(io, job, {alert: {...alert, dedupKey}, contextIn});
  }

  #orElse<T>(read: () => T, otherwise: T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof PdError)) throw error;
      this.#warn(`${error.message}; using the default`);
      return otherwise;
    }
  }

  /** A context that reports bad settings and falls back to their defaults. */
  #contextIn(bounded: Io, flags: RunFlags): Context {
    const redactor = new Redactor();
    const io = hidingIo(bounded, redactor);
    const output = this.#output(io, redactor);
    const settings = new Settings(io, flags, {isTolerant: true, redactor, warn: text => output.warn(text)});
    this.config.started = {settings, stdout: io.stdout};
    // Not needed here, but a mistake in it is reported all the same.
    this.#orElse(() => settings.outputFormat('table'), 'table');
    settings.region();
    return makeContext({io, settings, output, dryRun: false});
  }

  #output(io: Io, redactor: Redactor): Output {
    const color = this.#color === undefined ? {} : {color: this.#color};
    return new Output(io, {format: 'table', header: true, utc: false, redactor, ...color});
  }

  #warn(text: string): void {
    const {io} = this.config;
    this.#output(io, earlyRedactor(this.argv, io.env)).warn(text);
  }
}
