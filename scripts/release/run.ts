interface Options {
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs a program and returns what it printed. Throws if it fails, with its output. */
export function run(words: readonly string[], {cwd, env}: Options = {}): string {
  const result = Bun.spawnSync([...words], {
    ...(cwd === undefined ? {} : {cwd}),
    env: {...process.env, ...env},
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  if (result.exitCode === 0) return result.stdout.toString('utf8');
  throw new Error(`${words.join(' ')} ended with ${result.exitCode}: ${result.stderr}${result.stdout}`);
}
