import type {Io} from '../io/io.ts';
import {os} from '../io/os.ts';
import {StartFailure} from './find-program.ts';
import {startBySpawn} from './runtime-spawn.ts';
import type {CapturedOutput, ProgramEnd, Started, StartOptions} from './started.ts';
import {watchOnWindows} from './windows-job.ts';

/**
 * Starts the program with the runtime's spawn, for systems on which the C library cannot be called: descriptors above 2
 * are not inherited, bytes that are not UTF-8 are lost, and pipes are sockets.
 */
export function startByRuntime(io: Io, {words, capture, ownGroup, changes}: StartOptions): Started {
  const {promise: ended, resolve} = Promise.withResolvers<ProgramEnd>();
  const captures = (target: 1 | 2): boolean => capture.isShared || capture.targets.includes(target);
  let watched: ReturnType<typeof watchOnWindows>;
  try {
    const child = startBySpawn(io, words, (command, windowsVerbatimArguments) =>
      Bun.spawn(command, {
        argv0: words[0] ?? '',
        env: {...io.env, ...changes},
        stdio: ['inherit', captures(1) ? 'pipe' : 'inherit', captures(2) ? 'pipe' : 'inherit'],
        detached: ownGroup && io.platform !== 'win32',
        windowsVerbatimArguments,
        onExit: (_child, status, signal) => resolve(endOf(watched?.exitStatus() ?? status, signal)),
      }),
    );
    if (io.platform === 'win32') watched = watchOnWindows(child.pid);
    const outputs = ([1, 2] as const).flatMap(target => outputOf(target, target === 1 ? child.stdout : child.stderr));
    return {
      pid: child.pid,
      ended,
      outputs,
      childChanged: () => undefined,
      ...(watched === undefined ? {} : {endAll: watched.endAll}),
    };
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    resolve({exitStatus: error.exitStatus, startFailure: error.message});
    return {pid: undefined, ended, outputs: [], childChanged: () => undefined};
  }
}

function outputOf(target: 1 | 2, stream: unknown): CapturedOutput[] {
  if (!(stream instanceof ReadableStream)) return [];
  return [{target, chunks: stream, close: () => void stream.cancel().catch(() => undefined)}];
}

function endOf(status: number | null, signal: number | string | null): ProgramEnd {
  if (signal === null) return {exitStatus: status ?? 0};
  const numbers: Readonly<Record<string, number>> = os().constants.signals;
  const [name = String(signal), number = 0] =
    Object.entries(numbers).find(([known, value]) => known === signal || value === signal) ?? [];
  return {exitStatus: 128 + number, signal: name};
}
