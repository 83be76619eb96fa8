import {expect, test} from 'bun:test';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {commands} from '../../src/cli/commands.ts';
import {formats, helpPages} from '../../src/cli/help-pages.ts';
import {runLine} from '../support/line.ts';
import {runPd} from '../support/pd.ts';

const root = join(import.meta.dir, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const help = async (...words: string[]): Promise<string> => {
  const {stdout, stderr, code} = await runLine(['help', ...words]);
  expect({words, code, stderr}).toEqual({words, code: 0, stderr: ''});
  return stdout;
};

test('pd help names each page, and each fits a terminal', async () => {
  const all = await help();
  for (const name of Object.keys(helpPages)) {
    expect(all).toContain(`pd help ${name}`);
    const lines = (await help(name)).split('\n');
    expect(lines.length).toBeLessThan(40);
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(120);
  }
});

test('what has line breaks of its own is not broken once more on a terminal of 80 columns', async () => {
  const loaded = await Promise.all(commands.entries().map(async ([id, [, load]]) => ({id, Command: await load()})));
  const lines = loaded.flatMap(({id, Command: {description}}) =>
    description?.includes('\n') ? description.split('\n').map(line => ({id, line})) : [],
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter(({line}) => line.length > 78)).toEqual([]);
});

test('only what may be given several times has dots', async () => {
  expect(await help('incidents', 'fields')).toMatch(
    /pd incidents fields \[ID\] \[NAME=VALUE\.{3}\] .*\n {2}\[ID\] {2,}Incidents/s,
  );
  expect(await help('incidents', 'ack')).toContain('pd incidents ack [ID...] [FLAGS]');
  expect(await help('incidents', 'assign')).toContain('--to=USER... ');
});

test('a page tells its summary once, the values there are on one line, and a prompt before each example', async () => {
  const sandbox = await help('sandbox');
  expect(sandbox.split(commands.find('sandbox')?.[0] ?? '').length).toBe(2);
  expect(sandbox).toContain('\nEXAMPLES\n  $ pd sandbox --demo\n\n  $ . <(pd sandbox --port 8787)\n');
  expect((await help('events', 'run')).replace(/\n {3,}/g, ' ')).toMatch(
    /--severity=LEVEL .*: critical, error, warning or info/,
  );
  expect(await help('events', 'trigger')).toMatch(/--severity=critical\|error\|warning\|info /);
});

test('USAGE names every argument that a command wants, as it is typed', async () => {
  const usages = [
    'incidents priority [ID...] PRIORITY|none [FLAGS]',
    'incidents urgency [ID...] high|low [FLAGS]',
    'incidents merge [TARGET] [SOURCE...] [FLAGS]',
    'incidents assign [ID...] --to USER...|--policy POLICY [FLAGS]',
    'events run [FLAGS] -- COMMAND...',
    'events change -s TEXT|--ci [FLAGS]',
    'services disable [SERVICE...] [FLAGS]',
    'schedules override rm SCHEDULE OVERRIDE [FLAGS]',
    'profiles set NAME KEY=VALUE... [FLAGS]',
    'completion bash|zsh|fish|powershell [FLAGS]',
  ];
  for (const usage of usages) {
    const words = usage.split(' ').filter(word => /^[a-z]+$/.test(word));
    expect(await help(...words)).toContain(`\nUSAGE\n  $ pd ${usage}\n`);
  }
});

test('a filter finds by default what the command can change, and its page says so', async () => {
  const byDefault = async (verb: string) =>
    /\(default: ([a-z,]+)\)\./.exec(
      (await help('incidents', verb)).replace(/\s+/g, ' ').split('--status')[1] ?? '',
    )?.[1];
  expect(await byDefault('ack')).toBe('triggered');
  expect(await byDefault('reopen')).toBe('resolved');
  expect(await byDefault('resolve')).toBe('triggered,acknowledged');
});

test('the global flags come last, after the examples, on the page of every command', async () => {
  for (const id of commands.ids()) {
    const headers = [...(await help(...id.split(':'))).matchAll(/^[A-Z][A-Z ]+$/gm)].map(([header]) => header);
    expect({id, last: headers.slice(-2)}).toEqual({id, last: ['EXAMPLES', 'GLOBAL FLAGS']});
  }
});

test('pd help output has the formats of docs/output.md', async () => {
  const page = await help('output');
  const documented = read('docs/output.md')
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .flatMap(line => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(match => match[1] ?? ''));
  expect(Object.keys(formats).sort()).toEqual(documented.sort());
  for (const format of documented) expect(page).toMatch(new RegExp(`^  ${format} `, 'm'));
});

test('pd help exit-codes has the codes of docs/exit-codes.md', async () => {
  const page = await help('exit-codes');
  const documented = [...read('docs/exit-codes.md').matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(match =>
    (match[1] ?? '').split(', '),
  );
  expect(documented).toContain('130');
  expect([...page.matchAll(/^ {2}(\d+) /gm)].map(match => match[1] ?? '')).toEqual(documented);
});

test('pd help environment has every variable that the program reads', async () => {
  const page = await help('environment');
  const sources = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'})
    .filter(path => path.endsWith('.ts') && !path.startsWith('sandbox/'))
    .map(path => read(join('src', path)));
  const names = new Set(sources.flatMap(text => [...text.matchAll(/'(PD_[A-Z_]+)'/g)].map(match => match[1] ?? '')));
  expect(names.size).toBeGreaterThan(10);
  expect([...names].filter(name => !page.includes(`  ${name} `))).toEqual([]);
});

test('a mistyped page is guessed', async () => {
  const {stderr, code} = await runPd(['help', 'exit-code']);
  expect({stderr, code}).toEqual({
    stderr: 'pd: There is no command pd exit-code. Did you mean pd help exit-codes?\n',
    code: 2,
  });
});
