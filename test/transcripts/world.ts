import {readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {PdError} from '../../src/lib/base/errors.ts';
import type {Io, Keys} from '../../src/lib/io/io.ts';
import {main} from '../../src/main.ts';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {type Sandbox, startSandbox} from '../../src/sandbox/server.ts';
import {Clock} from '../support/clock.ts';
import {addRecords} from '../support/demo-account.ts';
import {fakeIo} from '../support/io.ts';
import {runPd, tempFolder} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';
import {words} from '../support/words.ts';
import type {Form, Line} from './lines.ts';

/** A Sunday afternoon, in the time zone that TZ names. */
const startMs = Date.parse('2026-03-01T14:30:00Z');

type Stream = 'stdout' | 'stderr';

export interface Transcript {
  written: {stream: Stream; text: string}[];
  code: number;
  /** Where settings and queue were kept. */
  home: string;
}

const home = tempFolder();

let clock = new Clock(startMs);
let untouched: Sandbox | undefined;

/** An account that nothing was changed in: that of the last line, where it only read. */
async function account(): Promise<Sandbox> {
  if (untouched !== undefined) return untouched;
  const sandbox = await startSandbox({seed: demoSeed, now: () => clock.now()});
  addRecords(sandbox);
  return sandbox;
}

async function leave(sandbox: Sandbox, {faults}: Line): Promise<void> {
  const isTouched = clock.now() !== startMs || sandbox.requests.some(({method}) => method !== 'GET');
  untouched = isTouched ? undefined : sandbox;
  if (isTouched) await sandbox.close();
  else if (faults !== undefined) await fetch(`${sandbox.url}/_sandbox/faults`, {method: 'DELETE'});
  for (const name of readdirSync(home)) rmSync(join(home, name), {recursive: true});
}

/** Runs a line: each finds the same account, the same time and an empty home. */
export async function transcribe(line: Line, form: Form): Promise<Transcript> {
  clock = new Clock(startMs);
  const sandbox = await account();
  fixChance();
  const world = new World(sandbox, home, clock);
  for (const before of line.before ?? []) {
    sandbox.fail(...(before.faults?.(sandbox) ?? []));
    await world.run(before, 'pipe');
    clock.pass(1000);
  }
  sandbox.fail(...(line.faults?.(sandbox) ?? []));
  const ran = line.program ? await world.runProgram(line, form) : await world.run(line, form);
  await leave(sandbox, line);
  return {...ran, home};
}

/** What the program takes from the system's chance counts up instead. */
function fixChance(): void {
  let count = 0;
  const bytes = <T>(array: T): T => {
    if (array instanceof Uint8Array) for (const index of array.keys()) array[index] = ++count % 256;
    return array;
  };
  Object.defineProperty(crypto, 'getRandomValues', {configurable: true, value: bytes});
}

class World {
  readonly #sandbox: Sandbox;
  readonly #home: string;
  readonly #clock: Clock;

  constructor(sandbox: Sandbox, home: string, clock: Clock) {
    this.#sandbox = sandbox;
    this.#home = home;
    this.#clock = clock;
  }

  #env(line: Line, form: Form): Record<string, string> {
    return {
      ...sandboxEnv(this.#sandbox),
      PD_CONFIG_DIR: join(this.#home, '.config', 'pd'),
      PD_STATE_DIR: join(this.#home, '.local', 'state', 'pd'),
      PATH: process.env['PATH'] ?? '',
      PD_PAGER: '',
      ...(form === 'terminal' ? {TERM: 'xterm-256color', FORCE_HYPERLINK: '1'} : {}),
      ...line.env,
    };
  }

  async run(line: Line, form: Form): Promise<Pick<Transcript, 'written' | 'code'>> {
    const written: Transcript['written'] = [];
    const interruption = new AbortController();
    const interrupt = () => interruption.abort(new PdError('interrupted', 'Interrupted by SIGINT', {exitCode: 130}));
    const isTerminal = form === 'terminal';
    const {io: recorded} = fakeIo({
      tty: isTerminal,
      stderrTty: isTerminal,
      columns: line.columns ?? 100,
      env: this.#env(line, form),
      clock: this.#clock,
      ...(line.stdin === undefined ? {} : {stdin: line.stdin}),
      onWrite: (stream, text) => {
        written.push({stream, text});
        if (line.until?.test(text)) setTimeout(interrupt);
        const page = line.visits && /https?:\/\/127\S+/.exec(text)?.[0];
        if (page) void fetch(page).then(answer => answer.text());
      },
    });
    const typist = new Typist(line.typed ?? [], text => written.push({stream: 'stderr', text}));
    const io: Io = {
      ...recorded,
      stdin: {...recorded.stdin, isTTY: isTerminal && line.stdin === undefined, keys: () => Promise.resolve(typist)},
      terminal: {...recorded.terminal, isThere: isTerminal, keys: () => Promise.resolve(typist)},
      sleep: this.#sleeper(line, interrupt, interruption.signal),
      interrupt: interruption.signal,
      hostname: () => 'web-1',
      userName: () => 'ada',
      homeFolder: () => this.#home,
    };
    return {code: await main(argv(line), io), written};
  }

  /** Time passes in sleep, and only there. */
  #sleeper(line: Line, interrupt: () => void, signal: AbortSignal): Io['sleep'] {
    const looks = [...(line.looks ?? [])];
    return async ms => {
      this.#clock.pass(ms);
      if (line.looks === undefined || ms !== 15_000) return;
      const next = looks.shift();
      if (next === undefined) interrupt();
      else await this.run({line: next}, 'pipe');
      signal.throwIfAborted();
    };
  }

  /** As a process of its own, where the line needs one. */
  async runProgram(line: Line, form: Form): Promise<Pick<Transcript, 'written' | 'code'>> {
    const tty = form === 'terminal' ? {tty: {columns: line.columns ?? 100}} : {};
    const {stdout, stderr, code} = await runPd(argv(line), {env: this.#env(line, form), cwd: this.#home, ...tty});
    return {
      written: [
        {stream: 'stdout', text: stdout},
        {stream: 'stderr', text: stderr},
      ],
      code,
    };
  }
}

const argv = ({line}: Line): string[] => words(line).slice(line.startsWith('pagerduty ') ? 1 : 0);

/** Types the next answer whenever the program reads. */
class Typist implements Keys {
  readonly #answers: string[];
  readonly #echo: (text: string) => void;
  readonly #listeners = new Map<string, (text: string) => void>();
  #isRaw = false;

  constructor(answers: readonly string[], echo: (text: string) => void) {
    this.#answers = [...answers];
    this.#echo = echo;
  }

  setEncoding(): void {
    // It is text already.
  }

  pause(): void {
    // It types only when it is asked to go on.
  }

  setRawMode(isRaw: boolean): void {
    this.#isRaw = isRaw;
  }

  resume(): void {
    const answer = this.#answers.shift();
    if (answer === undefined) {
      this.#listeners.get('end')?.('');
      return;
    }
    this.#echo(this.#isRaw ? '‹typed, not shown›' : `‹typed: ${answer}›\n`);
    this.#listeners.get('data')?.(`${answer}\n`);
  }

  on(event: string, listener: (text: string) => void): this {
    this.#listeners.set(event, listener);
    return this;
  }

  off(event: string): this {
    this.#listeners.delete(event);
    return this;
  }
}
