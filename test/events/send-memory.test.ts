import {expect, test} from 'bun:test';
import {existsSync, readFileSync} from 'node:fs';
import {cleanEnv, program} from '../support/pd.ts';
import {scriptedServer} from '../support/scripted-server.ts';
import {accept, eventsEnv, lines, trigger} from './events-server.ts';

const details = {log: 'l'.repeat(500_000)};
const event = (index: number): string =>
  trigger(`k${index}`, {payload: {summary: 's', source: 'x', severity: 'info', custom_details: details}});

// Elsewhere a child is charged with the memory of the one that started it.
test.skipIf(!existsSync('/proc/self/status'))(
  'an endless input of large lines: what is sent is not kept in memory (needs /proc)',
  async () => {
    using server = await scriptedServer([accept]);
    const child = Bun.spawn([program, 'events', 'send', '-', '-o', 'id'], {
      env: cleanEnv(eventsEnv(server.url)),
      stdin: 'pipe',
      stdout: 'pipe',
    });
    const reader = child.stdout.getReader();
    for (let index = 0; index < 600; index++) {
      child.stdin.write(lines(event(index)));
      await child.stdin.flush();
      // The server keeps what it has seen.
      if (index % 10 === 9) await reader.read().then(() => server.seen.splice(0));
    }
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
    // All that has gone through would be 350 MB and more. How much is garbage at a time depends on the load of the machine.
    expect(Number(peak)).toBeLessThan(330_000);
    child.stdin.end();
    for (let {done} = await reader.read(); !done; ) ({done} = await reader.read());
    expect(await child.exited).toBe(0);
  },
);
