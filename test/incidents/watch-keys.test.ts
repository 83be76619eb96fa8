import {expect, test} from 'bun:test';
import {cleanEnv, program} from '../support/pd.ts';
import {withDemo} from './demo.ts';

const enter = '\u001b[?1049h';
const leave = '\u001b[?25h\u001b[?1049l';

/** Types each text once what comes before it has been seen, in that order. */
async function typed(
  env: Record<string, string>,
  command: readonly string[],
  steps: readonly (readonly [seen: string | RegExp, text: string])[],
  afterFirst: () => Promise<void> = async () => undefined,
): Promise<{screen: string; code: number}> {
  let screen = '';
  let from = 0;
  const left = [...steps];
  const child = Bun.spawn([...command], {
    env: cleanEnv({TERM: 'xterm-256color', NO_COLOR: '1', ...env}),
    terminal: {
      ...{cols: 100, rows: 6},
      data: (terminal, chunk) => {
        screen += Buffer.from(chunk).toString();
        for (let [next] = left; next !== undefined; [next] = left) {
          const [seen, text] = next;
          const rest = screen.slice(from);
          const at = typeof seen === 'string' ? rest.indexOf(seen) : rest.search(seen);
          if (at === -1) return;
          from = screen.length;
          left.shift();
          terminal.write(text);
          if (left.length === steps.length - 1) void afterFirst();
        }
      },
    },
  });
  const code = await child.exited;
  child.terminal?.close();
  return {screen, code};
}

const watch = [program, 'incidents', 'ls', '--watch', '1m'];

test('q ends the watch, and gives the screen back once', async () => {
  await withDemo(async ({env}) => {
    const {screen, code} = await typed(env, watch, [['q ends, arrows scroll', 'q']]);
    expect([code, screen.split(enter).length, screen.split(leave).length]).toEqual([0, 2, 2]);
    expect(screen.endsWith(leave)).toBe(true);
    // The most important come first.
    expect(screen.indexOf('HTTP 5xx')).toBeLessThan(screen.indexOf('Connections near'));
  });
});

test('Ctrl-C ends it with 130 although no signal comes of it', async () => {
  await withDemo(async ({env}) => {
    const {screen, code} = await typed(env, watch, [['q ends', '\u0003']]);
    expect([code, screen.endsWith(`${leave}pd: Interrupted\r\n`)]).toEqual([130, true]);
  });
});

test('the arrows and j scroll to what is below the edge, and g goes back to the top', async () => {
  await withDemo(async ({env}) => {
    const {code, screen} = await typed(env, watch, [
      ['… 3 more', 'j'],
      ['… 2 more', '\u001b[B'],
      ['Nightly backup', 'g'],
      ['… 3 more', 'G'],
      ['Nightly backup', 'q'],
    ]);
    expect([code, screen.includes('Nightly backup')]).toEqual([0, true]);
  });
});

test('Ctrl-Z gives the shell its screen back, and fg draws anew', async () => {
  await withDemo(async ({env}) => {
    const shell = ['bash', '--norc', '--noprofile', '-i'];
    const {screen} = await typed({...env, PS1: 'ready> '}, shell, [
      ['ready> ', `'${program}' incidents ls --watch 1m\r`],
      ['q ends', '\u001a'],
      [/Stopped[\s\S]*ready> /, 'fg\r'],
      ['q ends', 'q'],
      ['ready> ', 'echo ended with $?; exit\r'],
    ]);
    const stopped = screen.indexOf('Stopped');
    expect(screen.slice(0, stopped)).toContain(leave);
    expect(screen.slice(stopped)).toContain(enter);
    expect(screen).toContain('ended with 0');
  });
});

test('a terminal without escape sequences gets lines, as a pipe does', async () => {
  await withDemo(async ({env}) => {
    const dumb = {...env, TERM: 'dumb'};
    const {screen, code} = await typed(dumb, watch, [['"incident_number":4,', '\u0003']]);
    expect([code, screen.includes('\u001b')]).toEqual([130, false]);
    expect(screen.split('\r\n')[0]).toMatch(/^\{"change":"new",/);
  });
});

test('who is on call can be watched: an override is somebody new, and somebody gone', async () => {
  await withDemo(async ({env, pd}) => {
    const line = [program, 'oncalls', 'ls', '--policy', 'Payments', '--level', '1', '--watch', '1s', '--bell'];
    const {screen, code} = await typed(
      env,
      line,
      [
        ['Mary Jackson', ''],
        ['1 new, 1 gone', 'q'],
      ],
      async () => {
        await pd('schedules override add Payments --user grace --for 2h');
      },
    );
    expect([code, screen.includes('- Mary Jackson, level 1'), /\+ +1 +Grace Murray/.test(screen)]).toEqual([
      0,
      true,
      true,
    ]);
    expect((await pd('oncalls ls --watch -o csv')).code).toBe(2);
  });
});

test('one incident can be watched: its page is drawn again, and a pipe gets its changes', async () => {
  await withDemo(async ({env, pd}) => {
    const {screen, code} = await typed(
      env,
      [program, 'incidents', 'show', '7', '--watch', '1s'],
      [
        ['#7 triggered, high urgency, P1', ''],
        ['#7 acknowledged', 'q'],
      ],
      async () => {
        await pd('incidents ack 7');
      },
    );
    expect([code, screen.includes('1 changed')]).toEqual([0, true]);
    expect((await pd('incidents show 999 --watch')).code).toBe(4);
  });
});
