import {expect, test} from 'bun:test';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PdError} from '../../src/lib/base/errors.ts';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {startSandbox} from '../../src/sandbox/server.ts';
import {Clock} from '../support/clock.ts';
import {addRecords} from '../support/demo-account.ts';
import type {RunResult} from '../support/pd.ts';
import {words} from '../support/words.ts';
import {makeWorld} from '../support/world.ts';
import {echoServer, harmful, type Manner} from './echo-server.ts';
import {echoing, leakFinder} from './echoes.ts';
import {lines, runLines, watchLines, watchMs} from './lines.ts';

const [apiKey, routingKey] = ['u+Vd7qXw2mKp9_ZtR4cJ', 'R0b7Qz3kW9xLm2Vc8TnYd4HsJg6PfA1e'] as const;
const keys = [apiKey, routingKey];
const formats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'tsv', 'id'];
/** Undefined for what the account itself says: 200, 201, 202, 204. */
const statuses = [undefined, 500, 400, 401, 404] as const;
const manners = ['own', 'other', 'page', 'text'] as const;
const input = '{"event_action":"trigger","payload":{"summary":"x","source":"x","severity":"info"}}\n';
/** How much of a message an answer may fill: fifty details of 500 characters. */
const longestLine = 30_000;
const leakIn = leakFinder(keys);

/** An account behind a server that repeats keys, and a profile that holds them. */
async function echoWorld() {
  const clock = new Clock();
  const sandbox = await startSandbox({seed: demoSeed, now: clock.now});
  addRecords(sandbox);
  const server = await echoServer(sandbox.url, echoing(keys), {
    [apiKey]: sandboxKeys.user,
    [routingKey]: sandboxKeys.routing,
  });
  const world = makeWorld({PD_PROFILE: 'w'}, clock);
  mkdirSync(world.config, {mode: 0o700});
  const profile = {apiKey, routingKey, from: sandboxKeys.from, apiUrl: server.url, eventsUrl: server.url};
  writeFileSync(join(world.config, 'profiles.json'), JSON.stringify({profiles: {w: profile}}), {mode: 0o600});
  const down = async (): Promise<void> => {
    server[Symbol.dispose]();
    await sandbox.close();
  };
  return {world, server, down};
}

/** What a run must not show: a key, an escape sequence, an endless message. */
function faultsOf({stdout, stderr}: RunResult, isTerminal: boolean): string[] {
  const keyIn = (where: string, text: string) => leakIn(text)?.replace(/^/, `${where}: `) ?? [];
  const isHarmful = stderr.includes(harmful) || (isTerminal && stdout.includes(harmful));
  const longest = Math.max(...stderr.split('\n').map(line => line.length));
  return [
    ...[keyIn('stdout', stdout), keyIn('stderr', stderr)].flat(),
    ...(isHarmful ? ['an escape sequence'] : []),
    ...(longest > longestLine ? [`a message of ${longest} characters`] : []),
  ];
}

test('a key that a server repeats is never written by pd, whatever the command, its output and the answer', async () => {
  const {world, server, down} = await echoWorld();
  const faults: string[] = [];
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
        const isTerminal = count % 3 === 0;
        const ran = await world.pd(args, {stdin: input, ...(isTerminal ? {terminal: 120} : {})});
        count += 1;
        for (const fault of faultsOf(ran, isTerminal))
          faults.push(`${args.join(' ')} [${status} ${manner.words}] ${fault}`);
      }
    }
  }
  const files = filesIn(world.folder);
  // What was queued while the server failed was refused later, with a reason.
  expect(files.some(file => file.includes('/rejected/'))).toBe(true);
  faults.push(...leaksInFiles(files));
  await down();
  console.log(`${count} runs, ${faults.length} faults`);
  expect(faults.slice(0, 20)).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(800);
}, 600_000);

test('nor by --watch, however often it looks', async () => {
  const {world, server, down} = await echoWorld();
  const faults: string[] = [];
  const said: string[] = [];
  for (const status of statuses) {
    for (const [index, line] of watchLines.entries()) {
      for (const manner of manners) {
        // The first look succeeds, because a failure would end the watch.
        server.behave({status: undefined, isForWritesOnly: false, words: manner});
        let looks = 0;
        const sleep = async (ms: number): Promise<void> => {
          if (ms === watchMs) looks += 1;
          if (looks === 1) server.behave({status, isForWritesOnly: false, words: manner});
          if (looks === 4) throw new PdError('interrupted', 'Interrupted', {exitCode: 130});
          await world.clock.sleep(ms);
        };
        const isTerminal = index % 2 === 0;
        const ran = await world.pd(words(line), {changes: {sleep}, ...(isTerminal ? {terminal: 120} : {})});
        said.push(ran.stdout, ran.stderr);
        for (const fault of faultsOf(ran, isTerminal)) faults.push(`${line} [${status} ${manner}] ${fault}`);
      }
    }
  }
  await down();
  expect(said.join()).toContain(`…${apiKey.slice(-4)}`);
  expect(faults).toEqual([]);
}, 120_000);

test('nor written or sent by events run', async () => {
  const {world, server, down} = await echoWorld();
  const faults: string[] = [];
  const said: string[] = [];
  for (const status of statuses) {
    for (const manner of manners) {
      server.behave({status, isForWritesOnly: false, words: manner});
      for (const line of runLines) {
        const ran = await world.pd(words(line));
        expect([line, ran.code]).toEqual([line, 3]);
        said.push(ran.stderr);
        for (const fault of faultsOf(ran, false)) faults.push(`${line} [${status} ${manner}] ${fault}`);
      }
    }
  }
  faults.push(...leaksInFiles(filesIn(world.folder)));
  await down();
  expect(said.join()).toContain(`…${routingKey.slice(-4)}`);
  expect(faults).toEqual([]);
}, 300_000);

const leaksInFiles = (files: readonly string[]): string[] =>
  files.flatMap(file => {
    const found = leakIn(readFileSync(file, 'utf8'));
    return found === undefined ? [] : [`${file}: ${found}`];
  });

/** But for the profiles, which hold the keys. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap(name => {
    const file = join(folder, name);
    if (statSync(file).isDirectory()) return filesIn(file);
    return name === 'profiles.json' ? [] : [file];
  });
}
