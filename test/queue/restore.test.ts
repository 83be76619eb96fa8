import {expect, test} from 'bun:test';
import {mkdirSync, renameSync, truncateSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {entryName, nextSeq, parseName} from '../../src/lib/queue/entry-name.ts';
import {trigger, world} from '../support/events-world.ts';

const queue = (...args: string[]): string[] => ['events', 'queue', ...args];

test('what was set aside is listed with an ID, and restore puts it back in its place', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  await one.pd(['events', 'resolve', 'k1']);
  // As an older pd did with a file that it could not read.
  const [first = ''] = one.files('pending').sort((a, b) => basename(a).localeCompare(basename(b)));
  mkdirSync(join(one.state, 'queue', 'aside'), {mode: 0o700});
  renameSync(first, join(one.state, 'queue', 'aside', basename(first)));
  const listed = JSON.parse((await one.pd(queue('ls', '--json'))).stdout);
  expect(listed.map(({state}: {state: string}) => state)).toEqual(['queued', 'set aside']);
  const id = listed[1].id;
  expect(listed[1]).toMatchObject({dedup_key: 'k1', event_action: 'trigger'});
  const wrong = await one.pd(queue('retry', id));
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain(`pd events queue restore ${id}`);
  expect((await one.pd(queue('restore', id, '--dry-run'))).stdout).toContain('would be queued');
  expect((await one.pd(queue('restore', id))).code).toBe(0);
  await one.up();
  expect((await one.pd(queue('flush'))).code).toBe(0);
  expect(one.keys()).toEqual(['trigger k1', 'resolve k1']);
  expect((await one.pd(queue('restore', id))).code).toBe(4);
  await one.down();
});

test('a file that is not an event is not restored; rm removes it', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const [torn = ''] = one.files('pending');
  truncateSync(torn, 20);
  writeFileSync(join(one.state, 'queue', 'notes.txt'), 'not an event');
  expect(JSON.parse((await one.pd(queue('status', '--json'))).stdout)).toMatchObject({queued: 0});
  const flushed = await one.pd(queue('flush'));
  expect(flushed.code).toBe(8);
  expect(flushed.stderr).toContain('pd events queue ls');
  const listed = await one.pd(queue('ls', '--json'));
  expect(listed.code).toBe(0);
  const rows: {id: string; state: string; reason: string}[] = JSON.parse(listed.stdout);
  expect(rows.map(({state}) => state)).toEqual(['set aside', 'set aside']);
  const ids = rows.map(({id}) => id);
  for (const id of ids) {
    const refused = await one.pd(queue('restore', id));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('cannot be put back');
  }
  expect(one.files('aside')).toHaveLength(2);
  expect((await one.pd(queue('rm', ...ids))).code).toBe(0);
  expect((await one.pd(queue('status', '--max-age', '1h'))).code).toBe(0);
});

test('a file of a newer pd that was set aside is put back by that pd', async () => {
  const one = await world();
  await one.pd(trigger('k1'));
  const [file = ''] = one.files('pending');
  mkdirSync(join(one.state, 'queue', 'aside'), {mode: 0o700});
  const aside = join(one.state, 'queue', 'aside', basename(file));
  renameSync(file, aside);
  writeFileSync(aside, '{"version":2}');
  const [{id}] = JSON.parse((await one.pd(queue('ls', '--json'))).stdout);
  const refused = await one.pd(queue('restore', id));
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('with that version: pd events queue restore'),
  ]);
});

test("in the year 2290 and before 1970, an event's file name can be read back", () => {
  for (const year of [1960, 2026, 2260, 2290, 9999]) {
    const nowMs = Date.UTC(year, 0, 1);
    const earlier = entryName({seq: nextSeq(nowMs, []), keyHash: '0'.repeat(16), group: '1'.repeat(16)});
    const later = entryName({...earlier, seq: nextSeq(nowMs, [earlier])});
    expect(parseName(earlier.file)).toEqual(earlier);
    expect(parseName(later.file)).toEqual(later);
    expect(later.seq).toBeGreaterThan(earlier.seq);
    expect(later.file > earlier.file).toBe(true);
  }
});
