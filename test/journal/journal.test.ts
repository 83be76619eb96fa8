import {expect, test} from 'bun:test';
import {appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import {type Demo, incident, withDemo} from '../incidents/demo.ts';
import {tempFolder} from '../support/pd.ts';

const changesOf = ({env}: Demo) => join(env['PD_STATE_DIR'] ?? '', 'changes');
const filesOf = (demo: Demo) => readdirSync(changesOf(demo)).map(name => join(changesOf(demo), name));

test('the journal is private, whatever the umask, and holds no key', async () => {
  await withDemo(async demo => {
    incident(demo.sandbox, 8).title = `Leaked ${sandboxKeys.user}`;
    const ran = await demo.program('incidents urgency 8 low');
    expect(ran.code).toBe(0);
    const [file = ''] = filesOf(demo);
    expect([statSync(changesOf(demo)).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(readFileSync(file, 'utf8')).not.toContain(sandboxKeys.user);
    // What was there before cannot be kept without the key, so it is not restored wrongly.
    const undone = await demo.program('undo');
    expect([undone.code, undone.stdout.includes('not known what it was before')]).toEqual([5, true]);
  });
});

test('a change that is made while the journal cannot be written is made all the same, and that is said', async () => {
  await withDemo(async demo => {
    mkdirSync(demo.env['PD_STATE_DIR'] ?? '', {recursive: true, mode: 0o700});
    // In the place of its folder there is a file.
    writeFileSync(changesOf(demo), '');
    const ran = await demo.pd('incidents resolve 8');
    expect([ran.code, incident(demo.sandbox, 8).status]).toEqual([0, 'resolved']);
    expect(ran.stderr).toContain('warning: pd undo cannot undo this change: its journal could not be written: ');
    expect(ran.stderr).toContain(`To undo: pd incidents reopen ${incident(demo.sandbox, 8).id}\n`);
    const others = ['incidents rename 7 "New"', 'services disable Search', 'incidents note 7 "Hi"'];
    for (const line of others) expect([line, (await demo.pd(line)).code]).toEqual([line, 0]);
  });
});

test('without a folder for it, the change is made and how to undo it is said', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('incidents resolve 8', {env: {PD_STATE_DIR: undefined, HOME: undefined}});
    expect([ran.code, incident(sandbox, 8).status]).toEqual([0, 'resolved']);
    expect(ran.stderr).toContain('set PD_STATE_DIR');
    expect((await pd('undo --list', {env: {PD_STATE_DIR: undefined, HOME: undefined}})).code).toBe(0);
  });
});

const canMount = process.getuid?.() === 0 && process.platform === 'linux';

test('on a full disk', async () => {
  if (!canMount) return void console.warn('not root on Linux: a full disk was not tried');
  const folder = tempFolder();
  const mounted = Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', 'size=64k,mode=700', 'tmpfs', folder]);
  if (mounted.exitCode !== 0) return void console.warn('tmpfs cannot be mounted: a full disk was not tried');
  try {
    await withDemo(async demo => {
      const env = {PD_STATE_DIR: join(folder, 'state')};
      expect((await demo.program('incidents urgency 8 low', {env})).code).toBe(0);
      expect(() => writeFileSync(join(folder, 'filler'), Buffer.alloc(1 << 20))).toThrow('ENOSPC');
      const ran = await demo.program('incidents resolve 8 7', {env});
      expect([ran.code, incident(demo.sandbox, 8).status]).toEqual([0, 'resolved']);
      expect(ran.stderr).toContain('warning: pd undo cannot undo this change: its journal could not be written');
      // What was written before can be undone: once, as there is room in its file.
      await demo.pd('incidents reopen 8');
      const undone = await demo.program('undo C1', {env});
      expect([undone.code, incident(demo.sandbox, 8).urgency]).toEqual([0, 'high']);
      expect(undone.stderr).toContain('warning: pd undo cannot undo this change');
      const again = await demo.program('undo C1', {env});
      expect([again.code, again.stderr.includes('already undone')]).toEqual([0, true]);
    });
  } finally {
    Bun.spawnSync(['umount', folder]);
  }
});

test('the last 200 changes are kept', async () => {
  await withDemo(async demo => {
    await demo.pd('incidents urgency 8 low');
    const [file = ''] = filesOf(demo);
    const text = readFileSync(file, 'utf8');
    for (let number = 2; number <= 230; number += 1) {
      writeFileSync(join(changesOf(demo), `${String(number).padStart(8, '0')}.jsonl`), text, {mode: 0o600});
    }
    expect((await demo.pd('incidents urgency 8 high')).stderr).toBe('To undo: pd undo C231\n');
    const names = readdirSync(changesOf(demo)).sort();
    expect([names.length, names[0], names.at(-1)]).toEqual([200, '00000032.jsonl', '00000231.jsonl']);
    // And 4 MB of them.
    appendFileSync(join(changesOf(demo), '00000200.jsonl'), ' '.repeat(5 << 20));
    expect((await demo.pd('incidents urgency 8 low')).stderr).toBe('To undo: pd undo C232\n');
    expect(readdirSync(changesOf(demo)).sort()[0]).toBe('00000201.jsonl');
  });
});

test('what a newer pd wrote is left alone and told; what is torn or foreign is passed over', async () => {
  await withDemo(async demo => {
    await demo.pd('incidents urgency 8 low');
    const place = (name: string, text: string) => writeFileSync(join(changesOf(demo), name), text, {mode: 0o600});
    place('00000002.jsonl', '{"v":2,"kind":"teleport"}\n');
    place('00000003.jsonl', '{"v":1,"at":"2026-');
    place('00000004.jsonl', '');
    place('notes.txt', 'mine');
    place('00000005.jsonl', 'x');
    chmodSync(join(changesOf(demo), '00000005.jsonl'), 0o666);
    const ran = await demo.pd('undo --list -o id');
    expect([ran.code, ran.stdout]).toEqual([8, 'C1\n']);
    expect(ran.stderr).toContain('pd: 1 change could not be listed');
    expect(ran.stderr).toContain('00000002.jsonl is left alone: a newer version of pd wrote it (format 2)');
    // The last change is that one: undoing an earlier one in its place would be wrong.
    const last = await demo.pd('undo');
    expect([last.code, last.stderr]).toEqual([2, expect.stringContaining('name the change: pd undo C1')]);
    expect((await demo.pd('undo C2')).stderr).toContain('C2 cannot be undone by this pd: a newer version');
    expect((await demo.pd('undo C1')).code).toBe(0);
    expect(readFileSync(join(changesOf(demo), '00000002.jsonl'), 'utf8')).toContain('teleport');
  });
});

test('a folder that others can write is not read, and stops no change', async () => {
  await withDemo(async demo => {
    await demo.pd('incidents urgency 8 low');
    chmodSync(changesOf(demo), 0o777);
    const ran = await demo.pd('incidents ack 8');
    expect([ran.code, ran.stderr.includes('can be written by others')]).toEqual([0, true]);
    expect([(await demo.pd('undo')).code, incident(demo.sandbox, 8).status]).toEqual([2, 'acknowledged']);
  });
});

test('two at once each have an entry of their own, and one change is undone once', async () => {
  await withDemo(async demo => {
    const {program, sandbox, asked} = demo;
    const ids = makeIncidents(sandbox.store, {count: 8, service: 'Search'});
    await Promise.all(ids.map(id => program(`incidents urgency ${id} low`)));
    expect(filesOf(demo).length).toBe(8);
    expect((await program('undo --list -o id')).stdout.trim().split('\n').length).toBe(8);
    await program(`incidents priority ${ids.join(' ')} P1`);
    const before = asked().length;
    const both = await Promise.all([program('undo'), program('undo')]);
    expect(both.map(({code}) => code)).toEqual([0, 0]);
    expect(both.filter(({stderr}) => stderr.includes('already undone')).length).toBe(1);
    expect(
      asked()
        .slice(before)
        .filter(line => line.startsWith('PUT')).length,
    ).toBe(1);
    expect(ids.map(id => sandbox.store.incidents.get(id)?.priority)).toEqual(ids.map(() => null));
  });
});
