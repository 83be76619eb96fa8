import {PdError, usageError} from '../base/errors.ts';
import {field, isObject, parseJson, stringField} from '../base/json.ts';
import {withLock} from '../files/lock.ts';
import type {Io} from '../io/io.ts';
import {StartFailure} from '../process/find-program.ts';
import {type InBackground, startInBackground} from '../process/in-background.ts';
import {type KnownSandbox, SandboxFile, textsOf} from './sandbox-file.ts';
import {askProcess} from './who-answers.ts';

export type {KnownSandbox} from './sandbox-file.ts';

const answerMs = 2000;
/** How long another pd may take to start or stop one. */
const lockWait = {waitMs: 15_000};
/** How long it may take to end before it is killed. */
const endMs = 5000;
const lookAgainMs = 20;

/**
 * The sandbox that runs in the background; undefined if none does. Its process ID alone proves nothing: it has to answer
 * at its address and name itself. Throws PdError `unreachable` if something accepts connections there and does not answer.
 */
export async function runningSandbox(io: Io, file: SandboxFile): Promise<KnownSandbox | undefined> {
  const known = file.read();
  if (known === undefined) return undefined;
  const answer = await askProcess(io, known.url, answerMs);
  if (answer === 'silent')
    throw new PdError('unreachable', `The sandbox on ${known.url} does not answer`, {
      next: `see what process ${known.pid} is doing, and end it`,
    });
  return answer !== 'nobody' && answer.id === known.id && answer.pid === known.pid ? known : undefined;
}

/**
 * Starts `pd sandbox` in the background, unless one runs. `flags` are those of `pd sandbox`, in a fixed order; without any,
 * whatever runs will do. Throws PdError: `usage` if another one runs, what the new one says if it does not start.
 */
export async function startSandboxInBackground(
  io: Io,
  flags: readonly string[],
): Promise<{sandbox: KnownSandbox; isNew: boolean}> {
  const file = new SandboxFile(io);
  if (!file.canWrite()) throw notRemembered(file);
  return await withLock(io, file.lockPath, lockWait, async () => {
    const running = await runningSandbox(io, file);
    if (running === undefined) return {sandbox: await start(io, file, flags), isNew: true};
    if (flags.length > 0 && flags.join('\0') !== running.flags.join('\0')) throw otherFlags(running);
    return {sandbox: running, isNew: false};
  });
}

/** Ends the sandbox that runs in the background, and returns it; undefined if none runs. */
export async function stopSandbox(io: Io): Promise<KnownSandbox | undefined> {
  const file = new SandboxFile(io);
  if (file.read() === undefined) return undefined;
  return await withLock(io, file.lockPath, lockWait, async () => {
    const running = await runningSandbox(io, file);
    if (running !== undefined) await end(io, running);
    file.remove();
    return running;
  });
}

async function start(io: Io, file: SandboxFile, flags: readonly string[]): Promise<KnownSandbox> {
  let pid: number | undefined;
  const endIt = (): void => void (pid !== undefined && io.signalProcess(pid, 'SIGKILL'));
  // Nobody would ever find one that has been started and is in no file.
  const forget = io.onExit(endIt);
  try {
    const words = [io.ownProgram, 'sandbox', ...flags, '--quiet', '-o', 'json'];
    const started = await startInBackground(io, words, {
      folder: file.folder,
      onStart: id => {
        pid = id;
      },
    });
    const sandbox = await introduced(io, started, flags);
    if (!file.write(sandbox)) throw notRemembered(file);
    return sandbox;
  } catch (error) {
    endIt();
    if (!(error instanceof StartFailure)) throw error;
    throw new PdError('usage', `pd could not start itself (${io.ownProgram}): ${error.message}`, {cause: error});
  } finally {
    forget();
  }
}

/** What is to be remembered of a sandbox that has just been started. */
async function introduced(io: Io, {pid, line, stderr}: InBackground, flags: readonly string[]): Promise<KnownSandbox> {
  const settings = line === undefined ? undefined : parseJson(line);
  if (!isObject(settings)) throw ownError(stderr);
  const url = stringField(settings, 'PD_API_URL') ?? '';
  const answer = await askProcess(io, url, answerMs);
  if (typeof answer === 'string' || answer.pid !== pid)
    throw new PdError('unreachable', `The sandbox was started and does not answer on ${url}`);
  return {...answer, url, flags, settings: textsOf(settings)};
}

/** What the sandbox said, as JSON on the last line of its stderr, before it ended. */
function ownError(stderr: string): PdError {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  const error = last.startsWith('{') ? field(parseJson(last), 'error') : undefined;
  const message = stringField(error, 'message');
  if (message === undefined) return new PdError('defect', 'The sandbox ended as soon as it was started');
  return usageError(message, stringField(error, 'next'));
}

/** It is gone once it no longer answers. A process ID would stay until somebody has waited for it. */
async function end(io: Io, {url, pid, id}: KnownSandbox): Promise<void> {
  const untilMs = io.monotonic() + endMs;
  io.signalProcess(pid, 'SIGTERM');
  while (io.monotonic() < untilMs) {
    const answer = await askProcess(io, url, answerMs);
    if (answer === 'nobody' || (typeof answer === 'object' && answer.id !== id)) return;
    await io.sleep(lookAgainMs);
  }
  io.signalProcess(pid, 'SIGKILL');
}

const otherFlags = ({url, flags}: KnownSandbox): PdError =>
  usageError(
    `A sandbox runs on ${url} already, started with ${flags.length === 0 ? 'no flags' : flags.join(' ')}`,
    'use that one without giving flags, or end it with pd sandbox stop',
  );

const notRemembered = ({folder}: SandboxFile): PdError =>
  usageError(
    `The sandbox could not be found again: ${folder} cannot be written`,
    'name a place that can be with PD_STATE_DIR, or run pd sandbox -- COMMAND',
  );
