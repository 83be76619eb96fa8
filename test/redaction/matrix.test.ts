import {expect, test} from 'bun:test';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {startSandbox} from '../../src/sandbox/server.ts';
import {Clock} from '../support/clock.ts';
import {addRecords} from '../support/demo-account.ts';
import {words} from '../support/words.ts';
import {makeWorld} from '../support/world.ts';
import {echoServer, type Manner} from './echo-server.ts';
import {echoing, leakFinder} from './echoes.ts';
import {lines} from './lines.ts';

const [apiKey, routingKey] = ['u+Vd7qXw2mKp9_ZtR4cJ', 'R0b7Qz3kW9xLm2Vc8TnYd4HsJg6PfA1e'] as const;
const keys = [apiKey, routingKey];
const formats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'tsv', 'id'];
/** Undefined for what the account itself says: 200, 201, 202, 204. */
const statuses = [undefined, 500, 400, 401, 404] as const;
const manners = ['own', 'other', 'page', 'text'] as const;
const input = '{"event_action":"trigger","payload":{"summary":"x","source":"x","severity":"info"}}\n';

test('a key that a server repeats is never written by pd, whatever the command, its output and the answer', async () => {
  const clock = new Clock();
  const sandbox = await startSandbox({seed: demoSeed, now: clock.now});
  addRecords(sandbox);
  using server = await echoServer(sandbox.url, echoing(keys), {
    [apiKey]: sandboxKeys.user,
    [routingKey]: sandboxKeys.routing,
  });
  const world = makeWorld({PD_PROFILE: 'w'}, clock);
  mkdirSync(world.config, {mode: 0o700});
  const profile = {apiKey, routingKey, from: sandboxKeys.from, apiUrl: server.url, eventsUrl: server.url};
  writeFileSync(join(world.config, 'profiles.json'), JSON.stringify({profiles: {w: profile}}), {mode: 0o600});
  const leakIn = leakFinder(keys);
  const leaked: string[] = [];
  let count = 0;
  for (const status of statuses) {
    for (const [index, line] of lines.entries()) {
      for (const turn of [0, 1]) {
        const manner: Manner = {
          status,
          isForWritesOnly: (index + turn) % 2 === 0,
          words: manners[count % manners.length] ?? 'own',
        };
        server.behave(manner);
        const format = formats[(2 * index + turn + count) % formats.length] ?? 'json';
        const args = [...words(line), '-o', format];
        const terminal = count % 3 === 0 ? {terminal: 120} : {};
        const {stdout, stderr} = await world.pd(args, {stdin: input, ...terminal});
        count += 1;
        for (const [where, text] of [
          ['stdout', stdout],
          ['stderr', stderr],
        ] as const) {
          const found = leakIn(text);
          if (found !== undefined) leaked.push(`${args.join(' ')} [${status} ${manner.words}] ${where}: ${found}`);
        }
      }
    }
  }
  const files = filesIn(world.folder);
  // What was queued while the server failed was refused later, with a reason.
  expect(files.some(file => file.includes('/rejected/'))).toBe(true);
  for (const file of files) {
    const found = leakIn(readFileSync(file, 'utf8'));
    if (found !== undefined) leaked.push(`${file}: ${found}`);
  }
  await sandbox.close();
  console.log(`${count} runs, ${leaked.length} leaks`);
  expect(leaked.slice(0, 20)).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(800);
}, 600_000);

/** But for the profiles, which hold the keys. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap(name => {
    const file = join(folder, name);
    if (statSync(file).isDirectory()) return filesIn(file);
    return name === 'profiles.json' ? [] : [file];
  });
}
