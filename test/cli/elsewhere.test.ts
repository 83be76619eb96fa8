import {expect, test} from 'bun:test';
import {route} from '../../src/cli/route.ts';
import {topics} from '../../src/commands/topics.ts';
import {runLine} from '../support/line.ts';

test.each([
  ['ls', 'pd incidents ls'],
  ['who', 'pd oncalls ls'],
  ['ack 7', 'pd incidents ack 7'],
  ['ack 7 #8', 'pd incidents ack 7 #8'],
  ["note 7 it's odd", `pd incidents note 7 'it'\\''s' odd`],
  ['show 7', 'pd incidents show 7'],
  ['login', 'pd profiles login'],
  ['auth login', 'pd profiles login'],
  ['auth status', 'pd profiles login'],
  ['auth logout', 'pd profiles logout'],
  ['logout acme', 'pd profiles logout acme'],
  ['whoami', 'pd status'],
  ['get incidents', 'pd incidents ls'],
  ['get service Checkout', 'pd services show Checkout'],
  ['describe incident 7', 'pd incidents show 7'],
  ['list users', 'pd users ls'],
  ['api /users', 'pd rest get /users'],
  ['resolve 7', 'pd incidents resolve 7'],
  ['acknowledge 7 8', 'pd incidents ack 7 8'],
  ['log 7', 'pd incidents log 7'],
  ['incidents 7', 'pd incidents show 7'],
  ['incident Q4T51WSM0FBE6E', 'pd incidents show Q4T51WSM0FBE6E'],
])('pd %s is answered with the line to type', async (line, answer) => {
  const {code, stdout, stderr} = await runLine(line.split(' '));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toEndWith(` — try: ${answer}\n`);
  // What is said can be typed.
  expect(route(answer.replaceAll("'", '').split(' ').slice(1)).kind).toBe('command');
});

test('a change event is sent by another command than the one that lists them', async () => {
  const {code, stderr} = await runLine(['change', '-s', 'Deploy 41']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('pd events change sends one')]);
});

test('a topic in the singular is the same topic, for its commands and its help', async () => {
  const singular: Record<string, string> = {
    ...{policies: 'policy', priorities: 'priority', maintenance: 'window', rest: 'rest'},
  };
  for (const topic of Object.keys(topics)) {
    const one = singular[topic] ?? topic.replace(/s$/, '');
    expect(route([one, 'show', 'x'])).toEqual(route([topic, 'show', 'x']));
    expect(route(['help', one])).toEqual(route(['help', topic]));
    expect(route(['-p', 'eu', one, '--help'])).toEqual(route(['-p', 'eu', topic, '--help']));
  }
  expect(route(['policy', 'ls', '--limit', '3'])).toEqual({kind: 'command', id: 'policies:ls', argv: ['--limit', '3']});
});

test('a key that is typed where a command belongs is not repeated', async () => {
  const {code, stderr} = await runLine(['ack', 'u+AbCdEfGhIjKlMnOpQr']);
  expect([code, stderr.includes('AbCdEfGhIjKl')]).toEqual([2, false]);
});

test('a flag that does not exist is exit 2 without a command, too', async () => {
  for (const [flag, name] of [
    ['--foo', '--foo'],
    ['--foo=bar', '--foo'],
    ['-x', '-x'],
  ] as const) {
    const {code, stdout, stderr} = await runLine([flag]);
    expect([code, stdout, stderr]).toEqual([2, '', `pd: There is no flag ${name}. See pd help\n`]);
  }
  for (const flags of [[], ['--json'], ['-p', '--foo'], ['-o', 'json'], ['--help'], ['-ojson']])
    expect([flags, (await runLine(flags)).code]).toEqual([flags, 0]);
});
