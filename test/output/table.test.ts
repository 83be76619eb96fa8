import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {JsonObject} from '../../src/lib/base/json.ts';
import {field} from '../../src/lib/base/json.ts';
import type {View} from '../../src/lib/output/output.ts';
import {harmful, hostileText, nasty} from './hostile.ts';
import {outputFor, printed} from './printed.ts';

const view: View = {
  columns: [
    {
      header: 'ID',
      value: row => field(row, 'id'),
      link: row => `https://acme.pagerduty.com/incidents/${field(row, 'id')}`,
    },
    {
      header: 'STATUS',
      value: row => field(row, 'status'),
      style: row => (row['status'] === 'triggered' ? 'red' : undefined),
    },
    {header: 'AGE', value: row => field(row, 'created_at'), as: 'age', drop: 1},
    {header: 'CREATED', value: row => field(row, 'created_at'), as: 'time', drop: 2},
    {header: 'TITLE', value: row => field(row, 'title'), grow: true},
  ],
};
const rows: JsonObject[] = [
  {id: 'P1', status: 'triggered', created_at: '2026-03-01T10:00:00Z', title: 'disk full on db1'},
  {id: 'P22', status: 'resolved', created_at: '2026-02-01T10:00:00Z', title: '日本語 👍🏽 ก็ é'},
];
const linesOf = (text: string): string[] => {
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
};

test('--wide keeps every column whole at a terminal', async () => {
  const {output, stdout} = outputFor({format: 'table', wide: true, tty: true, columns: 20});
  await output.records([[{...rows[0], title: 'x'.repeat(500)}]], view);
  const [header = '', line = ''] = linesOf(stdout.text);
  expect([header.includes('CREATED'), line.trimEnd().endsWith(`  ${'x'.repeat(500)}`)]).toEqual([true, true]);
});

describe('a table in a pipe', () => {
  test('says which fields only later records have', async () => {
    const {output, stdout, stderr} = outputFor({format: 'table'});
    await output.records([[{id: 'P1'}], [{id: 'P2', name: 'x'}], [{id: 'P3', email: 'y'}]]);
    expect(stdout.text).toBe('ID\nP1\nP2\nP3\n');
    expect(stderr.text).toContain('Fields that only later records have were left out: name, email.');
  });

  test('has tabs, a header, full values, and no colour', async () => {
    expect(await printed({format: 'table', view}, rows)).toBe(
      'ID\tSTATUS\tAGE\tCREATED\tTITLE\n' +
        'P1\ttriggered\t2h\t2026-03-01 10:00:00Z\tdisk full on db1\n' +
        'P22\tresolved\t28d\t2026-02-01 10:00:00Z\t日本語 👍🏽 ก็ é\n',
    );
  });

  test('one header for all batches, and none with --no-header', async () => {
    expect(linesOf(await printed({format: 'table', view}, rows, rows))).toHaveLength(5);
    expect(linesOf(await printed({format: 'table', view, header: false}, rows, rows))).toHaveLength(4);
  });

  test('is written as batches arrive', async () => {
    const {output, stdout} = outputFor({format: 'table'});
    await output.records([rows, [], rows], view);
    expect(stdout.writes).toHaveLength(2);
  });

  test('FORCE_COLOR colours it', async () => {
    expect(await printed({format: 'table', view, env: {FORCE_COLOR: '1'}}, rows)).toContain(
      '\u001b[31mtriggered\u001b[39m',
    );
  });

  test('--fields become the columns', async () => {
    const text = await printed({format: 'table', view, fields: ['title', 'service.summary']}, [
      {...rows[0], service: {summary: 'web'}},
    ]);
    expect(text).toBe('TITLE\tSERVICE.SUMMARY\ndisk full on db1\tweb\n');
  });

  test('without a view the keys are the columns', async () => {
    expect(await printed({format: 'table'}, [{id: 'P1', n: 1, t: ['a', 'b'], o: {x: null}}])).toBe(
      'ID\tN\tT\tO\nP1\t1\ta, b\t{"x":null}\n',
    );
  });

  test('hostile titles never break a row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, {minLength: 1, maxLength: 5}), async titles => {
        const hostile = titles.map(title => ({id: title, status: title, created_at: title, title}));
        const lines = linesOf(await printed({format: 'table', view}, hostile));
        expect(lines.map(line => line.split('\t').length)).toEqual(Array(titles.length + 1).fill(5));
        expect(lines.join('').replaceAll('\t', '')).not.toMatch(harmful);
      }),
    );
  });
});

describe('a table on a terminal', () => {
  const tty = {format: 'table', tty: true, view} as const;
  const plain = {...tty, color: false, columns: 100};

  test('has straight columns with a bold header', async () => {
    expect(linesOf(await printed(plain, rows)).map(line => line.trimEnd())).toEqual([
      'ID   STATUS     AGE  CREATED               TITLE',
      'P1   triggered  2h   2026-03-01 10:00:00Z  disk full on db1',
      'P22  resolved   28d  2026-02-01 10:00:00Z  日本語 👍🏽 ก็ é',
    ]);
    const coloured = await printed({...tty, columns: 100}, rows);
    expect(coloured).toContain('\u001b[1mTITLE\u001b[22m');
    expect(coloured).toContain('\u001b[31mtriggered\u001b[39m');
    expect(Bun.stripANSI(coloured)).toBe(await printed(plain, rows));
  });

  test('drops the least useful columns, then cuts the title', async () => {
    const [header, first] = linesOf(
      await printed({...plain, columns: 40}, [{...rows[0], title: 'disk full on database one'}]),
    );
    expect(header?.trimEnd()).toBe('ID  STATUS     AGE  TITLE');
    expect(first).toBe('P1  triggered  2h   disk full on databa…');
  });

  test('cuts between whole characters', async () => {
    const oneColumn = {columns: [{header: 'T', value: (row: JsonObject) => field(row, 't')}]};
    const cut = async (t: string) =>
      linesOf(await printed({...plain, view: oneColumn, columns: 5, header: false}, [{t}]))[0];
    expect(await cut('日本語')).toBe('日本…');
    expect(await cut('a日本語')).toBe('a日… ');
    expect(await cut('👍🏽👍🏽👍🏽')).toBe('👍🏽👍🏽…');
    expect(await cut('e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301')).toBe('e\u0301e\u0301e\u0301e\u0301…');
  });

  test('has links only if the terminal supports them', async () => {
    const linked = '\u001b]8;;https://acme.pagerduty.com/incidents/P1\u001b\\P1\u001b]8;;\u001b\\';
    expect(await printed({...tty, env: {WT_SESSION: 'x'}}, rows)).toContain(linked);
    expect(await printed(tty, rows)).not.toContain('\u001b]8');
    expect(await printed({format: 'table', view, env: {WT_SESSION: 'x', FORCE_HYPERLINK: '1'}}, rows)).not.toContain(
      '\u001b]8',
    );
  });

  test('more rows than are laid out at once stay straight', async () => {
    const many = Array.from({length: 130}, (_, index) => ({
      id: `P${index}`,
      title: index === 120 ? 'x'.repeat(30) : 'y',
    }));
    const lines = linesOf(await printed({...plain, columns: 60}, many.slice(0, 70), many.slice(70)));
    expect(lines).toHaveLength(131);
    expect(new Set(lines.map(line => line.length)).size).toBe(1);
    expect(lines[121]).toContain('P120');
  });

  test('hostile text: no control byte, no broken row, all rows equally wide and within the terminal', async () => {
    const row = fc.record({id: hostileText, status: hostileText, created_at: hostileText, title: hostileText});
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, {minLength: 1, maxLength: 5}),
        fc.integer({min: 1, max: 120}),
        async (hostile, columns) => {
          const lines = linesOf(await printed({...plain, columns}, hostile));
          expect(lines).toHaveLength(hostile.length + 1);
          expect(lines.join('')).not.toMatch(harmful);
          const widths = new Set(lines.map(line => stringWidth(line)));
          expect(widths.size).toBe(1);
          expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
        },
      ),
      {numRuns: 300},
    );
  });

  test('a text that may wrap is complete, and its rows are as straight as any', async () => {
    const wrapping = {
      columns: [
        {header: 'ID', value: (row: JsonObject) => field(row, 'id')},
        {header: 'NOTE', value: (row: JsonObject) => field(row, 'note'), grow: true, wrap: Number.POSITIVE_INFINITY},
      ],
    };
    const note =
      'Step one: drain api-4 from the load balancer. Step two: promote the standby, do not fail over before.';
    const lines = linesOf(await printed({...plain, columns: 40, view: wrapping}, [{id: 'P1', note}]));
    expect(
      lines
        .slice(1)
        .map(line => line.slice(4).trimEnd())
        .join(' '),
    ).toBe(note);
    expect(lines.slice(1).map(line => line.slice(0, 2))).toEqual(['P1', ...lines.slice(2).map(() => '  ')]);
    await fc.assert(
      fc.asyncProperty(hostileText, fc.integer({min: 8, max: 60}), async (text, columns) => {
        const hostile = linesOf(await printed({...plain, columns, view: wrapping}, [{id: 'P1', note: text}]));
        expect(hostile.join('')).not.toMatch(harmful);
        expect(new Set(hostile.map(line => stringWidth(line))).size).toBe(1);
        expect(stringWidth(hostile[0] ?? '')).toBeLessThanOrEqual(columns);
      }),
      {numRuns: 200},
    );
  });

  test("with colour and links, the only escapes are pd's own", async () => {
    const title = nasty.join('x');
    const text = await printed({...tty, env: {WT_SESSION: 'x'}}, [{id: title, status: 'triggered', title}]);
    expect(Bun.stripANSI(text).replaceAll('\n', '')).not.toMatch(harmful);
  });
});

describe('one record', () => {
  test('with a view is one row below the header', async () => {
    const {output, stdout} = outputFor({format: 'table'});
    await output.record(rows[0] ?? null, view);
    expect(linesOf(stdout.text)).toHaveLength(2);
  });

  test('without one is a list of names and values', async () => {
    const {output, stdout} = outputFor({format: 'table'});
    await output.record({
      id: 'P1',
      service: {summary: 'web\n', teams: [{id: 'A'}, {id: 'B'}]},
      tags: ['x', 'y'],
      none: null,
      empty: {},
    });
    expect(stdout.text).toBe(
      'NAME\tVALUE\nid\tP1\nservice.summary\tweb\\n\nservice.teams.0.id\tA\nservice.teams.1.id\tB\ntags\tx, y\nnone\t\nempty\t\n',
    );
  });

  test('that is not an object is shown nevertheless', async () => {
    const {output, stdout} = outputFor({format: 'table', header: false});
    await output.record('done\u001b');
    await output.record(['a', 'b']);
    expect(stdout.text).toBe('done\\u{1b}\na\nb\n');
  });
});

test('megabytes in a cell are measured only as far as they can be shown', async () => {
  const title = '\u202e'.repeat(4_000_000);
  const started = process.cpuUsage();
  const text = await printed({format: 'table', tty: true, view}, [{id: 'P1', title}]);
  expect(linesOf(text)[1]).toMatch(/^P1 +\\u\{202e\}.*…$/);
  // Of the processor's time, which a busy machine does not lengthen: measured whole, 8 s where it is now 0.2.
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(4);
});
