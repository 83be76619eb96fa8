import {jobCommand, keyLikeWords, ownWords, wishedColour} from './commands/base/argv.ts';
import type {OclifConfig} from './commands/base/oclif-config.ts';
import {messageOf, PdError} from './lib/base/errors.ts';
import {ClosedPipe, type Io} from './lib/io/io.ts';
import {PagedStdout} from './lib/io/paged-stdout.ts';
import type {WatchedJob} from './lib/job/watched-job.ts';
import {version} from './version.ts';

/** Runs one command line and returns the exit code. The only place where everything is caught. */
export async function main(argv: string[], io: Io): Promise<number> {
  try {
    if (argv[0] === '--version' || argv[0] === '-v' || (argv[0] === 'version' && argv.length === 1)) {
      io.stdout.write(`pd/${version} ${io.platform}-${io.arch}\n`);
      return 0;
    }
    if (argv[0] === 'completion' && argv[1] === 'words') {
      await (await import('./cli/completion/words.ts')).printWords(argv.slice(2), io);
      return 0;
    }
    const {route} = await import('./cli/route.ts');
    const target = route(argv);
    if (target.kind === 'help') {
      await help(target.words, argv, io);
      return 0;
    }
    if (target.kind === 'unknown') throw target.error;
    if (target.id === 'events:run') return await runWatched(target.argv, io);
    return await runCommand(target.id, target.argv, io);
  } catch (error) {
    return await reportFailure(error, argv, io, undefined);
  }
}

async function help(words: string[], argv: readonly string[], io: Io): Promise<void> {
  const [{showHelp}, {canPage, showPaged}] = await Promise.all([
    import('./cli/help.ts'),
    import('./commands/base/paging.ts'),
  ]);
  if (!canPage(io, argv)) return await showHelp(words, io);
  const stdout = new PagedStdout(io.stdout);
  await showHelp(words, {...io, stdout});
  await showPaged(io, stdout);
}

/** `events run`: the job is started before anything in pd can fail, and pd exits with its exit status. */
async function runWatched(argv: string[], io: Io): Promise<number> {
  const {WatchedJob} = await import('./lib/job/watched-job.ts');
  const command = jobCommand(argv);
  const job = command && new WatchedJob(io, command);
  const exitCode = await runCommand('events:run', argv, io, job);
  return job === undefined ? exitCode : (await job.ended()).exitStatus;
}

async function runCommand(id: string, argv: string[], io: Io, job?: WatchedJob): Promise<number> {
  // First: oclif reads the standard streams as it loads.
  const {stubProcessStreams} = await import('./commands/base/oclif-streams.ts');
  stubProcessStreams(io, argv);
  const [{commands}, {OclifConfig}] = await Promise.all([
    import('./cli/commands.ts'),
    import('./commands/base/oclif-config.ts'),
  ]);
  const config = new OclifConfig(io, 'pd', version);
  config.job = job;
  try {
    const Command = await commands.find(id)?.[1]();
    if (Command === undefined) throw new Error(`no command ${id}`);
    Command.id = id;
    const result: unknown = await Command.run(argv, config).finally(() => showHeld(config));
    await reportLostOutput(config, ownWords(argv).includes('--dry-run'));
    // A command whose exit status is another program's returns it.
    return typeof result === 'number' ? result : 0;
  } catch (error) {
    return await reportFailure(error, [...id.split(':'), ...argv], io, config);
  }
}

/** Shows what the command printed, even if it failed, before the failure is reported. */
async function showHeld({io, started}: OclifConfig): Promise<void> {
  if (!(started?.stdout instanceof PagedStdout)) return;
  const {showPaged} = await import('./commands/base/paging.ts');
  await showPaged(io, started.stdout, io.interrupt.aborted);
}

/** A command that changes something ran to its end although its output could not be written: says what it did. */
async function reportLostOutput(config: OclifConfig, isDryRun: boolean): Promise<void> {
  const stdout = config.started?.stdout;
  if (stdout === undefined || !('failure' in stdout)) return;
  const {TolerantStdout} = await import('./lib/io/tolerant-stdout.ts');
  if (!(stdout instanceof TolerantStdout) || !(stdout.failure instanceof PdError)) return;
  if (isDryRun) throw stdout.failure;
  throw new PdError('output', `${stdout.failure.message}. The change was made anyway: ${stdout.lost.trim()}`);
}

async function reportFailure(
  thrown: unknown,
  argv: string[],
  io: Io,
  config: OclifConfig | undefined,
): Promise<number> {
  // `| head -1`: the reader has all it wanted.
  if (thrown instanceof ClosedPipe) return 0;
  const error = asPdError(thrown);
  const {renderError} = await import('./lib/output/error-text.ts');
  const {linesWith} = await import('./lib/output/safe-text.ts');
  const {said} = await import('./lib/base/said.ts');
  const {wantsColour} = await import('./lib/output/colour.ts');
  const {wantsJsonErrors} = await import('./cli/json-errors.ts');
  const {earlyRedactor} = await import('./commands/base/early-redactor.ts');
  const redactor = config?.started?.settings.redactor ?? earlyRedactor(argv, io.env);
  for (const word of keyLikeWords(argv)) redactor.add(word);
  const json = wantsJsonErrors(argv, io.env, config?.started?.format);
  const color = !json && wantsColour(io, 'stderr', wishedColour(argv));
  const text = renderError(error, {json, color, redactor});
  if (ownWords(argv).includes('--debug')) io.stderr.write(said`${linesWith(redactor)(stackOf(thrown))}\n`);
  io.stderr.write(said`${text}\n`);
  return error.exitCode;
}

function asPdError(thrown: unknown): PdError {
  if (thrown instanceof PdError) return thrown;
  return new PdError('defect', `A defect in pd: ${messageOf(thrown)}`, {
    next: 'run it again with --debug and report what it prints',
    cause: thrown,
  });
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause instanceof Error ? `\ncaused by ${thrown.cause.stack}` : '';
  return `${thrown.stack}${cause}`;
}
