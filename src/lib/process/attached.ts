import fs from 'node:fs';
import {wasClosed} from '../io/file-descriptors.ts';
import type {Io} from '../io/io.ts';
import {os} from '../io/os.ts';
import {descendants, type Process, stillRunning} from './descendants.ts';
import {isSame} from './descriptor-identity.ts';
import {posix} from './posix.ts';
import {startByPosix} from './posix-start.ts';
import {startByRuntime} from './runtime-start.ts';
import type {Capture, CapturedOutput, EnvironmentChanges, ProgramEnd, Started} from './started.ts';

export type {CapturedOutput, ProgramEnd} from './started.ts';

const endsPd: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const stops: readonly NodeJS.Signals[] = ['SIGTSTP', 'SIGTTIN', 'SIGTTOU'];
// When two signals are pending, the kernel runs the handler of the later one first: a Ctrl-C for pd and the program
// that came before CHLD may be reported after it.
const sameMomentMs = 50;
/** These are meant for everything that the program has started. Other signals may mean nothing to its children. */
const forGroup: ReadonlySet<NodeJS.Signals | number> = new Set([...stops, 'SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGCONT']);
/** A terminal sends these to its whole foreground group, so the program has got them already. */
const fromTerminal: readonly NodeJS.Signals[] = [...stops, 'SIGINT', 'SIGQUIT', 'SIGWINCH'];

interface AttachedOptions {
  /** Whether what it prints in pipes and files goes through pd, as `outputs` (default: true). */
  isCaptured?: boolean;
  /** The variables that differ from pd's environment (default: none). */
  changes?: EnvironmentChanges;
}

const notCaptured: Capture = {targets: [], isShared: false};

/** A program that takes pd's place: it has pd's descriptors and gets the signals that are sent to pd. */
export class Attached {
  readonly #io: Io;
  readonly #started: Started;
  /** At a terminal the program stays in pd's group, the one that the shell and the terminal know. */
  readonly #hasOwnGroup: boolean;
  #hasEnded = false;
  #mayHaveEndedIt = true;
  #followsStop: boolean;
  #reached: readonly Process[] = [];
  /** Ends the forwarding of signals. */
  readonly release: () => void;

  /** Starts it at once. Does not throw: `ended` says why it could not be started. */
  constructor(io: Io, words: readonly string[], {isCaptured = true, changes = {}}: AttachedOptions = {}) {
    this.#io = io;
    this.#hasOwnGroup = !hasTerminal();
    this.#followsStop = !this.#hasOwnGroup;
    this.release = io.takeSignals(signal => this.#take(signal));
    const calls = posix(io);
    const captured = isCaptured ? capture(io) : notCaptured;
    const options = {words, capture: captured, ownGroup: this.#hasOwnGroup, changes};
    // pd handles these even if it was started with them ignored; without this the program would not ignore them.
    const {SIGINT, SIGTERM} = os().constants.signals;
    for (const signal of [SIGINT, SIGTERM]) if (io.ignoredSignals.has(signal)) calls?.ignore(signal);
    calls?.takeRealTimeSignals(signal => this.#forward(signal), io.ignoredSignals);
    this.#started = io.asFound(() =>
      calls === undefined ? startByRuntime(io, options) : startByPosix(io, calls, options),
    );
    void this.ended.then(() => {
      this.#hasEnded = true;
      setTimeout(() => {
        this.#mayHaveEndedIt = false;
      }, sameMomentMs);
    });
  }

  get ended(): Promise<ProgramEnd> {
    return this.#started.ended;
  }

  get outputs(): readonly CapturedOutput[] {
    return this.#started.outputs;
  }

  /** Sends the signal to the program and to all that it has started. */
  signalAll(signal: NodeJS.Signals): void {
    const {pid, endAll} = this.#started;
    if (pid === undefined) return;
    if (endAll !== undefined) {
      endAll();
      return;
    }
    if (this.#hasOwnGroup) {
      this.#io.signalGroup(pid, signal);
      return;
    }
    this.#reached = stillRunning([...this.#reached, ...descendants(pid)]);
    for (const one of this.#reached) this.#io.signalProcess(one.pid, signal);
    if (!this.#hasEnded) this.#io.signalProcess(pid, signal);
  }

  /** Whether anything that signalAll() has reached still runs. */
  isRunning(): boolean {
    const {pid} = this.#started;
    if (pid === undefined) return false;
    return this.#hasOwnGroup ? this.#io.signalProcess(-pid, 0) : stillRunning(this.#reached).length > 0;
  }

  /** Returns false for a signal that is to end pd. */
  #take(signal: NodeJS.Signals): boolean {
    if (signal === 'SIGCHLD') {
      const change = this.#started.childChanged();
      // The shell sees pd stop as it would see the program stop. Without a terminal, somebody may continue only the
      // program.
      if (change === 'stopped' && this.#followsStop) this.#io.signalProcess(this.#io.pid, 'SIGSTOP');
      return true;
    }
    if (this.#hasEnded) return this.#mayHaveEndedIt || !endsPd.includes(signal);
    if (this.#hasOwnGroup || !fromTerminal.includes(signal)) this.#forward(signal);
    if (this.#hasOwnGroup && stops.includes(signal)) this.#followsStop = true;
    return true;
  }

  #forward(signal: NodeJS.Signals | number): void {
    const {pid} = this.#started;
    if (pid === undefined || this.#hasEnded) return;
    if (forGroup.has(signal)) this.#io.signalGroup(pid, signal);
    else this.#io.signalProcess(pid, signal);
  }
}

/** A terminal is not captured: the program sees a terminal, and whoever is there sees the output. */
function capture(io: Io): Capture {
  const isCaptured = (descriptor: 1 | 2) => !(descriptor === 1 ? io.stdout : io.stderr).isTTY && !wasClosed(descriptor);
  const targets = ([1, 2] as const).filter(isCaptured);
  // One pipe for both keeps the order of what is printed to either.
  const isShared = targets.length === 2 && isSame(1, 2);
  return {targets: isShared ? [1] : targets, isShared};
}

/** Whether pd has a controlling terminal, wherever its descriptors lead. */
function hasTerminal(): boolean {
  try {
    fs.closeSync(fs.openSync('/dev/tty', fs.constants.O_RDWR | fs.constants.O_NOCTTY));
    return true;
  } catch {
    return false; // cron, a service, a container
  }
}
