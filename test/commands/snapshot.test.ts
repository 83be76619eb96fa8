import {expect, test} from 'bun:test';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {contract} from './contract.ts';

test('the commands, arguments and flags are those of commands.snapshot.json (npm run snapshot, when a change is meant)', async () => {
  const recorded = readFileSync(join(import.meta.dir, '..', 'commands.snapshot.json'), 'utf8');
  const now = await contract();
  expect(Object.keys(JSON.parse(now)).length).toBeGreaterThan(50);
  // Only what differs: the whole is too long to look through.
  const [was, is] = [recorded.split('\n'), now.split('\n')];
  expect({gone: was.filter(line => !is.includes(line)), come: is.filter(line => !was.includes(line))}).toEqual({
    gone: [],
    come: [],
  });
  expect(now === recorded).toBe(true);
});
