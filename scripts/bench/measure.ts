export interface Figure {
  wallMs: number;
  cpuMs: number;
  peakMb: number;
  /** Lines on stdout. The text is not kept, because a child is charged with its parent's memory when it starts. */
  lines: number;
  code: number;
}

export interface Job {
  argv: string[];
  env?: Record<string, string>;
  stdin?: string;
}

/** One run as a whole process, as the operating system accounts for it. */
export async function run({argv, env = {}, stdin}: Job): Promise<Figure> {
  const startedMs = performance.now();
  const child = Bun.spawn(argv, {
    env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env},
    stdin: stdin === undefined ? 'ignore' : Buffer.from(stdin),
    stdout: 'pipe',
    stderr: 'ignore',
  });
  let lines = 0;
  for await (const chunk of child.stdout) for (const byte of chunk) if (byte === 10) lines += 1;
  const code = await child.exited;
  const wallMs = performance.now() - startedMs;
  const usage = child.resourceUsage();
  const cpuMs = Number(usage?.cpuTime.total ?? 0) / 1000;
  return {wallMs, cpuMs, peakMb: (usage?.maxRSS ?? 0) / 1024 / 1024, lines, code};
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Runs two jobs in turn (A B A B …), so that a machine whose speed drifts does not favour either. */
export async function pair(
  a: Job,
  b: Job,
  runs: number,
): Promise<{a: Figure[]; b: Figure[]; wallRatio: number; cpuRatio: number}> {
  await run(a);
  await run(b);
  const figures: {a: Figure[]; b: Figure[]} = {a: [], b: []};
  for (let count = 0; count < runs; count++) {
    figures.a.push(await run(a));
    figures.b.push(await run(b));
  }
  const ratio = (pick: (figure: Figure) => number): number => median(figures.a.map(pick)) / median(figures.b.map(pick));
  return {...figures, wallRatio: ratio(figure => figure.wallMs), cpuRatio: ratio(figure => figure.cpuMs)};
}

let missed = 0;

/** Prints a figure and its limit. */
export function report(name: string, value: number, limit: number | undefined, unit: string): void {
  const good = limit === undefined || value <= limit;
  if (!good) missed += 1;
  const verdict = limit === undefined ? '' : `  (at most ${limit}${unit}) ${good ? 'ok' : 'MISSED'}`;
  console.log(`${name.padEnd(64)} ${value.toFixed(2).padStart(9)}${unit}${verdict}`);
}

export const missedCount = (): number => missed;
