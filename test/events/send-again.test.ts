import {expect, test} from 'bun:test';
import {once} from 'node:events';
import {chmodSync, statSync, truncateSync} from 'node:fs';
import {join} from 'node:path';
import {runLine} from '../support/line.ts';
import {spawnPd, tempFolder} from '../support/pd.ts';
import {hang, json, scriptedServer} from '../support/scripted-server.ts';
import {accept, bodies, eventsEnv, fileIn, lines, trigger, withServer} from './events-server.ts';

const resolve = '{"event_action":"resolve","dedup_key":"k1"}';
const keys = (text: string): string[] => text.split('\n').filter(key => key !== '');

test('killed and started again with the same input: what was acknowledged is not sent twice', async () => {
  const journal = join(tempFolder(), 'journal');
  const all = Array.from({length: 60}, (_, index) => trigger(`k${index}`));
  const args = ['events', 'send', '-', '-o', 'id', '--journal', journal];
  const accepted = 24;
  let left = accepted;
  using server = await scriptedServer([(...call) => (left-- > 0 ? accept : hang)(...call)]);
  const child = spawnPd(args, {env: eventsEnv(server.url), stdin: lines(...all)});
  while (server.seen.length < accepted + 4) await once(server.arrivals, 'request');
  child.kill('SIGKILL');
  const acknowledged = keys(await new Response(child.stdout).text());
  expect(acknowledged.length).toBeGreaterThan(10);
  left = Number.POSITIVE_INFINITY;
  const before = server.seen.length;
  const again = await runLine(args, {env: eventsEnv(server.url), stdin: lines(...all)});
  expect(again.code).toBe(0);
  expect(keys(again.stdout).length).toBe(60);
  const sent = bodies(server.seen.slice(before)).map(({dedup_key}) => dedup_key);
  expect(acknowledged.filter(key => sent.includes(key))).toEqual([]);
  // What was accepted may be in the journal, and not yet printed, when pd is killed.
  const arrived = bodies(server.seen.slice(0, accepted)).map(({dedup_key}) => dedup_key);
  expect(new Set([...arrived, ...sent]).size).toBe(60);
});

test('an input that is sent again from the start is sent once; an event that is in it twice is sent twice', async () => {
  const journal = join(tempFolder(), 'journal');
  const stdin = lines(trigger('k1'), resolve, trigger('k1'), trigger('k2'), '{"payload":{"summary":"deployed"}}');
  await withServer([accept], async (seen, pd) => {
    const args = ['events', 'send', '-', '--concurrency', '1', '--journal', journal, '-o', 'jsonl'];
    const first = await pd(args, {stdin: lines(trigger('k1'), resolve)});
    expect(first.code).toBe(0);
    const {code, stdout} = await pd(args, {stdin});
    expect(code).toBe(0);
    const statuses = keys(stdout).map(line => JSON.parse(line).status);
    expect(statuses).toEqual(['skipped', 'skipped', 'success', 'success', 'success']);
    expect(bodies(seen).map(({dedup_key}) => dedup_key)).toEqual(['k1', 'k1', 'k1', 'k2', undefined]);
    expect((await pd(args, {stdin})).stdout.match(/skipped/g)).toHaveLength(4);
    // Another content is another event, and without the journal everything goes out.
    await pd(args, {stdin: lines(trigger('k2', {client: 'x'}))});
    await pd(['events', 'send', '-'], {stdin: lines(trigger('k2'))});
    expect(seen.length).toBe(8);
    expect(statSync(journal).mode & 0o777).toBe(0o600);
  });
});

test('what failed is sent again; the time that pd adds does not make it a different event', async () => {
  const journal = join(tempFolder(), 'journal');
  const env = {PD_STATE_DIR: tempFolder(), PD_SPOOL: '1'};
  const args = ['events', 'send', '-', '--journal', journal, '--concurrency', '1'];
  await withServer(
    [accept, json(400, {status: 'invalid event', message: 'no', errors: ['x']}), accept],
    async (seen, pd) => {
      const stdin = lines(trigger('a'), trigger('b'));
      expect((await pd(args, {stdin, env})).code).toBe(8);
      expect((await pd(args, {stdin, env})).code).toBe(0);
      expect(bodies(seen).map(({dedup_key}) => dedup_key)).toEqual(['a', 'b', 'b']);
    },
  );
});

test.each([
  ['another file', fileIn(tempFolder(), 'notes', 'important\n')],
  ['one of a newer pd', fileIn(tempFolder(), 'newer', 'pd events send journal 2\n')],
  ['a folder', tempFolder()],
  ['a device', '/dev/null'],
  ['a file in no folder', '/no/such/folder/journal'],
  ['a file that others can write', changed(path => chmodSync(path, 0o666))],
  ['a file of 3 GB', changed(path => truncateSync(path, 3e9))],
])('%s is not a journal: exit 2, nothing sent, nothing changed', async (_what, path) => {
  await withServer([accept], async (seen, pd) => {
    const {code, stderr} = await pd(['events', 'send', '-', '--journal', path], {stdin: lines(trigger('a'))});
    expect(code).toBe(2);
    expect(stderr).toContain(path.endsWith('newer') ? 'a newer version of pd wrote it (format 2)' : '--journal');
    expect(seen.length).toBe(0);
  });
});

function changed(change: (path: string) => void): string {
  const path = fileIn(tempFolder(), 'journal', '');
  change(path);
  return path;
}

test('an incomplete line of the journal is not continued', async () => {
  const path = fileIn(tempFolder(), 'journal', 'pd events send journal 1\n0123');
  await withServer([accept], async (seen, pd) => {
    const args = ['events', 'send', '-', '--journal', path];
    await pd(args, {stdin: lines(trigger('a'))});
    await pd(args, {stdin: lines(trigger('a'))});
    expect(seen.length).toBe(1);
  });
});

test('interrupted, it says at which line to continue', async () => {
  using server = await scriptedServer([accept, accept, hang]);
  const all = Array.from({length: 9}, (_, index) => trigger(`k${index}`));
  const args = ['events', 'send', '-', '--concurrency', '1'];
  const child = spawnPd(args, {env: eventsEnv(server.url), stdin: lines(...all)});
  while (server.seen.length < 3) await once(server.arrivals, 'request');
  child.kill('SIGTERM');
  expect(await new Response(child.stderr).text()).toContain('ontinue with line 3');
  expect(await child.exited).toBe(143);
});

test('at the end it names the last line, after many events and if something was not sent', async () => {
  await withServer([accept], async (_seen, pd) => {
    const all = Array.from({length: 100}, (_, index) => trigger(`k${index}`));
    const {stderr} = await pd(['events', 'send', '-'], {stdin: lines(...all)});
    expect(stderr).toBe('100 events were sent; the input ended with line 100\n');
    const torn = await pd(['events', 'send', '-'], {stdin: `${lines(trigger('a'))}{"event_action":"tri`});
    expect(torn.stderr).toContain('line 2: the input ends in the middle of the event');
    expect(torn.stderr).toContain('1 of 2 events were not sent; the input ended with line 2');
  });
});
