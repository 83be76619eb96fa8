import {PdError} from '../base/errors.ts';
import {once} from '../base/once.ts';
import {withCoresAsFound} from './core-dumps.ts';
import {ignoredSignals} from './dispositions.ts';
import {Descriptor, isTerminal, MessageDescriptor} from './file-descriptors.ts';
import type {Io} from './io.ts';
import {later} from './later.ts';
import {os} from './os.ts';
import {ControllingTerminal, ttyStream} from './terminal.ts';

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined; // os.homedir() and os.userInfo() throw without a passwd entry, kill() where there is no such process
  }
};

/** SIGHUP, on every system. */
const hangUp = 1;

const signalCodes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

// The runtime uses PWR itself. PIPE, XFSZ and the signals of a fault concern only pd.
const otherSignals = [
  ...['SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGPROF', 'SIGXCPU', 'SIGIO', 'SIGSTKFLT', 'SIGURG'],
  ...['SIGWINCH', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGCONT', 'SIGCHLD'],
] as NodeJS.Signals[];

/** The io of this process. Installs signal handlers, so call it only once. */
export function processIo(): Io {
  const home = process.env['HOME'] || attempt(() => os().homedir()) || undefined;
  // Libraries call it as they load, and without HOME and a passwd entry it throws.
  if (home === undefined) os().homedir = () => '/';
  // The runtime warns about NODE_TLS_REJECT_UNAUTHORIZED, which has no effect here.
  process.emitWarning = () => undefined;
  const controller = new AbortController();
  const cleanups = new Set<() => void>();
  let holds = 0;
  let taker: ((signal: NodeJS.Signals) => boolean) | undefined;
  const ignored = ignoredSignals('self');
  const isIgnored = (signal: string) =>
    ignored.size > 0 && ignored.has(os().constants.signals[signal as NodeJS.Signals] ?? 0);

  process.on('exit', () => {
    for (const cleanup of cleanups) cleanup();
  });
  for (const [signal, exitCode] of Object.entries(signalCodes)) {
    // nohup. Every background command of a shell script ignores INT, but it ends pd even there.
    if (signal === 'SIGHUP' && ignored.has(hangUp)) continue;
    process.on(signal, () => {
      if (taker?.(signal as NodeJS.Signals)) return;
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
      keys: () => ttyStream(0),
    },
    terminal: new ControllingTerminal(),
    noInput: undefined,
    stdout: new Descriptor(1),
    stderr: new MessageDescriptor(2),
    platform: process.platform,
    arch: process.arch,
    pid: process.pid,
    parentPid: process.ppid,
    ownProgram: process.execPath,
    ignoredSignals: ignored,
    now: () => Date.now(),
    // Not performance.now(): the runtime takes 0.6 ms to create `performance`.
    monotonic: () => Bun.nanoseconds() / 1_000_000,
    sleep: ms => abortableSleep(ms, controller.signal),
    later,
    random: () => Math.random(),
    hostname: once(() => attempt(() => os().hostname()) || 'localhost'),
    homeFolder: () => home,
    userName: () => attempt(() => os().userInfo().username) ?? process.env['USER'],
    userId: () => process.getuid?.(),
    settleIn: options => Bun.unsafe.setJITPolicy(options?.fully ? 1 : 100),
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
      const taken = otherSignals.filter(signal => signal === 'SIGCHLD' || !isIgnored(signal));
      for (const signal of taken) process.on(signal, listener);
      return () => {
        taker = undefined;
        for (const signal of taken) process.off(signal, listener);
      };
    },
    signalGroup: (pid, signal) =>
      attempt(() => process.kill(-pid, signal)) ?? attempt(() => process.kill(pid, signal)) ?? false,
    signalProcess: (pid, signal) => attempt(() => process.kill(pid, signal)) ?? false,
    asFound: withCoresAsFound,
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
      callOff();
      reject(signal.reason);
    };
    const callOff = later(ms, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, {once: true});
  });
}
