import {expect, test} from 'bun:test';
import {cleanEnv, program, spawnPd} from '../support/pd.ts';
import {type Answer, json, scriptedServer} from '../support/scripted-server.ts';
import {accept, bodies, eventsEnv, lines, trigger, withServer} from './events-server.ts';

test('lines are sent as they arrive', async () => {
  using server = await scriptedServer([accept]);
  const child = Bun.spawn([program, 'events', 'send', '-', '-o', 'id'], {
    env: cleanEnv(eventsEnv(server.url)),
    stdin: 'pipe',
    stdout: 'pipe',
  });
  const reader = child.stdout.getReader();
  child.stdin.write(lines(trigger('first')));
  child.stdin.flush();
  const {value} = await reader.read();
  expect(Buffer.from(value ?? []).toString()).toBe('first\n');
  child.stdin.write(lines(trigger('second')));
  child.stdin.end();
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('second\n');
  expect(await child.exited).toBe(0);
});

test('the events of one key stay in order while others are sent concurrently', async () => {
  let open = 0;
  let most = 0;
  const busy = new Set<string>();
  const overlaps: string[] = [];
  const held: (() => void)[] = [];
  const slow: Answer = (response, request) => {
    const {dedup_key} = JSON.parse(request.body);
    if (busy.has(dedup_key)) overlaps.push(dedup_key);
    busy.add(dedup_key);
    most = Math.max(most, ++open);
    held.push(() => {
      open--;
      busy.delete(dedup_key);
      accept(response, request);
    });
    // The first one waits for a second beside it.
    if (most > 1) setTimeout(() => held.splice(0).forEach(answer => void answer()), 5);
  };
  const all = Array.from({length: 40}, (_, index) => trigger(`k${index % 5}`, {client: String(index)}));
  await withServer([slow], async (seen, pd) => {
    expect((await pd(['events', 'send', '-', '--concurrency', '3'], {stdin: lines(...all)})).code).toBe(0);
    expect(overlaps).toEqual([]);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    for (const key of ['k0', 'k1', 'k2', 'k3', 'k4']) {
      const order = bodies(seen)
        .filter(({dedup_key}) => dedup_key === key)
        .map(({client}) => Number(client));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });
});

test('a resolve stays behind a trigger that was not delivered', async () => {
  const stdin = lines(
    trigger('k1'),
    '{"event_action":"resolve","dedup_key":"k1"}',
    '{"event_action":"resolve","dedup_key":"k2"}',
  );
  await withServer([json(503, {}), accept], async (seen, pd) => {
    const {code, stderr} = await pd(['events', 'send', '-', '--concurrency', '1'], {stdin});
    expect(code).toBe(8);
    expect(bodies(seen).map(({dedup_key}) => dedup_key)).toEqual(['k1', 'k2']);
    expect(stderr).toContain('line 2: not sent');
  });
});

test('a reader that stops reading does not stop the sending', async () => {
  using server = await scriptedServer([accept]);
  const all = Array.from({length: 30}, (_, index) => trigger(`k${index}`));
  const child = spawnPd(['events', 'send', '-', '-o', 'id'], {env: eventsEnv(server.url), stdin: lines(...all)});
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  expect(await child.exited).toBe(0);
  expect(server.seen.length).toBe(30);
});
