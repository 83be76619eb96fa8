/**
 * Types lines at a shell on a terminal, each once the one before has been run, and returns the last word that each passed
 * on. Each has to print `<WORD>…END`, and the prompt has to be `READY>`.
 */
export async function typeIn(
  shell: string[],
  {env, cwd}: {env: Record<string, string>; cwd: string},
  lines: readonly string[],
): Promise<string[]> {
  let seen = '';
  let heard = Promise.withResolvers<void>();
  const data = (_terminal: unknown, chunk: Uint8Array) => {
    seen += Buffer.from(chunk).toString('latin1');
    heard.resolve();
  };
  const child = Bun.spawn(shell, {env, cwd, terminal: {cols: 400, rows: 50, data}});
  const arrived: string[] = [];
  for (const line of lines) {
    const from = seen.length;
    child.terminal?.write(`${line}\r`);
    while (!/END\r?\n.*READY>/s.test(seen.slice(from))) {
      heard = Promise.withResolvers<void>();
      if ((await Promise.race([heard.promise, child.exited])) !== undefined) throw new Error(`it ended: ${seen}`);
    }
    const [, last = ''] = /<(.*)>END/s.exec(seen.slice(from)) ?? [];
    arrived.push(Buffer.from(last.split('><').at(-1) ?? '', 'latin1').toString());
  }
  child.kill('SIGKILL');
  await child.exited;
  child.terminal?.close();
  return arrived;
}
