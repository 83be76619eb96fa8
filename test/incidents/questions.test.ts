import {expect, test} from 'bun:test';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import {program} from '../support/pd.ts';
import {interactiveShell, pdAtTerminal, type Size} from '../support/terminal.ts';
import {words} from '../support/words.ts';
import {type Demo, incident, withDemo} from './demo.ts';

const question = /\[y\/N\] /;

/** Types the keys once the question is shown, and returns how it ended. */
async function answered(
  {env}: Demo,
  line: string,
  keys: string,
  options: Size & {stdin?: string; env?: Record<string, string>} = {},
) {
  const {env: more, ...size} = options;
  const terminal = pdAtTerminal(words(line), {...env, ...more}, size);
  await terminal.shown(question);
  terminal.type(keys);
  return await terminal.ended();
}

const writes = ({asked}: Demo) => asked().filter(line => !line.startsWith('GET'));

test.each([
  ['y', 'y\n', 0],
  ['YES', 'YES\n', 0],
  ['n', 'n\n', 2],
  ['Enter: the default is no', '\n', 2],
  ['another word', 'yep\n', 2],
  ['Ctrl-D', '\u0004', 2],
  ['Ctrl-C', '\u0003', 130],
])('a question answered with %s', async (_name, keys, code) => {
  await withDemo(async demo => {
    const ran = await answered(demo, 'incidents ack 8 7', keys);
    expect(ran.code).toBe(code);
    expect(incident(demo.sandbox, 8).status).toBe(code === 0 ? 'acknowledged' : 'triggered');
    expect(ran.screen).toContain('  #8 Checkout is slow: median over 4 s\n  #7 HTTP 5xx over 5% in eu-central\n');
    expect(writes(demo)).toHaveLength(code === 0 ? 1 : 0);
    if (code !== 0) expect(ran.screen).toMatch(/\[y\/N\] .*\npd: .*[Nn]othing was changed/);
  });
});

test('each command that cannot be undone asks, for a single thing too, and --yes answers', async () => {
  await withDemo(async demo => {
    const lines = [
      ['incidents merge 8 7', 'A merge cannot be undone.'],
      ['incidents workflows start 8 major', 'What a workflow does cannot be undone.'],
      ['services disable Search', 'A disabled service pages nobody'],
      ['rest delete teams/PTEAM01', 'cannot be brought back'],
      ['profiles rm acme', 'Its keys and routes are removed'],
    ];
    await demo.pd('profiles set acme region=us');
    for (const [line = '', said = ''] of lines) {
      const ran = await answered(demo, line, '\n');
      expect([line, ran.code, ran.screen.includes(said)]).toEqual([line, 2, true]);
    }
    expect(writes(demo)).toEqual([]);
    const merged = await demo.program('incidents merge 8 7 --yes', {tty: {columns: 100}});
    expect([merged.code, merged.stdout.includes('[y/N]')]).toEqual([0, false]);
  });
});

test('what was typed before the question was shown does not answer it', async () => {
  await withDemo(async demo => {
    // The incidents cannot be read, and so nothing be asked, until the type-ahead is there.
    demo.sandbox.fail({match: {method: 'GET'}, times: 2, delayMs: 500});
    const terminal = pdAtTerminal(['incidents', 'ack', '8', '7'], demo.env);
    terminal.type('y\ny');
    await terminal.shown(question);
    terminal.type('\n');
    const ran = await terminal.ended();
    expect([ran.code, writes(demo)]).toEqual([2, []]);
  });
});

test('IDs from standard input are asked about through the terminal', async () => {
  await withDemo(async demo => {
    const stdin = '8\n7\n';
    const no = await answered(demo, 'incidents ack -', 'n\n', {stdin});
    expect([no.code, writes(demo)]).toEqual([2, []]);
    const yes = await answered(demo, 'incidents ack -', 'y\n', {stdin});
    expect([yes.code, incident(demo.sandbox, 7).status]).toEqual([0, 'acknowledged']);
    // A single one is not asked about.
    const one = pdAtTerminal(['incidents', 'resolve', '-'], demo.env, {stdin: '8\n'});
    expect((await one.ended()).code).toBe(0);
  });
});

test('Ctrl-Z leaves the question, fg asks it again', async () => {
  await withDemo(async demo => {
    const shell = await interactiveShell(demo.env);
    shell.type(`${program} incidents ack 8 7; echo "st""atus $?"\n`);
    await shell.shown(question);
    shell.type('y\u001a');
    await shell.shown('Stopped');
    shell.type('fg; echo "st""atus $?"\n');
    await shell.shown('#7 HTTP');
    await shell.shown(question);
    expect(writes(demo)).toEqual([]);
    shell.type('y\n');
    await shell.shown('status 0');
    await shell.end();
    expect(incident(demo.sandbox, 7).status).toBe('acknowledged');
  });
});

test.each([
  [80, 24, 18],
  [40, 24, 18],
  [40, 10, 5],
])('what is touched fits on a screen of %i by %i', async (columns, rows, most) => {
  await withDemo(async demo => {
    const {sandbox, env} = demo;
    makeIncidents(sandbox.store, {count: 50, service: 'Search'});
    for (const one of sandbox.store.incidents.values()) one.title = `${'Disk full '.repeat(12)}\u001b[2J\u202e漢字`;
    const ran = await answered({...demo, env}, 'incidents ack --service Search', 'n\n', {columns, rows});
    const before = ran.screen.slice(0, ran.screen.search(question));
    const lines = before.split('\n').slice(0, -1);
    expect(lines.length).toBeLessThan(rows - 1);
    expect(lines.filter(line => line.includes('Disk full')).length).toBeGreaterThanOrEqual(Math.min(most, rows - 6));
    for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThan(columns);
    expect(before).toMatch(/and \d+ more/);
  });
});

test('hostile titles are made visible', async () => {
  await withDemo(async demo => {
    incident(demo.sandbox, 8).title = 'a\u001b[2Jb\u202ec\nd\u009b\u200b';
    const ran = await answered(demo, 'incidents ack 8 7', 'n\n');
    expect(ran.screen).toContain('#8 a\\u{1b}[2Jb\\u{202e}c\\nd\\u{9b}\\u{200b}');
    expect(ran.screen).not.toContain('\u202e');
  });
});

test.each([
  ['--no-input', '--no-input is given', {}],
  ['', 'PD_NO_INPUT is set', {PD_NO_INPUT: '1'}],
  ['', 'CI is set', {CI: 'true'}],
])('%s %s: a question is wrong usage, and names the flag that answers it', async (flag, why, env) => {
  await withDemo(async demo => {
    for (const line of ['incidents ack 8 7', 'incidents ack --service Search', 'services disable Search']) {
      const ran = await demo.program(`${line} ${flag}`, {tty: {columns: 200}, env});
      expect([line, ran.code]).toEqual([line, 2]);
      expect(ran.stdout).toContain(why);
      expect(ran.stdout).toContain('--yes');
    }
    const login = await demo.program(`profiles login acme ${flag}`, {tty: {columns: 200}, env});
    expect([login.code, login.stdout.includes(why)]).toEqual([2, true]);
    expect(writes(demo)).toEqual([]);
    expect((await demo.program(`incidents ack 8 7 --yes ${flag}`, {tty: {columns: 200}, env})).code).toBe(0);
  });
});

test('without a terminal, IDs that were given are not asked about, whatever CI says', async () => {
  await withDemo(async ({pd}) => {
    expect((await pd('incidents ack 8 7', {env: {CI: 'true'}})).code).toBe(0);
    expect((await pd('incidents resolve -', {stdin: '8\n7\n', env: {PD_NO_INPUT: '1'}})).code).toBe(0);
    expect((await pd('incidents ack --service Search', {env: {CI: '0'}})).stderr).toContain('--yes');
  });
});

test('a secret is asked for again after Ctrl-Z and fg, and what was typed before is not a part of it', async () => {
  await withDemo(async ({env, sandbox}) => {
    const shell = await interactiveShell(env);
    shell.type(`${program} profiles login acme; echo "st""atus $?"\n`);
    await shell.shown('(not shown): ');
    shell.type('wrong\u001a');
    await shell.shown('Stopped');
    shell.type('stty -a | grep -o " -*echo " | tr e E; fg; echo "st""atus $?"\n');
    await shell.shown(' Echo ');
    await shell.shown('(not shown): ');
    shell.type(`${sandboxKeys.user}\r`);
    await shell.shown('status 0');
    await shell.end();
    expect(sandbox.requests.length).toBeGreaterThan(0);
  });
});

test('IDs that are typed at the terminal are ended with Ctrl-D, then the question is asked', async () => {
  await withDemo(async ({env, sandbox}) => {
    const terminal = pdAtTerminal(['incidents', 'ack', '-'], env);
    terminal.type('8\n7\n\u0004');
    await terminal.shown(question);
    terminal.type('y\n');
    expect([(await terminal.ended()).code, incident(sandbox, 7).status]).toEqual([0, 'acknowledged']);
  });
});
