import {expect, test} from 'bun:test';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {demoSeed} from '../src/sandbox/demo.ts';
import {startSandbox} from '../src/sandbox/server.ts';
import {tempFolder} from './support/pd.ts';
import {sandboxEnv} from './support/sandbox.ts';
import {matches, readSteps, runSteps} from './support/transcript.ts';

const root = join(import.meta.dir, '..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];

/** The blocks that show pd at work: ```console, with `$ ` before what is typed. */
const consoleBlocks = (page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```console\n([\s\S]*?)^```/gm)].map(match => match[1] ?? '');

for (const page of pages) {
  const steps = consoleBlocks(page).flatMap(readSteps);
  if (steps.length === 0) continue;
  test(`the examples of ${page} run as they stand`, async () => {
    // The README tells one to start the account of --demo; the others begin with an empty one.
    const sandbox = await startSandbox(page === 'README.md' ? {seed: demoSeed} : {});
    const env = {...sandboxEnv(sandbox), PD_STATE_DIR: join(tempFolder(), 'state')};
    const results = await runSteps(steps, env, tempFolder());
    await sandbox.close();
    for (const [index, step] of steps.entries()) {
      const result = results[index];
      expect(`${step.command}: ${result?.code}\n${result?.output}`).toStartWith(`${step.command}: ${step.code}\n`);
      if (step.expected.length > 0 && !matches(result?.output ?? '', step.expected)) {
        expect(`$ ${step.command}\n${result?.output}`).toBe(`$ ${step.command}\n${step.expected.join('\n')}`);
      }
    }
  });
}

test('no example of the README changes every incident', () => {
  const piped = consoleBlocks('README.md')
    .flatMap(readSteps)
    .filter(({command}) => /\| *pd incidents/.test(command));
  expect(piped.length).toBeGreaterThan(0);
  for (const {command} of piped) expect(command).toMatch(/grep|--mine|--service/);
  expect(readFileSync(join(root, 'README.md'), 'utf8')).not.toMatch(/^\$.*--yes/m);
});

test('no page leads to a file that is not there', () => {
  const missing = pages.flatMap(page =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(match => join(root, page, '..', match[1] ?? ''))
      .filter(path => !Bun.file(path).size && !isFolder(path)),
  );
  expect(missing).toEqual([]);
});

function isFolder(path: string): boolean {
  try {
    return readdirSync(path).length >= 0;
  } catch {
    return false; // not a folder
  }
}
