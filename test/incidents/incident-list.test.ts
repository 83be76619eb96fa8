import {describe, expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PdError} from '../../src/lib/base/errors.ts';
import {incidentsIn} from '../../src/lib/incidents/incident-list.ts';
import {tempFolder} from '../support/pd.ts';
import {incident, withDemo} from './demo.ts';

const [one, two] = ['Q54KO41ZEPU59J', 'Q4T51WSM0FBE6E'];
const page = `https://acme.pagerduty.com/incidents/${one}`;
const read = (text: string) => incidentsIn(text, 'standard input');

async function refusal(text: string): Promise<string> {
  const error: unknown = await read(text).then(
    ids => ids,
    reason => reason,
  );
  if (error instanceof PdError && error.kind === 'usage') return `${error.message}; ${error.facts.next}`;
  throw new Error(`expected a refusal, got ${JSON.stringify(error)}`);
}

test('a line is an ID, a number or a URL, in whatever it is wrapped', async () => {
  for (const line of [
    one,
    `"${one}"`,
    `  ${one}\r`,
    page,
    `${page}/timeline?x=1`,
    `<${page}>`,
    `<${page}|#8 Checkout is slow>`,
    `[#8 Checkout is slow](${page})`,
    `“${page}”`,
    `'acme.pagerduty.com/incidents/${one}'`,
    `acme.eu.pagerduty.com/incidents/${one}`,
    `\u001b[1m${one}\u001b[22m`,
  ])
    expect([line, await read(`${line}\n\n#7\n`)]).toEqual([line, [one, '7']]);
  expect(await read(`${one} #42, #7  PABCDEF\n42 7`)).toEqual([one, '42', '7', 'PABCDEF', '42', '7']);
  expect(await read(`${one},${two}`)).toEqual([one, two]);
  expect(await read(' \n\r\n')).toEqual([]);
});

test('JSON records, whole or a line each, bare or in the wrapper of the API', async () => {
  const rows = [{id: one, type: 'incident'}, {id: two}];
  for (const text of [
    JSON.stringify(rows),
    JSON.stringify(rows, null, 2),
    rows.map(row => JSON.stringify(row)).join('\n'),
    JSON.stringify({incidents: rows, more: false}),
    JSON.stringify([one, two]),
    `${one}\n${JSON.stringify(rows[1])}`,
  ])
    expect([text, await read(text)]).toEqual([text, [one, two]]);
  expect(await read(JSON.stringify({id: one}))).toEqual([one]);
  expect(await read('[42, "#7"]')).toEqual(['42', '7']);
  expect(await read('[]')).toEqual([]);
});

test('a JSON value that is no incident is refused', async () => {
  for (const text of ['{"title":"Shard 42"}', '[{"id":"Shard"}]', '[null]', '{"id":"PABC123","type":"service"}', '{"a'])
    expect(await refusal(text)).toContain('-o id');
});

test('a list of something else is refused in every format, before anything is sent', async () => {
  await withDemo(async ({pd, asked}) => {
    await pd('schedules override add Payments --user ada --for 1h');
    const lists = ['services ls', 'users ls', 'schedules ls', 'policies ls', 'priorities ls', 'vendors ls'];
    for (const list of [...lists, 'incidents alerts 7', 'schedules override ls Payments']) {
      for (const format of ['table', 'csv', 'tsv', 'json']) {
        const {stdout} = await pd(`${list} -o ${format}`);
        const before = asked().length;
        const ran = await pd('incidents ack - -o id', {stdin: stdout});
        expect([list, format, ran.code, ran.stdout, asked().length]).toEqual([list, format, 2, '', before]);
      }
    }
  });
});

describe('a list of pd is read in every format', () => {
  const formats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'tsv', 'id'];
  for (const format of formats) {
    test(format, async () => {
      await withDemo(async ({pd, sandbox}) => {
        const {stdout} = await pd(`incidents ls -o ${format}`);
        expect([format, await read(stdout)]).toEqual([
          format,
          [8, 7, 6, 5, 4].map(number => incident(sandbox, number).id),
        ]);
        const some = await pd(`incidents ls -o ${format} --fields title,id,service.summary`);
        if (format !== 'id') expect((await read(some.stdout)).length).toBe(5);
      });
    });
  }

  test('a table copied from a terminal', async () => {
    await withDemo(async ({pd, sandbox}) => {
      const {stdout} = await pd('incidents ls', {terminal: 140});
      expect((await read(stdout)).slice(0, 2)).toEqual([8, 7].map(number => incident(sandbox, number).id));
    });
  });
});

test('rows that grep has picked are known by their ID', async () => {
  await withDemo(async ({pd, asked}) => {
    const {stdout} = await pd('incidents ls');
    const stdin = stdout
      .split('\n')
      .filter(line => line.includes('HTTP'))
      .join('\n');
    const ran = await pd('incidents resolve - -o id', {stdin});
    expect([ran.code, ran.stdout]).toEqual([0, `${two}\n`]);
    expect(asked().filter(line => line.startsWith('PUT')).length).toBe(1);
  });
  expect(await read(`8,${one},triggered,high,,"a, ""b"" 42"\n7,${two},x`)).toEqual([one, two]);
  // The other cell is a count, and not the number of an incident.
  for (const row of [`${one}\t3`, `${one},3`, `${one}  3`, `3,${one}`]) expect(await read(row)).toEqual([one]);
  expect(await read(`id,title\n${one},"two\nlines 42"\n${two},x`)).toEqual([one, two]);
});

test('the words of a title are no incidents, and nothing is sent', async () => {
  await withDemo(async ({pd, asked}) => {
    for (const stdin of [
      `${one}\nShard 42 of 8 is red`,
      'triggered\thigh\tShard 42',
      '#\tSTATUS\tTITLE\n8\ttriggered\tShard 42',
      'number,title\n8,Shard 42',
      'title\nShard 42',
      'Shard',
      'POSTGRES',
      `${one}\t${two}`,
      '8,3',
      '8  3',
      '8\t3',
      'https://acme.example/incidents/8',
      'https://acme.pagerduty.com/users/PABC123',
    ]) {
      const ran = await pd('incidents resolve -', {stdin});
      expect([stdin, ran.code, ran.stdout, asked()]).toEqual([stdin, 2, '', []]);
      expect(ran.stderr).toMatch(/^pd: (?:Line|A row below line) \d of standard input/);
      expect(ran.stderr).toContain('-o id');
    }
  });
});

test('arguments and files are read the same way', async () => {
  await withDemo(async ({pd, asked, sandbox}) => {
    const list = join(tempFolder(), 'list');
    writeFileSync(list, `<https://acme.pagerduty.com/incidents/${incident(sandbox, 7).id}|#7 HTTP 5xx>\n`);
    const good = await pd(`incidents ack @${list} "<https://acme.pagerduty.com/incidents/${one}>" -o id`);
    expect([good.code, good.stdout.trim().split('\n').sort()]).toEqual([0, [two, one].sort()]);
    const before = asked().length;
    writeFileSync(list, `8\nShard 7\n`);
    const bad = await pd(`incidents ack @${list} 8`);
    expect([bad.code, bad.stdout]).toEqual([2, '']);
    expect(bad.stderr).toContain(`Line 2 of ${list}`);
    for (const word of ['Shard', '8x', 'acme.pagerduty.com/users/PABC123']) {
      expect((await pd(`incidents ack 8 ${word}`)).code).toBe(2);
      expect((await pd(`incidents show ${word}`)).code).toBe(2);
    }
    expect(asked().length).toBe(before);
  });
});
