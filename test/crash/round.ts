import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {accept, invalid, type Judge, type World, world} from '../support/events-world.ts';
import type {RunResult} from '../support/pd.ts';
import {type Chance, oneOf, seeded} from './chance.ts';
import {chosenFault, describe, type Fault} from './fault.ts';
import {keyOf, Ledger} from './ledger.ts';
import {scenarios} from './scenarios.ts';
import {runJoined, runTraced, type Stdin, type TracedRun} from './traced.ts';

export interface RoundReport {
  /** Which scenario met which fault. */
  what: string;
  /** How many calls failed. */
  hits: number;
  wasKilled: boolean;
  problems: string[];
}

/** One scenario and one fault, in a world of their own. The same number gives the same round. */
export async function playRound(number: number, kind: {isKill: boolean}): Promise<RoundReport> {
  const chance = seeded(number);
  const scenario = oneOf(chance, scenarios);
  const isAtWork = scenario.waitsForInput === true && chance() < 0.5;
  const fault = chosenFault(chance, {...kind, isAtWork});
  const one = await world();
  // What is remembered outside of the queue is remembered in this world.
  one.env['XDG_RUNTIME_DIR'] = one.folder;
  const round = new Round(one, {chance, fault, isAtWork});
  await scenario.play(round);
  await round.end();
  await one.down();
  rmSync(one.folder, {recursive: true, force: true});
  const what = `${scenario.name}${isAtWork ? ' (at work)' : ''} with ${describe(fault)}`;
  return {what, hits: round.run?.hits ?? 0, wasKilled: round.run?.wasKilled ?? false, problems: round.problems};
}

/** What a scenario is played with: it prepares in this process, and runs one command of the program with a fault. */
export class Round {
  readonly chance: Chance;
  readonly ledger = new Ledger();
  readonly problems: string[] = [];
  run: TracedRun | undefined;
  readonly #one: World;
  readonly #fault: Fault;
  readonly #isAtWork: boolean;

  constructor(one: World, {chance, fault, isAtWork}: {chance: Chance; fault: Fault; isAtWork: boolean}) {
    this.chance = chance;
    this.#one = one;
    this.#fault = fault;
    this.#isAtWork = isAtWork;
  }

  /** A command that nothing happens to, and that has to succeed. */
  async sure(args: readonly string[], codes: readonly number[] = [0]): Promise<RunResult> {
    const result = await this.#one.pd(args);
    if (!codes.includes(result.code)) this.#problem(`pd ${args.join(' ')} ended with ${result.code}`, result);
    return result;
  }

  /** Queues these while the server is down. */
  async queue(...summaries: readonly string[]): Promise<void> {
    await this.#one.down();
    for (const summary of summaries) await this.sure(trigger(summary));
    this.ledger.safe(summaries);
  }

  async server(mood: 'up' | 'flaky' | 'down', {takesPoison = false} = {}): Promise<void> {
    if (mood === 'down') await this.#one.down();
    else await this.#one.up(this.#judge(mood === 'flaky', takesPoison));
  }

  /** The command under test. Undefined where it was killed. */
  async underFault(args: readonly string[], stdin: Stdin = ['', '']): Promise<TracedRun | undefined> {
    const start = this.#isAtWork ? runJoined : runTraced;
    const run = await start(this.#one, args, stdin, this.#fault);
    this.run = run;
    if (run.wasKilled && this.#fault.isKill) return undefined;
    const isCrash = run.wasKilled || run.code === 1 || run.code > 100 || /defect|panic|Segmentation/.test(run.stderr);
    if (isCrash) this.#problem(`pd ${args.join(' ')} ended with ${run.code}`, run);
    return run;
  }

  /** Takes down what the command has said of these events, and whether that is true. */
  claims(run: TracedRun, summaries: readonly string[]): void {
    const lines = run.stdout.split('\n').filter(line => line.startsWith('{'));
    const results = lines.map((line): {status: string; dedup_key: string} => JSON.parse(line));
    for (const [key, mine] of Map.groupBy(summaries, keyOf)) {
      const told = results.filter(({dedup_key}) => dedup_key === key).map(({status}) => status);
      const success = told.filter(status => status === 'success').length;
      const received = mine.filter(summary => this.ledger.received.includes(summary)).length;
      const queued = this.queuedOf(mine);
      if (success > received) this.#problem(`${success} called a success of ${key}, ${received} received`, run);
      if (queued > told.length - success) this.#problem(`${queued} of ${key} are queued, it said ${told}`, run);
      if (told.length === mine.length) this.ledger.safe(mine);
      else if (run.code === 0) this.#problem(`exit 0, and ${told.length} of ${mine.length} results of ${key}`, run);
    }
  }

  expect(holds: boolean, problem: string): void {
    if (!holds) this.#problem(problem, this.run);
  }

  queuedOf(summaries: readonly string[]): number {
    const pending = this.#textOf('pending');
    return summaries.filter(summary => pending.includes(JSON.stringify(summary))).length;
  }

  /** The disk and the server work again: what is queued is delivered, and all that was said is true. */
  async end(): Promise<void> {
    await this.server('up');
    await this.sure(['events', 'queue', 'flush'], [0, 8]);
    if (this.#textOf('pending') !== '') this.problems.push(`still queued: ${this.#textOf('pending')}`);
    if (this.#textOf('aside') !== '') this.problems.push(`set aside: ${this.#textOf('aside')}`);
    const {hits = 0, wasKilled = false, stderr = ''} = this.run ?? {};
    const isToldSo = stderr.includes('will be sent again');
    const cuts = wasKilled ? 1 : this.#fault.maySendAgain || isToldSo ? hits : 0;
    const mayOvertake = stderr.includes('may overtake');
    const problems = this.ledger.problems({mostRepeats: cuts, kept: this.#textOf('rejected'), mayOvertake});
    for (const problem of problems) this.#problem(problem, this.run);
  }

  #judge(isFlaky: boolean, takesPoison: boolean): Judge {
    return (event, count) => {
      const summary = event.payload?.summary ?? '';
      const luck = isFlaky ? this.chance() : 1;
      if (luck < 0.2) return 'reset';
      if (luck < 0.4) return {status: 503};
      if (luck < 0.5) return {status: 429};
      if (summary.includes('poison') && !takesPoison) return invalid;
      this.ledger.received.push(summary);
      return accept(event, count);
    };
  }

  #textOf(place: string): string {
    const folder = join(this.#one.state, 'queue', place);
    if (!existsSync(folder)) return '';
    const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
    return files.map(({parentPath, name}) => readFileSync(join(parentPath, name), 'utf8')).join('');
  }

  #problem(problem: string, run: Partial<RunResult> = {}): void {
    this.problems.push(`${problem}\n  code ${run.code}\n  stdout ${run.stdout}\n  stderr ${run.stderr}`);
  }
}

export const trigger = (summary: string): string[] => [
  ...['events', 'trigger', '-s', summary, '--dedup-key', keyOf(summary), '-o', 'jsonl'],
];
