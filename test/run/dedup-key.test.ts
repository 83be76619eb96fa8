import {expect, test} from 'bun:test';
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
