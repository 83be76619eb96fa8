import {expect, test} from 'bun:test';
import {jqFor} from '../../src/lib/output/jq.ts';
import {withDemo} from '../incidents/demo.ts';

test('jq prints a result a line, texts without quotes, numbers as they came', async () => {
  const jq = async (program: string, json: string) => (await jqFor(program))(json);
  expect(await jq('.[].a', '[{"a":12345678901234567890},{"a":"x y"},{"a":{"b":[1,null]}}]')).toBe(
    '12345678901234567890\nx y\n{"b":[1,null]}\n',
  );
  expect(await jq('empty', '[]')).toBe('');
  expect(await jq('length # how many', '[1,2]')).toBe('2\n');
  expect(await jq('debug("secret") | length', '[1]')).toBe('1\n');
  expect(await jq('$ENV | keys | map(select(startswith("PD_")))', 'null')).toBe('[]\n');
});

test('a program that does not compile is wrong usage before anything is requested, one that fails after it', async () => {
  await withDemo(async ({pd, asked}) => {
    const broken = await pd('incidents ack 8 --jq .[');
    expect([broken.code, broken.stdout, asked()]).toEqual([2, '', []]);
    expect(broken.stderr).toStartWith('pd: --jq: syntax error');
    const failing = await pd('incidents ls --jq .a');
    expect([failing.code, failing.stdout, failing.stderr]).toEqual([
      2,
      '',
      'pd: --jq: Cannot index array with string "a"\n',
    ]);
    expect((await pd('incidents ls --jq . -o csv')).code).toBe(2);
  });
});

test('--jq works on lists, records, other documents and after --fields, with any command', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const out = async (line: string) => (await pd(line)).stdout;
    expect(await out('incidents ls --jq ".[] | .incident_number"')).toBe('8\n7\n6\n5\n4\n');
    expect(await out('incidents show 7 --jq ".alerts | length"')).toBe('3\n');
    expect(await out('users show ada --jq .email --json')).toBe('ada@example.com\n');
    expect(await out('rest list users --fields name --limit 1 --jq .')).toBe('[{"name":"Ada Byron"}]\n');
    expect(await out('rest list users --total --jq ". + 1"')).toBe(`${sandbox.store.tables.users.size + 1}\n`);
    expect(await out('incidents ack 8 --jq ".[].status"')).toBe('acknowledged\n');
    expect(await out('--jq length incidents ls --status closed')).toBe('3\n');
  });
});

test('what jq prints is harmless at a terminal, and of half a list it prints nothing', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const title = '\u001b]0;owned\u0007';
    for (const incident of sandbox.store.incidents.values()) incident.title = title;
    expect((await pd('incidents ls --limit 1 --jq .[].title', {terminal: 80})).stdout).toBe('\\u{1b}]0;owned\\u{7}\n');
    expect((await pd('incidents ls --limit 1 --jq .[].title')).stdout).toBe(`${title}\n`);
    sandbox.fail({match: {path: '^/users\\?.*offset=[1-9]'}, times: -1, status: 500});
    const half = await pd('rest list users --page-size 2 --jq length');
    expect([half.code, half.stdout]).toEqual([8, '']);
  });
});
