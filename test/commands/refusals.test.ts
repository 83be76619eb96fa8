import {expect, test} from 'bun:test';
import {join} from 'node:path';
import {commands} from '../../src/cli/commands.ts';
import {commandShapes} from '../../src/cli/completion/shapes.ts';
import {littleCompiled} from '../support/little-compiled.ts';
import {cleanEnv} from '../support/pd.ts';
import type {Ran, Runs} from './refusals-run.ts';
import {pairs, table} from './refusals-table.ts';

const topics = [
  'status',
  'incidents',
  'oncalls',
  'analytics',
  'log',
  'notifications',
  'changes',
  ...Object.keys(pairs),
];

const child = Bun.spawnSync([process.execPath, join(import.meta.dir, 'refusals-run.ts')], {
  env: cleanEnv(littleCompiled),
});
const runs: Runs = child.exitCode === 0 ? JSON.parse(child.stdout.toString()) : {};

/** The lines that did not end so, each with all it said. */
function wrong(name: string, code: number, fits: (ran: Ran) => boolean): Ran[] {
  const ran = runs[name] ?? [];
  expect([name, child.stderr.toString(), ran.length > 0]).toEqual([name, '', true]);
  return ran.filter(one => one.code !== code || !fits(one));
}

const isSilent = ({stdout}: Ran) => stdout === '';
/** Nothing, or the outcome of each incident, none of them done. */
const isUndone = ({stdout}: Ran) =>
  stdout === '' || /^ID\tSTATUS\tMESSAGE\n(\S+\t(refused|not found|failed|not tried|unknown)\t.+\n)+$/.test(stdout);
const saysNone = ({stderr}: Ran) => /There (is|are) no|Nobody|has no |knows of no/.test(stderr);

test('the table has a line for every command of these topics', () => {
  const names = commands.ids().map(id => id.replaceAll(':', ' '));
  expect(Object.keys(table).toSorted()).toEqual(
    names.filter(name => topics.includes(name.split(' ')[0] ?? '')).toSorted(),
  );
});

test('what can be tried dry is refused its writes too, and what asks before it touches many is refused half', async () => {
  const flagged: Record<string, string[]> = {};
  for (const {name, flags} of await commandShapes(commands)) flagged[name] = flags.map(flag => flag.name);
  const forgotten = Object.entries(table).filter(([name, {writes, half}]) => {
    const flags = flagged[name] ?? [];
    return flags.includes('dry-run') !== (writes ?? false) || (flags.includes('yes') && half === undefined);
  });
  expect(forgotten).toEqual([]);
});

test('a key without the permission is exit 3, and said', () => {
  const isSaid = ({stderr}: Ran) => /refused the credentials|permission/.test(stderr);
  expect(wrong('403', 3, ran => isSilent(ran) && isSaid(ran) && !saysNone(ran))).toEqual([]);
  expect(wrong('writes 403', 3, ran => isUndone(ran) && isSaid(ran))).toEqual([]);
});

test('too many requests are exit 6', () => {
  expect(wrong('429', 6, ran => isSilent(ran) && /rate limit|429/i.test(ran.stderr) && !saysNone(ran))).toEqual([]);
  expect(wrong('writes 429', 6, isUndone)).toEqual([]);
});

test('an outage is exit 7, and never an empty list', () => {
  expect(wrong('503', 7, ran => isSilent(ran) && ran.stderr.includes('503') && !saysNone(ran))).toEqual([]);
  expect(wrong('writes 503', 7, isUndone)).toEqual([]);
});

test('a name that names nothing is exit 4, and said', () => {
  const isSaid = ({stderr}: Ran) =>
    /matches "nosuch"|has the number 99[89]|could be \w+: 998; 999|Not found: .*PNOT001|the ID (PNOT001|POVER01)/.test(
      stderr,
    );
  expect(wrong('unknown', 4, ran => isUndone(ran) && isSaid(ran))).toEqual([]);
});

test('an empty list is exit 0 and a sentence', () => {
  expect(wrong('empty', 0, ran => isSilent(ran) && saysNone(ran) && ran.stderr.endsWith('.\n'))).toEqual([]);
});

test('a name that fits several is exit 2 with the candidates', () => {
  const kindOf = ({command, line}: Ran) => {
    const twice = table[command]?.twice ?? {};
    return Object.entries(twice).find(([, asked]) => asked === line)?.[0] ?? '';
  };
  const namesBoth = (ran: Ran) => {
    const [, ...names] = pairs[kindOf(ran)] ?? [''];
    return names.length === 2 && names.every(name => ran.stderr.includes(name));
  };
  expect(wrong('twice', 2, ran => isSilent(ran) && namesBoth(ran))).toEqual([]);
});

test('half refused is exit 8 with each outcome', () => {
  const tellsBoth = ({command, stdout, stderr}: Ran) => {
    const rows: {status: string}[] = JSON.parse(stdout);
    const {details}: {details: string[]} = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error;
    const refused = rows.filter(({status}) => status === 'refused').length;
    // Of services stdout has the changed ones, as records: who was refused is told on stderr.
    const expected = command.startsWith('services') ? [1, 0, 1] : [2, 1, 1];
    return Bun.deepEquals([rows.length, refused, details.length], expected);
  };
  expect(wrong('half', 8, tellsBoth)).toEqual([]);
});
