import {expect, test} from 'bun:test';
import {EventEmitter, once} from 'node:events';
import {watchInterval, withInterval} from '../../src/commands/incidents/watch-flag.ts';
import {messageOf, PdError} from '../../src/lib/base/errors.ts';
import type {JsonObject} from '../../src/lib/base/json.ts';
import {Redactor} from '../../src/lib/base/redactor.ts';
import {makeContext} from '../../src/lib/context.ts';
import {differencesBetween} from '../../src/lib/incidents/differences.ts';
import {watchIncidents} from '../../src/lib/incidents/watch-incidents.ts';
import {Output} from '../../src/lib/output/output.ts';
import {Settings} from '../../src/lib/settings/settings.ts';
import {fakeIo} from '../support/io.ts';
import {cleanEnv, program, spawnPd} from '../support/pd.ts';
import {type Demo, incident, withDemo} from './demo.ts';

test('what is new, changed and gone between two looks', () => {
  const one = {id: 'P1', status: 'triggered', title: 'a', updated_at: '1'};
  const two = {id: 'P2', status: 'triggered', title: 'b'};
  const three = {id: 'P3', status: 'triggered', title: 'c'};
  expect(differencesBetween([one, two], [three, {...one, updated_at: '2'}])).toEqual([
    {change: 'new', incident: three},
    {change: 'gone', incident: two},
  ]);
  const acked = {...one, status: 'acknowledged'};
  expect(differencesBetween([one], [acked])).toEqual([{change: 'changed', incident: acked}]);
  expect(differencesBetween([], [])).toEqual([]);
});

test('--watch may stand with and without its interval', () => {
  expect(withInterval(['--watch', '--bell'])).toEqual(['--watch', '15s', '--bell', '--no-pager', '--max-wait', '4s']);
  expect(withInterval(['--watch', '5s', '--max-wait', '0'])).toEqual([
    '--watch',
    '5s',
    '--max-wait',
    '0',
    '--no-pager',
  ]);
  expect(withInterval(['--watch=5s'])).toEqual(['--watch=5s', '--no-pager', '--max-wait', '4s']);
  expect(withInterval(['--watch', '2s'])).toEqual(['--watch', '2s', '--no-pager', '--max-wait', '4s']);
  expect(withInterval(['--mine'])).toEqual(['--mine']);
  expect(withInterval(['--', '--watch'])).toEqual(['--', '--watch']);
  expect(watchInterval('2m')).toBe(120_000);
});

/** Reads lines from a program that goes on running. */
function lineReader(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  let buffered = '';
  return async (): Promise<string> => {
    while (!buffered.includes('\n')) {
      const {value, done} = await reader.read();
      if (done) throw new Error(`it ended with "${buffered}"`);
      buffered += Buffer.from(value).toString();
    }
    const [line = '', ...rest] = buffered.split('\n');
    buffered = rest.join('\n');
    return line;
  };
}

/** Reads on to a line like this one. On a slow machine any look may take long enough to be said to have no answer yet. */
const lineLike = async (read: () => Promise<string>, wanted: RegExp) => {
  while (!wanted.test(await read()));
};

const jsonLines = async (read: () => Promise<string>, count: number) => {
  const lines: {change: string; incident_number: number; status: string}[] = [];
  while (lines.length < count) lines.push(JSON.parse(await read()));
  return lines.map(({change, incident_number, status}) => `${change} ${incident_number} ${status}`);
};

test('in a pipe each change is one line, also after an outage that is said on stderr', async () => {
  await withDemo(async ({pd, sandbox, env}) => {
    const watch = spawnPd(['incidents', 'ls', '--watch', '1s', '--max-wait', '0'], {env});
    const [out, messages] = [lineReader(watch.stdout), lineReader(watch.stderr)];
    expect((await jsonLines(out, 5))[0]).toBe('new 8 triggered');
    await pd('incidents ack 8');
    expect(await jsonLines(out, 1)).toEqual(['changed 8 acknowledged']);
    sandbox.fail({match: {method: 'GET', path: '/incidents'}, times: 1, status: 503});
    await lineLike(messages, /unreachable since \d\d:\d\d:\d\d, still trying/);
    await pd('incidents resolve 7');
    await lineLike(messages, /^PagerDuty can be reached again\.$/);
    expect(await jsonLines(out, 1)).toEqual(['gone 7 triggered']);
    watch.kill('SIGTERM');
    expect(await watch.exited).toBe(143);
  });
});

test('in a pipe --jq filters each change, and at a terminal it is refused, as other formats are', async () => {
  await withDemo(async ({pd, asked}) => {
    let looks = 0;
    const sleep = async () => {
      looks += 1;
      if (looks === 1) await pd('incidents ack 8');
      if (looks === 3) throw new PdError('interrupted', 'Interrupted by SIGINT');
    };
    const program = 'select(.incident_number>6)|[.change,.incident_number]';
    const watched = await pd(`incidents ls --watch 1s --jq ${program}`, {changes: {sleep}});
    expect([watched.stdout, looks]).toEqual(['["new",8]\n["new",7]\n["changed",8]\n', 3]);
    const before = asked().length;
    for (const line of ['incidents ls', 'incidents show 8', 'oncalls ls']) {
      const {code, stderr} = await pd(`${line} --watch 1s --jq .`, {terminal: 80});
      expect([line, code, stderr]).toEqual([line, 2, expect.stringContaining('Add | cat: in a pipe')]);
      for (const format of ['-o csv', '--json']) {
        const drawn = await pd(`${line} --watch 1s ${format}`, {terminal: 80});
        expect([line, drawn.code, drawn.stderr]).toEqual([line, 2, expect.stringContaining('at a terminal, not ')]);
      }
    }
    expect(asked().slice(before)).toEqual([]);
  });
});

test('a watch that starts in an outage goes on until PagerDuty answers', async () => {
  await withDemo(async ({sandbox, env}) => {
    sandbox.fail({match: {method: 'GET', path: '/incidents'}, times: 1, status: 503});
    const watch = spawnPd(['incidents', 'ls', '--watch', '1s', '--max-wait', '0'], {env});
    const [out, messages] = [lineReader(watch.stdout), lineReader(watch.stderr)];
    await lineLike(messages, /unreachable since \d\d:\d\d:\d\d, still trying/);
    await lineLike(messages, /^PagerDuty can be reached again\.$/);
    expect((await jsonLines(out, 5))[0]).toBe('new 8 triggered');
    watch.kill('SIGTERM');
    expect(await watch.exited).toBe(143);
  });
});

test('a key that is refused ends the watch', async () => {
  await withDemo(async ({env}) => {
    const watch = spawnPd(['incidents', 'ls', '--watch', '1s'], {env: {...env, PD_API_KEY: 'y_NotAKeyOfAnyone001'}});
    expect(await watch.exited).toBe(3);
  });
});

/** A watch of a list that never changes, on a recorded terminal and with a clock that stands still. */
function watchedOn(size: {columns: number; rows: number}) {
  const drawn = new EventEmitter();
  const {io: recorded, stdout} = fakeIo({tty: true, ...size, onWrite: () => drawn.emit('frame')});
  let stop: (error: unknown) => void = () => undefined;
  const io = {...recorded, sleep: () => new Promise<void>((_, reject) => (stop = reject))};
  const frames = () => stdout.writes.filter(text => text.includes('\u001b[H'));
  const settings = new Settings(io, {});
  const output = new Output(io, {format: 'table', header: true, utc: true, redactor: new Redactor()});
  return {
    frames,
    listeners: () => stdout.resizeListeners.size,
    frame: async (count: number): Promise<string> => {
      while (frames().length < count) await once(drawn, 'frame');
      return frames()[count - 1] ?? '';
    },
    resize: (rows: number) => {
      stdout.rows = rows;
      for (const listener of stdout.resizeListeners) listener();
    },
    end: () => stop(new PdError('interrupted', 'Interrupted by SIGINT')),
    run: (incidents: JsonObject[]) =>
      watchIncidents(makeContext({io, settings, output, dryRun: false}), {
        list: async function* () {
          yield incidents;
        },
        words: 'open incidents',
        intervalMs: 15_000,
        bell: false,
        outputFlags: {},
      }).catch(messageOf),
  };
}

async function onTerminal(
  env: Demo['env'],
  until: (screen: string) => boolean,
  {command = [program], maxWait = '0'} = {},
): Promise<{screen: string; code: number}> {
  let screen = '';
  const child = Bun.spawn([...command, 'incidents', 'ls', '--watch', '1s', '--bell', '--max-wait', maxWait], {
    env: cleanEnv({TERM: 'xterm-256color', ...env}),
    terminal: {
      cols: 120,
      rows: 12,
      data: (_terminal, chunk) => {
        screen += Buffer.from(chunk).toString();
        if (until(screen)) child.kill('SIGINT');
      },
    },
  });
  const code = await child.exited;
  child.terminal?.close();
  return {screen, code};
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

test('on a terminal it draws in place, marks changes, and gives the cursor back on Ctrl-C', async () => {
  await withDemo(async ({sandbox, env}) => {
    let changed = false;
    const {screen, code} = await onTerminal(env, text => {
      if (!changed && text.includes('5 open incidents')) {
        changed = true;
        incident(sandbox, 8).status = 'acknowledged';
      }
      return text.includes('~');
    });
    expect(code).toBe(130);
    expect(screen).toContain(hideCursor);
    expect(screen.lastIndexOf(showCursor)).toBeGreaterThan(screen.lastIndexOf('Ctrl-C ends'));
    expect(screen).toMatch(/~ +8 /);
    expect(screen).toContain('\u0007');
    // Drawn over, never cleared first: that would flicker.
    expect(screen).not.toContain('\u001b[2J');
  });
});

test('on a terminal the last picture stays through an outage, with its age', async () => {
  await withDemo(async demo => {
    let failing = false;
    const {screen, code} = await onTerminal(
      demo.env,
      text => {
        if (!failing && text.includes('5 open incidents')) {
          failing = true;
          demo.sandbox.fail({match: {path: '/incidents'}, times: -1, status: 503});
        }
        return /unreachable since .*still trying.*PagerDuty is failing/s.test(text);
      },
      {maxWait: '900ms'},
    );
    const last = screen.slice(screen.lastIndexOf('5 open incidents'));
    expect(code).toBe(130);
    expect(last).toMatch(/\ds ago/);
    // That would be written over the picture.
    expect(screen).not.toContain('trying again');
    expect(last).toContain('Checkout is slow');
    expect(screen.endsWith(`${showCursor}\u001b[?1049l`)).toBe(true);
  });
});

test('a terminal that does not know its size gets the whole picture', async () => {
  await withDemo(async ({env}) => {
    const until = (text: string) => text.includes('more') || text.includes('Nightly backup');
    const sizeless = ['bash', '-c', 'stty rows 0 cols 0 && exec "$0" "$@"', program];
    const {screen} = await onTerminal(env, until, {command: sizeless});
    expect(screen).toContain('Nightly backup');
  });
});

test('a picture higher than the terminal ends with how much more there is, and is drawn anew for another size', async () => {
  const watched = watchedOn({columns: 100, rows: 6});
  const incidents = Array.from({length: 9}, (_, index) => ({id: `P${index}`, title: `Incident ${index}`}));
  const ran = watched.run(incidents);
  const linesOf = (frame: string) => frame.split('\r\n');
  expect(linesOf(await watched.frame(1)).length).toBe(6);
  expect(await watched.frame(1)).toContain('… 7 more');
  watched.resize(9);
  expect(linesOf(await watched.frame(2)).length).toBe(9);
  expect(await watched.frame(2)).toContain('Incident 4');
  expect(watched.frames().length).toBe(2);
  watched.end();
  expect(await ran).toContain('Interrupted');
  expect(watched.listeners()).toBe(0);
});

test('a pipe that nobody reads ends the watch at the next look, quietly, without another request', async () => {
  await withDemo(async ({env, asked}) => {
    const pipe = ['bash', '-c', '"$0" incidents ls --watch 1s --limit 1 | head -1', program];
    const child = Bun.spawn(pipe, {env: cleanEnv(env), stdout: 'pipe', stderr: 'pipe'});
    const [line, messages] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    // Slow is said, see lineLike; a pipe that is gone is not.
    const others = messages.split('\n').filter(text => !/ no answer yet|^PagerDuty answers again|^$/.test(text));
    expect([line.split('\n').length, others, asked()]).toEqual([2, [], ['GET /incidents']]);
  });
});

test('--notes would be a request for each incident at every look, and is refused with --watch', async () => {
  await withDemo(async ({pd, asked}) => {
    const ran = await pd('incidents ls --watch 15s --notes');
    expect([ran.code, ran.stdout, asked()]).toEqual([2, '', []]);
    expect(ran.stderr).toContain('pd incidents notes ID');
  });
});

test('a pipe is told that --watch writes JSON lines', async () => {
  await withDemo(async ({pd, asked}) => {
    const ran = await pd('incidents ls --watch -o csv');
    expect([ran.code, ran.stderr.includes('JSON lines'), asked()]).toEqual([2, true, []]);
  });
});
