import {expect, test} from 'bun:test';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {startSandbox} from '../../src/sandbox/server.ts';
import {nightTasks, typeAll} from './night.ts';

const hasBash = Bun.which('bash') !== null;
if (!hasBash) console.warn('bash is not installed: the keystrokes of a night were not counted');

test.skipIf(!hasBash)(
  'what is needed at night takes few keys, typed at a real terminal',
  async () => {
    const sandbox = await startSandbox({seed: demoSeed});
    try {
      const typed = await typeAll(nightTasks, sandbox);
      for (const [index, {name, most, shows}] of nightTasks.entries()) {
        const {screen = '', keys = Number.POSITIVE_INFINITY} = typed[index] ?? {};
        expect([name, shows.test(screen) || screen, keys <= most]).toEqual([name, true, true]);
      }
    } finally {
      await sandbox.close();
    }
  },
  60_000,
);
