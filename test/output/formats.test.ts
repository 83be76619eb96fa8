import {describe, expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {parse} from 'yaml';
import {PdError} from '../../src/lib/base/errors.ts';
import {field, type JsonObject, parseJson} from '../../src/lib/base/json.ts';
import type {View} from '../../src/lib/output/output.ts';
import {cleanEnv} from '../support/pd.ts';
import {harmful, hostileText, nasty} from './hostile.ts';
import {type Choice, outputFor, printed} from './printed.ts';

const exact = '{"id":"P1","n":12345678901234567890,"f":1.50,"s":{"summary":"web"}}';
const row = parseJson(exact) as JsonObject;

async function recordText(choice: Choice, json: string): Promise<string> {
  const {output, stdout} = outputFor(choice);
  await output.record(parseJson(json));
  return stdout.text;
}

describe('json', () => {
  test('in a pipe: one line, exactly as received', async () => {
    expect(await printed({format: 'json'}, [row], [row])).toBe(`[${exact},${exact}]\n`);
    expect(await printed({format: 'json'})).toBe('[]\n');
    expect(await recordText({format: 'json'}, exact)).toBe(`${exact}\n`);
    expect(await recordText({format: 'json'}, 'null')).toBe('null\n');
    expect(await recordText({format: 'json'}, '[1,{"a":[]}]')).toBe('[1,{"a":[]}]\n');
  });

  test('FORCE_COLOR does not spoil it in a pipe', async () => {
    expect(await printed({format: 'json', env: {FORCE_COLOR: '1'}}, [row])).toBe(`[${exact}]\n`);
  });

  test('on a terminal: indented, coloured, and harmless', async () => {
    const list = await printed({format: 'json', tty: true, color: false}, [row], [row]);
    expect(list).toBe(
      `[\n${[row, row].map(one => JSON.stringify(one, null, 2).replace(/^/gm, '  ')).join(',\n')}\n]\n`,
    );
    expect(await printed({format: 'json', tty: true}, [row])).toContain(
      '\u001b[34m"id"\u001b[39m: \u001b[32m"P1"\u001b[39m',
    );
    expect(await recordText({format: 'json', tty: true, color: false}, '{"a":"\u009b\u202e"}')).toBe(
      '{\n  "a": "\\u009b\\u202e"\n}\n',
    );
  });

  test('--fields narrows it', async () => {
    expect(await printed({format: 'json', fields: ['s.summary', 'n']}, [row])).toBe(
      '[{"s":{"summary":"web"},"n":12345678901234567890}]\n',
    );
    expect(await recordText({format: 'json', fields: ['f']}, exact)).toBe('{"f":1.50}\n');
  });

  test('any JSON is printed as received', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(hostileText, fc.jsonValue())), fc.boolean(), async (rows, tty) => {
        const sent = JSON.stringify(rows);
        const text = await printed({format: 'json', tty, color: false}, parseJson(sent) as JsonObject[]);
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(sent)));
      }),
    );
  });
});

test('jsonl is one record per line, with one write per batch', async () => {
  const {output, stdout} = outputFor({format: 'jsonl'});
  await output.records([[row, row], [], [row]]);
  expect(stdout.writes).toEqual([`${exact}\n${exact}\n`, `${exact}\n`]);
  expect(await printed({format: 'jsonl', fields: ['id']}, [row])).toBe('{"id":"P1"}\n');
  expect(await recordText({format: 'jsonl'}, '[1,"a"]')).toBe('1\n"a"\n');
  expect(await printed({format: 'jsonl'})).toBe('');
});

describe('yaml', () => {
  test('is one sequence, batch by batch, with numbers as received', async () => {
    expect(await printed({format: 'yaml'}, [row], [{id: 'P2'}])).toBe(
      '- id: P1\n  "n": 12345678901234567890\n  f: 1.50\n  s:\n    summary: web\n- id: P2\n',
    );
    expect(await printed({format: 'yaml'})).toBe('[]\n');
    expect(await recordText({format: 'yaml', fields: ['id']}, exact)).toBe('id: P1\n');
  });

  test('text that looks like something else is quoted', async () => {
    expect(
      await recordText({format: 'yaml'}, '{"a":"12","b":"no","c":"2026-03-01","d":"~","e":"1:30","f":"1e3","g":""}'),
    ).toBe('a: "12"\nb: "no"\nc: "2026-03-01"\nd: "~"\ne: "1:30"\nf: "1e3"\ng: ""\n');
  });

  test('text that YAML 1.1 gives a meaning is quoted, as key and as value', async () => {
    expect(await recordText({format: 'yaml'}, '{"a":"=","b":"<<","=":["="],"c":"=="}')).toBe(
      'a: "="\nb: "<<"\n"=":\n  - "="\nc: ==\n',
    );
  });

  test('has the same content as the JSON, without raw hidden characters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(hostileText, fc.oneof(hostileText, fc.jsonValue()), {minKeys: 1}), async value => {
        const wellFormed = wellFormedIn(value);
        fc.pre(Object.keys(wellFormed).length === Object.keys(value).length);
        const text = await recordText({format: 'yaml'}, JSON.stringify(value));
        expect(text.replaceAll('\n', '')).not.toMatch(harmful);
        expect(JSON.stringify(parse(text))).toBe(JSON.stringify(wellFormed));
      }),
    );
  });

  // Its parser follows YAML to the letter where the yaml package does not.
  test.skipIf(spawnSync('python3', ['-c', 'import yaml']).status !== 0)(
    'what is not a character in YAML is escaped so that another parser reads it (skipped without python3 and PyYAML)',
    async () => {
      const texts = [
        '\ud83d',
        'a\udc00b',
        '\ufffe',
        '\uffff',
        'x\ufdd0',
        '\u{1fffe}',
        '\u0000',
        '\u007f',
        '\u0085',
        '\ufeff',
        '\u2028',
      ];
      const text = await recordText({format: 'yaml'}, JSON.stringify({texts, '\ufffe': 1, 'k\ud83d': 2}));
      const script = 'import json, sys, yaml; print(json.dumps(yaml.load(sys.stdin.buffer, Loader=yaml.CSafeLoader)))';
      const {stdout, stderr} = spawnSync('python3', ['-c', script], {input: text, encoding: 'utf8', env: cleanEnv()});
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({texts: texts.map(one => one.toWellFormed()), '\ufffe': 1, 'k\ufffd': 2});
    },
  );
});

/** The cells of one CSV line, read by RFC 4180. */
function csvCells(line: string): string[] {
  expect(line.endsWith('\r\n')).toBe(true);
  const cells = [...`${line.slice(0, -2)},`.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*)),/gy)];
  return cells.map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
}

describe('csv', () => {
  const view: View = {
    columns: [
      {header: 'ID', value: one => field(one, 'id')},
      {header: 'ASSIGNED TO', value: one => field(one, 'to')},
      {header: 'AGE', value: one => field(one, 'at'), as: 'age'},
    ],
  };

  test('is RFC 4180: CRLF, a header, doubled quotes, nested values as JSON', async () => {
    expect(
      await printed({format: 'csv'}, [{id: 'P1', t: 'a "b", c', l: 'x\ny', o: {k: [1]}, n: null, f: '=1+1'}]),
    ).toBe('id,t,l,o,n,f\r\nP1,"a ""b"", c","x\ny","{""k"":[1]}",,=1+1\r\n');
    expect(await printed({format: 'csv', header: false}, [row])).toBe(
      'P1,12345678901234567890,1.50,"{""summary"":""web""}"\r\n',
    );
  });

  test("has the view's columns with the values themselves", async () => {
    expect(await printed({format: 'csv', view}, [{id: 'P1', to: 'a', at: '2026-03-01T10:00:00Z'}])).toBe(
      'id,assigned_to,age\r\nP1,a,2026-03-01T10:00:00Z\r\n',
    );
    expect(await printed({format: 'csv', view, fields: ['to', 'id']}, [{id: 'P1', to: 'a'}])).toBe('to,id\r\na,P1\r\n');
    expect(await printed({format: 'csv', view})).toBe('id,assigned_to,age\r\n');
    expect(await printed({format: 'csv', fields: ['id']}, [{id: ''}])).toBe('id\r\n""\r\n');
  });

  test('fields that arrive too late are named', async () => {
    const {output, stdout, stderr} = outputFor({format: 'csv'});
    await output.records([[{a: 1}], [{a: 2, late: 3}]]);
    expect(stdout.text).toBe('a\r\n1\r\n2\r\n');
    expect(stderr.text).toContain('left out: late');
  });

  test('can be read back, whatever is in the cells', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (a, b) => {
        const text = await printed({format: 'csv', header: false}, [{a, b}]);
        expect(csvCells(text)).toEqual([a, b]);
      }),
    );
  });
});

describe('tsv', () => {
  test('escapes what would split cells or lines', async () => {
    expect(await printed({format: 'tsv'}, [{a: 'x\ty\nz\r\\', b: [1]}])).toBe('a\tb\nx\\ty\\nz\\r\\\\\t[1]\n');
  });

  test('a tab is \\t on a terminal too, where hidden characters are also escaped', async () => {
    const rows = [{a: 'x\ty\nz\r\\', b: 1}];
    const text = 'a\tb\nx\\ty\\nz\\r\\\\\t1\n';
    expect(await printed({format: 'tsv'}, rows)).toBe(text);
    expect(await printed({format: 'tsv', tty: true, color: false}, rows)).toBe(text);
    expect(await printed({format: 'tsv', tty: true, color: false}, [{a: '\u001b[31m'}])).toBe('a\n\\u{1b}[31m\n');
  });

  test('keeps its shape whatever is in the cells', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async text => {
        const lines = (await printed({format: 'tsv'}, [{a: text, b: text}])).split('\n');
        expect(lines.map(line => line.split('\t').length)).toEqual([2, 2, 1]);
      }),
    );
  });
});

describe('id', () => {
  test('prints the view’s id, the id, or the dedup key', async () => {
    expect(await printed({format: 'id'}, [{id: 'P1'}, {dedup_key: 'k'}])).toBe('P1\nk\n');
    expect(
      await printed({format: 'id', view: {columns: [], id: one => `#${field(one, 'n')}`}}, [{id: 'P1', n: 7}]),
    ).toBe('#7\n');
    expect(await printed({format: 'id', fields: ['s.summary', 'id']}, [row])).toBe('web\n');
    expect(await recordText({format: 'id'}, '["a","b"]')).toBe('a\nb\n');
  });

  test('an identifier is always one line', async () => {
    expect(await printed({format: 'id'}, [{id: 'a\nb'}])).toBe('a\\nb\n');
  });

  test('a record without one is an error, and the IDs of the others are printed', async () => {
    const {output, stdout} = outputFor({format: 'id'});
    const failure = await output
      .records([[{id: 'P1'}], [{id: 'P2'}, {name: 'x'}, {id: 'P3'}], [{name: 'y'}, {id: 'P4'}]])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PdError);
    expect((failure as PdError).facts.next).toContain('--fields');
    expect((failure as PdError).exitCode).toBe(8);
    expect((failure as PdError).facts.details).toEqual(['{"name":"x"}', '{"name":"y"}']);
    expect(stdout.text).toBe('P1\nP2\nP3\nP4\n');
  });
});

test.each(['json', 'jsonl', 'yaml', 'csv', 'tsv', 'id', 'table'] as const)(
  '%s on a terminal lets nothing through',
  async format => {
    const title = nasty.join('x');
    const text = await printed({format, tty: true, color: false}, [
      {id: title, [title]: title, nested: {[title]: [title]}},
    ]);
    expect(text.replaceAll(/\r?\n/g, '').replaceAll('\t', '')).not.toMatch(harmful);
  },
);

/** The same value with U+FFFD in the place of each lone surrogate, in keys too. */
function wellFormedIn<T>(value: T): T;
function wellFormedIn(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(item => wellFormedIn(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormedIn(item)]));
}
