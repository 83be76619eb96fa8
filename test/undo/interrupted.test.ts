import {expect, test} from 'bun:test';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import {type Demo, withDemo} from '../incidents/demo.ts';
import {until} from '../support/events-world.ts';

interface Row {
  id: string;
  status: string;
}

const statusOf =
  ({sandbox}: Demo) =>
  (id: string) =>
    sandbox.store.incidents.get(id)?.status;

/** Acknowledges 750 incidents, and sends the signal once the second PUT is under way, which is carried out or not. */
async function interrupted(demo: Demo, signal: NodeJS.Signals, isCarriedOut: boolean) {
  const {sandbox, spawn, asked} = demo;
  const ids = makeIncidents(sandbox.store, {count: 750, service: 'Search'});
  const [first = '', second = ''] = [ids[0], ids[250]];
  sandbox.fail({match: {method: 'PUT', body: second}, hang: true, after: isCarriedOut});
  const child = spawn(['incidents', 'ack', '-', '-o', 'jsonl'], {stdin: ids.join('\n')});
  const isSent = () => asked().filter(line => line.startsWith('PUT')).length === 2;
  await until(() => isSent() && (!isCarriedOut || statusOf(demo)(second) === 'acknowledged'));
  child.kill(signal);
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const rows: Row[] =
    stdout.trim() === ''
      ? []
      : stdout
          .trim()
          .split('\n')
          .map(line => JSON.parse(line));
  return {ids, first, rows, stderr, code: await child.exited};
}

test.each([true, false])(
  'Ctrl-C in the middle of 750: each outcome is told, and all that was done is undone (second carried out: %p)',
  async isCarriedOut => {
    await withDemo(async demo => {
      const {ids, rows, stderr, code} = await interrupted(demo, 'SIGINT', isCarriedOut);
      expect(code).toBe(130);
      expect(rows.map(({id}) => id)).toEqual(ids);
      const counts = (status: string) => rows.filter(row => row.status === status).length;
      expect(['acknowledged', 'unknown', 'not tried'].map(counts)).toEqual([250, 250, 250]);
      expect(stderr).toContain('To undo: pd undo C1');
      const error = JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;
      expect(error.message).toBe('Interrupted by SIGINT: 250 of 750 were acknowledged, 250 unknown, 250 not tried');
      expect(error.details[0]).toContain(`unknown: ${ids[250]} `);
      const undone = await demo.program('undo -o jsonl');
      expect([undone.code, undone.stdout.trim().split('\n').length]).toEqual([0, 500]);
      expect(ids.map(statusOf(demo))).toEqual(ids.map(() => 'triggered'));
      expect((await demo.program('undo')).stderr).toContain('already undone');
    });
  },
  30_000,
);

test('a command that was killed has an entry, and all that it did is undone', async () => {
  await withDemo(async demo => {
    const {ids, rows} = await interrupted(demo, 'SIGKILL', true);
    // The first 250 may have been printed by then.
    expect([0, 250]).toContain(rows.length);
    const undone = await demo.program('undo -o id');
    expect(undone.code).toBe(0);
    expect(ids.map(statusOf(demo))).toEqual(ids.map(() => 'triggered'));
  });
}, 30_000);

test('snoozes that are interrupted, one request each, are told and undone', async () => {
  await withDemo(async demo => {
    const {sandbox, spawn, asked} = demo;
    const ids = makeIncidents(sandbox.store, {count: 12, service: 'Search'});
    sandbox.fail({match: {method: 'POST', path: `/incidents/${ids[5]}`}, hang: true});
    const args = ['incidents', 'snooze', '-', '--for', '1h', '-o', 'jsonl', '--concurrency', '1'];
    const child = spawn(args, {stdin: ids.join('\n')});
    await until(() => asked().includes(`POST /incidents/${ids[5]}/snooze`));
    child.kill('SIGTERM');
    const stdout = await new Response(child.stdout).text();
    expect(await child.exited).toBe(143);
    const rows: Row[] = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(rows.map(({status}) => status)).toEqual([
      ...Array(5).fill('acknowledged'),
      'unknown',
      ...Array(6).fill('not tried'),
    ]);
    expect((await demo.program('undo')).code).toBe(0);
    expect(ids.map(statusOf(demo))).toEqual(ids.map(() => 'triggered'));
  });
});

test('an undo that is interrupted goes on where it was', async () => {
  await withDemo(async demo => {
    const {sandbox, spawn, asked, pd} = demo;
    const ids = makeIncidents(sandbox.store, {count: 300, service: 'Search'});
    expect((await pd('incidents resolve - -o id', {stdin: ids.join('\n')})).code).toBe(0);
    const puts = () => asked().filter(line => line.startsWith('PUT')).length;
    const before = puts();
    sandbox.fail({match: {method: 'PUT', body: ids[299] ?? ''}, hang: true, after: true});
    const child = spawn(['undo', '-o', 'jsonl']);
    await until(() => puts() === before + 2 && statusOf(demo)(ids[299] ?? '') === 'triggered');
    child.kill('SIGINT');
    expect(await child.exited).toBe(130);
    const again = await demo.program('undo');
    expect([again.code, ids.filter(id => statusOf(demo)(id) !== 'triggered')]).toEqual([0, []]);
    expect((await pd('undo')).stderr).toContain('already undone');
  });
}, 30_000);
