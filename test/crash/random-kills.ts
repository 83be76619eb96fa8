import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {accept, type Judge, lines, type World, world} from '../support/events-world.ts';
import {type Chance, seeded} from './chance.ts';

interface CrashReport {
  seed: number;
  /** Commands started. */
  started: number;
  killed: number;
  /** Events whose command ended with 0. */
  accepted: number;
  received: number;
  /** Events of killed commands that got through all the same. */
  unsure: number;
  problems: string[];
}

/** What one key's commands were told, in order: the numbers of the events that pd said were safe. */
interface KeyLog {
  key: string;
  next: number;
  safe: number[];
}

const keysAtOnce = 4;

/**
 * Sends numbered events of a few keys, one command after the other for each key, while flushes run beside them, the server
 * comes, goes, refuses and breaks off, and commands are killed at random. Afterwards every event whose command ended with
 * 0 must have been received, each key's in order. `isEnough` is asked of the report so far.
 */
export async function crashUntil(isEnough: (report: CrashReport) => boolean, seed: number): Promise<CrashReport> {
  const chance = seeded(seed);
  const one = await world();
  const report: CrashReport = {seed, started: 0, killed: 0, accepted: 0, received: 0, unsure: 0, problems: []};
  const received: string[] = [];
  const tools: Tools = {one, chance, report, typicalMs: 100, running: new Set(), received};
  await one.up(moody(tools));
  const isOver = (): boolean => isEnough(report);
  const logs = Array.from({length: keysAtOnce}, (_, index): KeyLog => ({key: `key${index}`, next: 0, safe: []}));
  await Promise.all([
    ...logs.map(log => sendUntil(isOver, log, tools)),
    flushUntil(isOver, tools),
    flickerUntil(isOver, tools),
  ]);
  await one.up((event, count) => {
    received.push(event.payload?.summary ?? '');
    return accept(event, count);
  });
  const last = await one.pd(['events', 'queue', 'flush', '--max-wait', '20s']);
  if (last.code !== 0) report.problems.push(`the last flush ended with ${last.code}: ${last.stderr}`);
  const pending = join(one.state, 'queue', 'pending');
  const left = existsSync(pending) ? readdirSync(pending, {recursive: true}) : [];
  const events = left.filter(name => String(name).endsWith('.json'));
  if (events.length > 0) report.problems.push(`${events.length} events are still queued after the last flush`);
  await one.down();
  report.received = received.length;
  report.unsure = new Set(received).size - logs.reduce((sum, {safe}) => sum + safe.length, 0);
  for (const log of logs) report.problems.push(...check(log, received));
  return report;
}

interface Tools {
  one: World;
  chance: Chance;
  report: CrashReport;
  /** How long a command takes here, about: kills are spread over all of it. */
  typicalMs: number;
  running: Set<ReturnType<World['spawn']>>;
  received: string[];
}

async function sendUntil(isOver: () => boolean, log: KeyLog, tools: Tools): Promise<void> {
  while (!isOver()) {
    const many = tools.chance() < 0.15 ? 5 : 1;
    const numbers = Array.from({length: many}, () => log.next++);
    const summaries = numbers.map(number => `${log.key} ${number}`);
    const args =
      many === 1
        ? ['events', 'trigger', '-s', summaries[0] ?? '', '--dedup-key', log.key]
        : ['events', 'send', '-', '-o', 'id'];
    const stdin = many === 1 ? undefined : inLines(log.key, summaries);
    if ((await runAndMaybeKill(args, stdin, tools)) === 0) {
      log.safe.push(...numbers);
      tools.report.accepted += many;
    }
  }
}

async function flushUntil(isOver: () => boolean, tools: Tools): Promise<void> {
  while (!isOver()) {
    await runAndMaybeKill(['events', 'queue', 'flush'], undefined, tools);
    await Bun.sleep(tools.chance() * 200);
  }
}

async function flickerUntil(isOver: () => boolean, tools: Tools): Promise<void> {
  const {one, chance} = tools;
  while (!isOver()) {
    await Bun.sleep(100 + chance() * 500);
    await one.down();
    await Bun.sleep(chance() * 400);
    await one.up(moody(tools));
  }
}

/** The exit code, or undefined where it was killed. */
async function runAndMaybeKill(
  args: readonly string[],
  stdin: string | undefined,
  tools: Tools,
): Promise<number | undefined> {
  const {one, chance, report, running} = tools;
  const startMs = performance.now();
  const child = one.spawn(args, stdin === undefined ? {} : {stdin});
  report.started += 1;
  running.add(child);
  const drained = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  if (chance() < 0.4) {
    await Promise.race([child.exited, Bun.sleep(chance() * tools.typicalMs * 1.2)]);
    child.kill('SIGKILL');
  }
  const code = await child.exited;
  running.delete(child);
  const [, stderr] = await drained;
  if (code === 1 || stderr.includes('defect'))
    report.problems.push(`pd ${args.join(' ')} ended with ${code}: ${stderr}`);
  if (child.signalCode === null) {
    tools.typicalMs = 0.8 * tools.typicalMs + 0.2 * (performance.now() - startMs);
    return code;
  }
  report.killed += 1;
  return undefined;
}

/** A server that fails in every way, and at whose requests commands are killed: just before and just after it took an event. */
function moody({chance, received, running}: Tools): Judge {
  return (event, count) => {
    const mood = chance();
    if (mood < 0.1) return 'reset';
    if (mood < 0.2) return {status: 503};
    if (mood < 0.25) return {status: 429};
    received.push(event.payload?.summary ?? '');
    const [...alive] = running;
    if (mood < 0.35) alive[Math.floor(chance() * alive.length)]?.kill('SIGKILL');
    return accept(event, count);
  };
}

function check({key, safe}: KeyLog, received: readonly string[]): string[] {
  const firstSeen = new Map<number, number>();
  for (const [place, summary] of received.entries()) {
    const [name, number] = summary.split(' ');
    if (name === key && !firstSeen.has(Number(number))) firstSeen.set(Number(number), place);
  }
  const lost = safe.filter(number => !firstSeen.has(number));
  const problems = lost.length > 0 ? [`${key}: lost ${lost.join(', ')}`] : [];
  let before = -1;
  for (const number of safe) {
    const place = firstSeen.get(number) ?? before;
    if (place < before) problems.push(`${key}: ${number} was overtaken`);
    before = Math.max(before, place);
  }
  return problems;
}

const inLines = (key: string, summaries: readonly string[]): string =>
  lines(summaries.length)
    .split('\n')
    .map((line, index) => {
      const event = JSON.parse(line);
      return JSON.stringify({...event, dedup_key: key, payload: {...event.payload, summary: summaries[index]}});
    })
    .join('\n');
