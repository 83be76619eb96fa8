import {expect, test} from 'bun:test';
import {existsSync, readFileSync} from 'node:fs';
import {runPd, spawnPd} from '../support/pd.ts';

const maskOf = (pid: number | 'self') => readFileSync(`/proc/${pid}/coredump_filter`, 'utf8');

// Only Linux has this mask, and only with a kernel that writes cores.
test.skipIf(!existsSync('/proc/self/coredump_filter'))(
  'a core dump would contain none of pd’s memory, and that of a watched job is unaffected',
  async () => {
    const sandbox = spawnPd(['sandbox', '-o', 'id']);
    await new Response(sandbox.stdout).text();
    const own = maskOf(sandbox.pid);
    sandbox.kill('SIGINT');
    await sandbox.exited;
    expect(Number.parseInt(own, 16)).toBe(0);
    const job = await runPd(['events', 'run', '--', 'cat', '/proc/self/coredump_filter'], {
      env: {PD_ROUTING_KEY: 'R'.repeat(32), PD_EVENTS_URL: 'http://127.0.0.1:9', PD_MAX_WAIT: '0s'},
    });
    expect(job.stdout).toBe(maskOf('self'));
  },
);
