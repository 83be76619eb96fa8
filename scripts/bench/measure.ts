import {spawnSync} from 'node:child_process';
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface Figure {
  wallMs: number;
  cpuMs: number;
  /** The number of lines on stdout; the lines themselves are not kept. */
  lines: number;
  code: number;
}

export interface Job {
  argv: string[];
  env?: Record<string, string>;
  /** Of much input a file, as filling a pipe would take the processor from the run. */
  stdin?: Buffer | Bun.BunFile;
}

/** One run as a whole process, as the operating system accounts for it. */
export async function run(job: Job): Promise<Figure> {
  const output = lineCounter();
  const startedMs = performance.now();
  const child = start(job, output.fd);
  const code = await child.exited;
  const wallMs = performance.now() - startedMs;
  const cpuMs = Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1000;
  return {wallMs, cpuMs, lines: await output.lines(), code};
}

/**
 * The peak memory of one run, in MB; undefined without GNU time. The system counts the memory of the parent at the start
 * as the program's own, so a small program starts it.
 */
export async function peakMb(job: Job): Promise<number | undefined> {
  const time = Bun.which('time');
  if (time === null) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const file = join(folder, 'peak');
  const output = lineCounter();
  const child = start({...job, argv: [time, '-f', '%M', '-o', file, ...job.argv]}, output.fd);
  const code = await child.exited;
  await output.lines();
  const kilobytes = Number(readFileSync(file, 'utf8').trim().split('\n').at(-1));
  rmSync(folder, {recursive: true});
  if (code !== 0) throw new Error(`${job.argv.join(' ')} ended with ${code}`);
  return kilobytes / 1024;
}

const start = ({argv, env = {}, stdin}: Job, stdout: number) =>
  Bun.spawn(argv, {
    env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env},
    stdin: stdin ?? 'ignore',
    stdout,
    stderr: 'ignore',
  });

/** What reads the output of a run, a line at a time if need be: wc, which takes the least of the processor from it. */
function lineCounter(): {fd: number; lines: () => Promise<number>} {
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const pipe = join(folder, 'output');
  if (spawnSync('mkfifo', [pipe]).status !== 0) throw new Error('this machine has no mkfifo');
  const counting = Bun.spawn(['sh', '-c', `wc -l < '${pipe}'`], {stdout: 'pipe'});
  const fd = openSync(pipe, 'w'); // waits for wc
  const lines = async (): Promise<number> => {
    closeSync(fd);
    const text = await new Response(counting.stdout).text();
    rmSync(folder, {recursive: true});
    return Number(text);
  };
  return {fd, lines};
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Runs them one after the other, and returns the figures of the one whose time is the median. */
export async function middleRun(jobs: readonly Job[]): Promise<Figure> {
  const figures: Figure[] = [];
  for (const job of jobs) figures.push(await run(job));
  const middle = figures.sort((one, other) => one.wallMs - other.wallMs)[figures.length >> 1];
  if (middle === undefined) throw new Error('nothing was run');
  return middle;
}

/** Runs two jobs in turn (A B A B …), so that a machine whose speed drifts does not favour either. `before` prepares each run. */
export async function pair(
  a: Job,
  b: Job,
  runs: number,
  before: () => Promise<void> = async () => undefined,
): Promise<{a: Figure[]; b: Figure[]; wallRatio: number; cpuRatio: number}> {
  await run(a);
  await run(b);
  const figures: {a: Figure[]; b: Figure[]} = {a: [], b: []};
  for (let count = 0; count < runs; count++) {
    await before();
    figures.a.push(await run(a));
    await before();
    figures.b.push(await run(b));
  }
  for (const {code} of [...figures.a, ...figures.b]) if (code !== 0) throw new Error(`a run ended with ${code}`);
  const ratio = (pick: (figure: Figure) => number): number => median(figures.a.map(pick)) / median(figures.b.map(pick));
  return {...figures, wallRatio: ratio(figure => figure.wallMs), cpuRatio: ratio(figure => figure.cpuMs)};
}

/** What was measured, and its limit: the most or, of a rate, the least that it may be. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  limit: number | null;
  least?: number;
}

const rows: Row[] = [];
export const measured: readonly Row[] = rows;

/** Prints a figure beside its limit. Undefined: it cannot be measured here. */
export function report(name: string, value: number | undefined, limit: number | undefined, unit: string): void {
  if (value === undefined) console.log(`${name.padEnd(68)} not measured here`);
  else keep({name, value, unit, limit: limit ?? null});
}

/** The same for a rate, which is to be at least so much. */
export function reportRate(name: string, value: number, least: number): void {
  keep({name, value, unit: '', limit: null, least});
}

function keep(row: Row): void {
  const {name, value, unit, limit, least} = row;
  rows.push({...row, name: name.trim()});
  const bound = least === undefined ? limit !== null && `at most ${limit}${unit}` : `at least ${least}`;
  const verdict = bound ? `  (${bound}) ${isMissed(row) ? 'MISSED' : 'ok'}` : '';
  console.log(`${name.padEnd(68)} ${value.toFixed(2).padStart(9)}${unit}${verdict}`);
}

const isMissed = ({value, limit, least}: Row): boolean =>
  (limit !== null && value > limit) || (least !== undefined && value < least);

export const missedCount = (): number => rows.filter(isMissed).length;
