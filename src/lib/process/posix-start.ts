import fs from 'node:fs';
import type {Io} from '../io/io.ts';
import {os} from '../io/os.ts';
import {StartFailure, startByName} from './find-program.ts';
import {inheritedDescriptors} from './inherited-descriptors.ts';
import {signalsToReset} from './parent.ts';
import type {Pipe, Posix, WaitResult} from './posix.ts';
import {changedEnvironment, rawEnvironment, rawVariable, rawWords} from './raw-words.ts';
import type {CapturedOutput, ProgramEnd, Started, StartOptions} from './started.ts';

// A safety net, should a SIGCHLD be missed.
const lookAgainMs = 1000;

/** Starts the program with everything that pd itself was started with, unchanged but for `changes`. */
export function startByPosix(io: Io, calls: Posix, {words, capture, ownGroup, changes}: StartOptions): Started {
  const inherited = inheritedDescriptors(io);
  const environment = changedEnvironment(rawEnvironment(io), changes);
  const pipes = new Map<1 | 2, Pipe>();
  for (const target of capture.targets) {
    const pipe = calls.pipe();
    // Without a pipe (no descriptors are left), the program prints to pd's own output.
    if (pipe !== undefined) pipes.set(target, pipe);
  }
  const descriptors = new Map([...pipes].map(([target, {writer}]) => [target as number, writer]));
  const first = pipes.get(1);
  if (capture.isShared && first !== undefined) descriptors.set(2, first.writer);
  const options = {environment, descriptors, ownGroup, defaultSignals: signalsToReset(io)};
  for (const descriptor of inherited) calls.setInheritable(descriptor, true);
  const outcome = attempt(() =>
    startByName(rawWords(io, words), rawVariable(environment, 'PATH'), (file, argv) =>
      calls.spawn(file, argv, options),
    ),
  );
  for (const descriptor of inherited) calls.setInheritable(descriptor, false);
  for (const {writer} of pipes.values()) fs.closeSync(writer);
  const outputs = [...pipes].map(([target, {reader}]) => captured(io, calls, {target, reader}));
  if (typeof outcome === 'number') return {...watched(io, calls, outcome), outputs};
  return {pid: undefined, ended: Promise.resolve(outcome), outputs, childChanged: () => undefined};
}

function attempt(start: () => number): number | ProgramEnd {
  try {
    return start();
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    return {exitStatus: error.exitStatus, startFailure: error.message};
  }
}

/** Waits for the program whenever a child has changed its state. */
function watched(io: Io, calls: Posix, pid: number): Omit<Started, 'outputs'> {
  const {promise: ended, resolve} = Promise.withResolvers<ProgramEnd>();
  let isOver = false;
  const childChanged = (): 'stopped' | undefined => {
    let last: 'stopped' | undefined;
    while (!isOver) {
      // The first process of a container has to reap every orphan.
      const found = calls.wait(io.pid === 1 ? -1 : pid);
      if (found === undefined) break;
      if (found.pid !== pid) continue;
      if (found.result.kind === 'stopped') last = 'stopped';
      else finish(found.result);
    }
    return last;
  };
  // This also keeps pd running where nothing else does: at a terminal there is no output to read.
  const timer = setInterval(childChanged, lookAgainMs);
  const finish = (result: Exclude<WaitResult, {kind: 'stopped'}>): void => {
    isOver = true;
    clearInterval(timer);
    resolve(endOf(result));
  };
  return {pid, ended, childChanged};
}

function endOf(result: Exclude<WaitResult, {kind: 'stopped'}>): ProgramEnd {
  if (result.kind === 'exited') return {exitStatus: result.status};
  const name = Object.entries(os().constants.signals).find(([, number]) => number === result.signal)?.[0];
  return {exitStatus: 128 + result.signal, signal: name ?? `signal ${result.signal}`};
}

function captured(io: Io, calls: Posix, {target, reader}: {target: 1 | 2; reader: number}): CapturedOutput {
  const close = (): void => fs.closeSync(reader);
  const leaveBehind = (to: number | undefined): void => {
    calls.makeBlocking(reader);
    const nowhere = fs.openSync('/dev/null', 'w');
    const descriptors = new Map([
      [0, reader],
      [1, to ?? nowhere],
      [2, nowhere],
    ]);
    const options = {environment: [], descriptors, ownGroup: true, defaultSignals: signalsToReset(io)};
    // Without cat on this machine, SIGPIPE ends whatever continues to print.
    attempt(() =>
      startByName([Buffer.from('cat\0')], io.env['PATH'], (file, argv) => calls.spawn(file, argv, options)),
    );
    fs.closeSync(nowhere);
    close();
  };
  return {target, chunks: Bun.file(reader).stream(), close, leaveBehind};
}
