import {until} from './events-world.ts';
import {cleanEnv, program, tempFolder} from './pd.ts';

export interface Size {
  columns?: number;
  rows?: number;
}

/** A program at a terminal of its own, where somebody types when something is shown. */
function atTerminal(command: readonly string[], env: Record<string, string>, {columns = 100, rows = 40}: Size = {}) {
  let seen = '';
  let all = '';
  const child = Bun.spawn([...command], {
    env: cleanEnv({TERM: 'xterm-256color', ...env}),
    cwd: tempFolder(),
    terminal: {
      cols: columns,
      rows,
      data: (_terminal, bytes) => {
        const text = Buffer.from(bytes).toString();
        seen += text;
        all += text;
      },
    },
  });
  return {
    type: (text: string) => void child.terminal?.write(text),
    /** All that has been shown. */
    screen: () => all,
    /** Ends when that has been shown since the last time. */
    shown: async (text: string | RegExp): Promise<void> => {
      const place = () => (typeof text === 'string' ? seen.indexOf(text) : seen.search(text));
      await until(() => place() !== -1);
      seen = seen.slice(place() + 1);
    },
    /** All that was shown, once the program has ended, and its exit status. */
    ended: async (): Promise<{screen: string; code: number}> => {
      const code = await child.exited;
      child.terminal?.close();
      return {screen: all.replaceAll('\r\n', '\n'), code};
    },
    /** Closes the terminal, and waits for the exit status. */
    hungUp: async (): Promise<number> => {
      child.terminal?.close();
      return await child.exited;
    },
    end: async (): Promise<void> => {
      child.kill('SIGKILL');
      await child.exited;
      child.terminal?.close();
    },
  };
}

/** The program at a terminal; `stdin` is piped to it from a file's worth of text. */
export function pdAtTerminal(
  args: readonly string[],
  env: Record<string, string>,
  {stdin, ...size}: Size & {stdin?: string} = {},
) {
  if (stdin === undefined) return atTerminal([program, ...args], env, size);
  const script = 'printf %s "$TEXT" | "$@"; exit $?';
  return atTerminal(['sh', '-c', script, 'sh', program, ...args], {...env, TEXT: stdin}, size);
}

/** A shell with job control, at a terminal. */
export async function interactiveShell(env: Record<string, string>) {
  const shell = atTerminal(['bash', '--norc', '--noediting', '-i'], {...env, PS1: '> ', TERM: 'dumb'}, {columns: 200});
  await shell.shown('> ');
  return shell;
}
