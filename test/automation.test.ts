import {expect, test} from 'bun:test';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {demoSeed} from '../src/sandbox/demo.ts';
import {startSandbox} from '../src/sandbox/server.ts';
import {tempFolder} from './support/pd.ts';
import {sandboxEnv} from './support/sandbox.ts';
import {runSteps} from './support/transcript.ts';

const page = readFileSync(join(import.meta.dir, '..', 'docs', 'automation.md'), 'utf8');
const recipes = page.split('\n').filter(line => line.startsWith('pd ') && line.includes('| jq'));

test.skipIf(Bun.which('jq') === null)(
  'the recipes for jq print something each, from the demo account (needs jq)',
  async () => {
    expect(recipes.length).toBe(5);
    const sandbox = await startSandbox({seed: demoSeed});
    const steps = recipes.map(line => ({command: `set -o pipefail; ${line}`, expected: [], code: 0}));
    const results = await runSteps(steps, sandboxEnv(sandbox), tempFolder());
    await sandbox.close();
    for (const [at, line] of recipes.entries()) {
      const {code, output} = results[at] ?? {code: -1, output: ''};
      expect({line, code, output}).toEqual({line, code: 0, output: expect.stringMatching(/\S/)});
      expect(output).not.toContain('null');
    }
  },
);

test('the crontab lines name commands and flags that there are', () => {
  const pages = page + readFileSync(join(import.meta.dir, '..', 'docs', 'queue.md'), 'utf8');
  const lines = [...pages.matchAll(/^\S+ \S+ \* \* \*\s+(?:root {2}.*?; )?(pd .*)$/gm)].map(([, line = '']) => line);
  expect(lines.length).toBeGreaterThan(4);
  const commands = readFileSync(join(import.meta.dir, '..', 'docs', 'commands.md'), 'utf8');
  for (const line of lines) {
    const name = /^pd [a-z ]+?(?= --| -)/.exec(line)?.[0] ?? line;
    const section = commands.split(`### ${name}\n`)[1]?.split('\n### ')[0] ?? '';
    for (const [flag] of (line.split(' -- ')[0] ?? '').matchAll(/--[a-z-]+/g)) {
      expect(`${section}${commands.split('## Global flags')[1]}`).toContain(flag.slice(2));
    }
  }
});
