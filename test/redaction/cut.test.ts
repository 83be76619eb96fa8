import {expect, test} from 'bun:test';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {startSandbox} from '../../src/sandbox/server.ts';
import {runLine} from '../support/line.ts';

const key = 'u+Vd7qXw2mKp9_ZtR4cJ';

test('no half of a key is shown where a typed word is cut', async () => {
  const sandbox = await startSandbox({seed: demoSeed});
  const word = `${'x'.repeat(70)}${key}`;
  const env = {PD_API_KEY: key, PD_API_URL: sandbox.url, PD_EVENTS_URL: sandbox.url};
  for (const args of [
    ['rest', 'get', `?${word}`],
    ['incidents', 'show', word],
    ['services', 'show', word],
    ['incidents', 'ls', '--sort', word],
    ['incidents', 'ls', '--since', word],
    ['events', 'trigger', '-s', 'x', '--link', word],
    ['events', 'trigger', '-s', 'x', '-d', word],
  ]) {
    for (const format of ['table', 'json']) {
      const {stderr, stdout} = await runLine([...args, '-o', format], {env});
      expect([args, stdout + stderr]).not.toEqual([args, expect.stringContaining(key.slice(0, 4))]);
    }
  }
  await sandbox.close();
});
