import {expect, test} from 'bun:test';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {runLine} from '../support/line.ts';
import {tempFolder} from '../support/pd.ts';

test('the default key is the same for one user, whatever the environment says of the name', async () => {
  const keyWith = async (env: Record<string, string>): Promise<unknown> => {
    const {stdout} = await runLine(['events', 'run', '--dry-run', '-o', 'jsonl', '--', 'true'], {
      env: {PD_ROUTING_KEY: 'R'.repeat(32), PD_CONFIG_DIR: tempFolder(), ...env},
    });
    return JSON.parse(stdout.split('\n')[0] ?? '').body.dedup_key;
  };
  const keys = await Promise.all([keyWith({}), keyWith({LOGNAME: 'mona'}), keyWith({USER: 'lisa'})]);
  expect(keys[0]).toMatch(/^run:/);
  expect(new Set(keys).size).toBe(1);
});

test('a key that PagerDuty would refuse is refused before the command is run', async () => {
  const file = join(tempFolder(), 'made');
  const {code, stderr} = await runLine(['events', 'run', '--dedup-key', '😀'.repeat(256), '--', 'touch', file]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('256 characters')]);
  expect(existsSync(file)).toBe(false);
});
