import {createRequire} from 'node:module';
import {Descriptor, isTerminal, MessageDescriptor} from './descriptors.ts';
import {PdError} from '../base/errors.ts';

export {ClosedPipe} from './descriptors.ts';

const require = createRequire(import.meta.url);

export interface OutStream {
  readonly isTTY: boolean;
  /** Width of the terminal in cells; 80 where it is not known. */
  readonly columns: number;
  /** Height of the terminal in lines; 24 where it is not known. */
  readonly rows: number;
  /** Calls `listener` when the terminal's size has changed. Returns the end of that. */
  onResize(listener: () => void): () => void;
  /** Throws ClosedPipe where it can be told without writing that nobody reads any more. */
  checkOpen(): void;
  /** Writes at once and whole. Throws ClosedPipe when nobody reads any more, PdError `output` when it cannot be written. */
  write(text: string): void;
}

export interface MessageStream extends OutStream {
  /** Shows a line on a terminal until something else is written there; '' takes it away. */
  hint(line: string): void;
}

/** The keys of a terminal, as `node:tty` reads them. */
export interface Keys {
  setEncoding(encoding: 'utf8'): unknown;
  /** Raw: nothing is echoed, and the keys that edit a line come as they are. */
  setRawMode(isRaw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data' | 'end' | 'error', listener: (text: string) => void): this;
  off(event: 'data' | 'end' | 'error', listener: (text: string) => void): this;
}

interface InStream {
  readonly isTTY: boolean;
  chunks(): AsyncIterable<Uint8Array>;
  /** What is typed, where this is a terminal. */
  keys(): Promise<Keys>;
}

/** The world a command runs in. Below this file `process`, the clock and chance are only touched where test/architecture.test.ts says. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: InStream;
  readonly stdout: OutStream;
  readonly stderr: MessageStream;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly pid: number;
  /** Milliseconds since 1970, as the wall clock tells it. */
  now(): number;
  /** Milliseconds on a clock that no time correction moves. */
  monotonic(): number;
  /** Rejects with the interruption when a signal arrives first. */
  sleep(ms: number): Promise<void>;
  /** In [0, 1). */
  random(): number;
  hostname(): string;
  /** Undefined where there is none: a bare container, a user without a passwd entry. */
  homeFolder(): string | undefined;
  userName(): string | undefined;
  /** As the kernel knows the user. Undefined on Windows. */
  userId(): number | undefined;
  /** Says that there is much to do: hot code becomes worth compiling (see jitPolicy in scripts/build.ts). */
  settleIn(): void;
  /** Gives back the memory of what is done with, so that work without an end stays small. */
  tidy(): void;
  /** Aborted, with a PdError `interrupted` as its reason, by INT, TERM or HUP. */
  readonly interrupt: AbortSignal;
  /** While held, a signal aborts `interrupt` and lets the command end by itself. Returns the release. */
  hold(): () => void;
  /** From now on `listener` gets every signal that can be caught, and none ends pd. Returns the end of that. */
  takeSignals(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Signals a process and all of its process group, where `pid` leads one. False when it is gone. */
  signalGroup(pid: number, signal: NodeJS.Signals): boolean;
  /** Runs when the process ends, by whatever way but KILL. Returns the cancel. */
  onExit(cleanup: () => void): () => void;
}

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined; // os.homedir() and os.userInfo() throw without a passwd entry, kill() where there is no such process
  }
};

const signalCodes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

const otherSignals = ['SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** The io of this process. Installs the signal handlers, so call it once. */
export function processIo(): Io {
  const os = require('node:os') as typeof import('node:os');
  const home = process.env['HOME'] || attempt(() => os.homedir()) || undefined;
  // Libraries ask for it as they load, and without HOME and a passwd entry it throws.
  if (home === undefined) os.homedir = () => '/';
  // The runtime warns of NODE_TLS_REJECT_UNAUTHORIZED, which changes nothing here.
  process.emitWarning = () => undefined;
  const controller = new AbortController();
  const cleanups = new Set<() => void>();
  let holds = 0;
  let taker: ((signal: NodeJS.Signals) => void) | undefined;

  process.on('exit', () => {
    for (const cleanup of cleanups) cleanup();
  });
  for (const [signal, exitCode] of Object.entries(signalCodes)) {
    process.on(signal, () => {
      if (taker) return taker(signal as NodeJS.Signals);
      const again = controller.signal.aborted;
      controller.abort(new PdError('interrupted', `Interrupted by ${signal}`, {exitCode}));
      if (holds === 0 || again) process.exit(exitCode);
    });
  }

  return {
    env: process.env,
    stdin: {
      get isTTY() {
        return isTerminal(0);
      },
      chunks: () => process.stdin,
      keys: async () => new (await import('node:tty')).ReadStream(0),
    },
    stdout: new Descriptor(1),
    stderr: new MessageDescriptor(2),
    platform: process.platform,
    arch: process.arch,
    pid: process.pid,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: ms => abortableSleep(ms, controller.signal),
    random: () => Math.random(),
    hostname: () => attempt(() => os.hostname()) || 'localhost',
    homeFolder: () => home,
    userName: () => attempt(() => os.userInfo().username) ?? process.env['USER'],
    userId: () => process.getuid?.(),
    settleIn: () => Bun.unsafe.setJITPolicy(30),
    tidy: () => Bun.gc(true),
    interrupt: controller.signal,
    hold: () => {
      holds += 1;
      return () => {
        holds -= 1;
      };
    },
    takeSignals: listener => {
      taker = listener;
      for (const signal of otherSignals) process.on(signal, listener);
      return () => {
        taker = undefined;
        for (const signal of otherSignals) process.off(signal, listener);
      };
    },
    signalGroup: (pid, signal) =>
      attempt(() => process.kill(-pid, signal)) ?? attempt(() => process.kill(pid, signal)) ?? false,
    onExit: cleanup => {
      cleanups.add(cleanup);
      return () => cleanups.delete(cleanup);
    },
  };
}

function abortableSleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, {once: true});
  });
}
