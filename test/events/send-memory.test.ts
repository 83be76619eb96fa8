import {expect, test} from 'bun:test';
import {canMeasureMemory, memoryKb} from '../support/memory.ts';
import {cleanEnv, program} from '../support/pd.ts';
import {scriptedServer} from '../support/scripted-server.ts';
import {accept, eventsEnv, lines, trigger} from './events-server.ts';

const details = {log: 'l'.repeat(500_000)};
const event = (index: number): string =>
  trigger(`k${index}`, {payload: {summary: 's', source: 'x', severity: 'info', custom_details: details}});

test.skipIf(!canMeasureMemory)(
  'an endless input of large lines: what is sent is not kept in memory (needs /proc)',
  async () => {
    using server = await scriptedServer([accept]);
    const child = Bun.spawn([program, 'events', 'send', '-', '-o', 'id'], {
      env: cleanEnv(eventsEnv(server.url)),
      stdin: 'pipe',
      stdout: 'pipe',
    });
    const reader = child.stdout.getReader();
    let count = 0;
    const sendTen = async (): Promise<void> => {
      for (const index of Array(10).keys()) child.stdin.write(lines(event(count + index)));
      count += 10;
      await child.stdin.flush();
      // The server keeps what it has seen.
      await reader.read().then(() => server.seen.splice(0));
    };
    const heldKb = (): number => memoryKb(child.pid, 'VmRSS');
    while (count < 400) await sendTen();
    // All that has gone through is 200 MB. How much garbage there is at a time depends on the load of the machine, but it goes.
    while (heldKb() > 230_000 && count < 1000) await sendTen();
    expect(heldKb()).toBeLessThan(230_000);
    child.stdin.end();
    for (let {done} = await reader.read(); !done; ) ({done} = await reader.read());
    expect(await child.exited).toBe(0);
  },
);
