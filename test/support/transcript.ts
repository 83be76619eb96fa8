import {dirname} from 'node:path';
import {cleanEnv, program} from './pd.ts';

interface Step {
  command: string;
  /** Expected lines; none: only the exit code is checked. `…` stands for any text within a line, a line `…` for any lines. */
  expected: string[];
  /** Expected exit code, written as a last line `[exit 4]`. */
  code: number;
}

interface StepResult {
  output: string;
  code: number;
}

/**
 * Reads `$ command` lines with what is expected under each. A line that ends with a backslash continues the command.
 */
export function readSteps(text: string): Step[] {
  const steps: Step[] = [];
  let open = false;
  for (const line of text.split('\n')) {
    const last = steps.at(-1);
    if (open && last !== undefined) last.command += `\n${line}`;
    else if (line.startsWith('$ ')) steps.push({command: line.slice(2), expected: [], code: 0});
    else if (last !== undefined && /^\[exit \d+\]$/.test(line)) last.code = Number(line.slice(6, -1));
    else if (last !== undefined) last.expected.push(line);
    open = (open || line.startsWith('$ ')) && line.endsWith('\\');
  }
  for (const step of steps) while (step.expected.at(-1)?.trim() === '') step.expected.pop();
  return steps;
}

/** Runs the steps in one shell, so that variables and exports carry over; stdout and stderr together. */
export async function runSteps(
  steps: readonly Step[],
  env: Record<string, string>,
  cwd: string,
): Promise<StepResult[]> {
  const mark = '--8<-- step ended with';
  const script = steps.map(({command}) => `${command}\nprintf '\\n${mark} %s\\n' "$?"`).join('\n');
  const child = Bun.spawn(['bash', '-c', `exec 2>&1\n${script}`], {
    env: cleanEnv({...env, PATH: `${dirname(program)}:${process.env['PATH']}`}),
    cwd,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'ignore',
  });
  const output = await new Response(child.stdout).text();
  await child.exited;
  const results: StepResult[] = [];
  let from = 0;
  for (const match of output.matchAll(new RegExp(`\\n${mark} (\\d+)\\n`, 'g'))) {
    results.push({output: output.slice(from, match.index), code: Number(match[1])});
    from = match.index + match[0].length;
  }
  return results;
}

/** Whether the output is as expected, including wildcards. */
export function matches(output: string, expected: readonly string[]): boolean {
  const pattern = expected
    .map(line => (line.trim() === '…' ? '(?:[^\\n]*\\n)*?[^\\n]*' : line.split('…').map(escapeRegExp).join('[^\\n]*?')))
    .join('\\s*?\\n');
  return new RegExp(`^${pattern}\\s*$`).test(output.replace(/\n+$/, ''));
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
