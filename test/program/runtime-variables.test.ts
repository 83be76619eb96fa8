import {expect, test} from 'bun:test';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {hardenedRuntime} from '../../scripts/hardened-runtime.ts';
import {type RunResult, runPd, tempFolder} from '../support/pd.ts';
import {json, scriptedServer} from '../support/scripted-server.ts';

/** What each would make the runtime do: run code, open a port, call one, be another program, write a file, print what is sent. */
const variables: Readonly<Record<string, (path: string) => string>> = {
  BUN_OPTIONS: path => `--preload=${path}.js`,
  BUN_BE_BUN: () => '1',
  BUN_INSPECT: () => 'ws://127.0.0.1:0/x?break=1',
  BUN_INSPECT_CONNECT_TO: path => `unix://${path}`,
  BUN_INSPECT_NOTIFY: path => `unix://${path}`,
  BUN_INSPECT_PRELOAD: path => `${path}.js`,
  BUN_BYTECODE_ORDER_OUT: path => path,
  BUN_BYTECODE_ORDER_NAMES_OUT: path => path,
  BUN_BYTECODE_DIGEST_OUT: path => path,
  BUN_RUNTIME_TRANSPILER_CACHE_PATH: path => path,
  BUN_TRACE: path => path,
  BUN_WATCHER_TRACE: path => path,
  BUN_THREADPOOL_STATS: () => '1',
  BUN_CONFIG_VERBOSE_FETCH: () => 'curl',
  BUN_CONFIG_MAX_HTTP_REQUESTS: () => 'x',
  BUN_FEATURE_FLAG_DISABLE_IPV4: () => '1',
  BUN_FEATURE_FLAG_SYNTHETIC_MEMORY_LIMIT: () => '1',
  BUN_TMPDIR: path => path,
};

/** Sends one event, in a folder in which a preloaded script and a file written would be seen. */
async function trigger(name?: string): Promise<RunResult & {files: string[]}> {
  const folder = tempFolder();
  const path = join(folder, 'runtime');
  writeFileSync(`${path}.js`, `require('node:fs').writeFileSync(${JSON.stringify(`${path}-ran-code`)}, '')`);
  using server = await scriptedServer([json(202, {status: 'success', message: 'Event processed', dedup_key: 'k'})]);
  const result = await runPd(['events', 'trigger', '-s', 'disk full', '--dedup-key', 'k', '-o', 'json'], {
    env: {
      PD_EVENTS_URL: server.url,
      PD_ROUTING_KEY: 'R'.repeat(32),
      ...(name === undefined ? {} : {[name]: variables[name]?.(path)}),
    },
    cwd: folder,
  });
  return {...result, files: readdirSync(folder)};
}

test('none of the runtime’s own variables has an effect', async () => {
  const plain = await trigger();
  expect(plain).toMatchObject({code: 0, stderr: '', files: ['runtime.js']});
  const names = Object.keys(variables);
  const results = await Promise.all(names.map(async name => ({name, ...(await trigger(name))})));
  expect(results).toEqual(names.map(name => ({name, ...plain})));
});

test('a runtime that names its variables in a different number of places is refused by the build', () => {
  expect(() => hardenedRuntime(Buffer.from('\0BUN_OPTIONS\0process.env.BUN_X1\0BUN_JSC_'), 'linux-x64')).toThrow(
    /for linux-x64 .*at 1 places, not \d+: BUN_OPTIONS$/,
  );
});
