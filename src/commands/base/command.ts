import {Command} from '@oclif/core/command';
import type {Input, ParserOutput} from '@oclif/core/interfaces';
import {settingsWithTokens} from '../../lib/auth/settings-with-tokens.ts';
import {usageError} from '../../lib/base/errors.ts';
import {Redactor} from '../../lib/base/redactor.ts';
import {type Context, makeContext} from '../../lib/context.ts';
import {whyNoInput} from '../../lib/input/no-input.ts';
import {hidingIo} from '../../lib/io/hiding-streams.ts';
import type {OutStream} from '../../lib/io/io.ts';
import {PagedStdout} from '../../lib/io/paged-stdout.ts';
import {TolerantStdout} from '../../lib/io/tolerant-stdout.ts';
import {parseFields} from '../../lib/output/fields.ts';
import {Output, type OutputFormat} from '../../lib/output/output.ts';
import type {GlobalFlags} from '../../lib/settings/settings.ts';
import {globalFlags} from './flags.ts';
import type {OclifConfig} from './oclif-config.ts';
import {canPage} from './paging.ts';
import {type Line, picksOf, wantedPicks} from './picks.ts';

type Values = Record<string, unknown>;

type Started<F extends Values, B extends Values, A extends Values> = Omit<ParserOutput<F, B, A>, 'argv'> & {
  /** Every positional argument, where a command takes any number of them. */
  argv: string[];
  context: Context;
};

/** Base of every command: the global flags, and start(), which turns the command line into a context. */
export abstract class PdCommand extends Command {
  static override baseFlags = globalFlags;

  /** Lines as typed in a shell. */
  static override examples: string[] = [];

  declare config: OclifConfig;

  /** The format used when neither a flag, the environment nor the profile names one. */
  static defaultFormat: OutputFormat = 'table';

  /** The formats that go through a pager if they are longer than the screen, unless the command changes something. */
  static pages: readonly OutputFormat[] = ['json', 'yaml'];

  /** Prints keys for a shell to read, so that they are not hidden on stdout. */
  static printsKeys = false;

  /** Whether this line, of a command that can change something, only reads. */
  static onlyReads: (line: Line) => boolean = () => false;

  /** Concurrent requests unless --concurrency says otherwise; undefined for the usual default. */
  static defaultConcurrency: number | undefined;

  // oclif's own run() loads a second Config (4 to 5 ms), looks for deprecations, of which pd has none, and prints errors.
  static override run<T extends Command>(
    this: new (
      argv: string[],
      config: OclifConfig,
    ) => T,
    argv?: string[],
    config?: unknown,
  ): ReturnType<T['run']> {
    return new this(argv ?? [], config as OclifConfig).run() as ReturnType<T['run']>;
  }

  /** The parsed command line. Throws a usage error if it cannot be parsed. */
  protected async parseLine<F extends Values, B extends Values, A extends Values>(
    input: Input<F, B, A>,
  ): Promise<ParserOutput<F, B, A>> {
    return await this.parse(copyOf(input)).catch(async (error: unknown) => {
      const {isMissingArgument, parseFailure} = await import('./parse-failure.ts');
      const parsed = isMissingArgument(error) ? await this.#parseWithoutPicked(input) : undefined;
      if (parsed !== undefined) return parsed;
      throw parseFailure(error, {...input.baseFlags, ...input.flags}, this.id ?? '');
    });
  }

  /** The line without the arguments that were left out, if all of them can be picked. */
  async #parseWithoutPicked<F extends Values, B extends Values, A extends Values>(
    input: Input<F, B, A>,
  ): Promise<ParserOutput<F, B, A> | undefined> {
    const {args = {}} = input;
    const {io} = this.config;
    const copy = copyOf(input, arg => picksOf(arg) !== undefined);
    const parsed = await this.parse(copy).catch(() => undefined); // the first failure tells what is wrong
    if (parsed === undefined) return undefined;
    const line = {words: parsed.argv.map(String), flags: parsed.flags, env: io.env};
    const picked = wantedPicks(args, line).map(({name}) => name);
    const missing = Object.entries<{required?: boolean}>(args).filter(
      ([name, {required}]) => required && parsed.args[name] === undefined,
    );
    if (!missing.every(([name]) => picked.includes(name))) return undefined;
    const {canPick} = await import('./picked.ts');
    return canPick({...io, noInput: this.#whyNoInput(parsed.flags)}) ? parsed : undefined;
  }

  #whyNoInput(flags: Values): string | undefined {
    return whyNoInput(flags['no-input'] === true, this.config.io.env);
  }

  protected async start<F extends Values, B extends Values, A extends Values>(
    input: Input<F, B, A>,
  ): Promise<Started<F, B, A>> {
    const {config} = this;
    const parsed = await this.parseLine(input);
    const flags: GlobalFlags & {
      fields?: string;
      jq?: string;
      'no-header'?: boolean;
      wide?: boolean;
      quiet?: boolean;
      color?: boolean;
    } = parsed.flags;
    const {defaultFormat, defaultConcurrency, printsKeys, pages, onlyReads} = this.constructor as typeof PdCommand;
    const line = {words: parsed.argv as string[], flags: parsed.flags, env: config.io.env};
    const changes = 'dry-run' in (input.flags ?? {}) && !onlyReads(line);
    const redactor = new Redactor();
    const stdout = this.#stdout(changes);
    const quiet = flags.quiet === true;
    const noInput = this.#whyNoInput(parsed.flags);
    const io = hidingIo({...config.io, stdout, noInput}, redactor, {printsKeys, quiet});
    // Created once the format is known; earlier warnings wait for it.
    let output: Output | undefined;
    const early: string[] = [];
    const warn = (text: string) => (output === undefined ? void early.push(text) : output.warn(text));
    const settings = settingsWithTokens(io, flags, {concurrency: defaultConcurrency, redactor, warn});
    config.started = {settings, stdout};
    const chosen = settings.outputFormat(defaultFormat);
    config.started.format = chosen;
    if (flags.jq !== undefined && flags.output !== undefined && chosen !== 'json')
      throw usageError(`--jq reads JSON, not ${chosen}`, 'leave out -o');
    const format = flags.jq === undefined ? chosen : 'json';
    const jq = flags.jq === undefined ? undefined : await (await import('../../lib/output/jq.ts')).jqFor(flags.jq);
    const isHeld = stdout instanceof PagedStdout && pages.includes(format);
    if (stdout instanceof PagedStdout && !isHeld) stdout.pass();
    output = new Output(io, {
      format,
      header: flags['no-header'] !== true,
      utc: settings.utc,
      wide: flags.wide === true,
      isHeld,
      jq,
      quiet,
      redactor,
      ...(flags.fields === undefined ? {} : {fields: parseFields(flags.fields)}),
      ...(flags.color === undefined ? {} : {color: flags.color}),
    });
    for (const text of early) output.warn(text);
    const isDry = parsed.flags['dry-run'] === true;
    const context = makeContext({io, settings, output, quiet, dryRun: isDry});
    const args = input.args ?? {};
    if (wantedPicks(args, line).length === 0) return {...parsed, argv: parsed.argv as string[], context};
    const {withPicked} = await import('./picked.ts');
    const {argv, args: picked} = await withPicked(context, args, parsed);
    return {...parsed, argv: argv as string[], args: picked, context};
  }

  #stdout(changes: boolean): OutStream {
    const {io} = this.config;
    if (changes) return new TolerantStdout(io.stdout);
    return canPage(io, this.argv) ? new PagedStdout(io.stdout) : io.stdout;
  }
}

/** oclif writes the key of an argument over the name that it was given: it gets copies. */
function copyOf<F extends Values, B extends Values, A extends Values>(
  input: Input<F, B, A>,
  isOptional: (arg: object) => boolean = () => false,
): Input<F, B, A> {
  const {flags, baseFlags, strict} = input;
  const entries = Object.entries(input.args ?? {});
  const args = entries.map(([key, arg]) => [key, {...arg, ...(isOptional(arg) && {required: false})}]);
  return {...input, flags, baseFlags, strict, args: Object.fromEntries(args)} as typeof input;
}
