import {expect, test} from 'bun:test';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import {join} from 'node:path';
import {runLine} from '../support/line.ts';
import {listening} from '../support/listening.ts';
import {runPd, tempFolder} from '../support/pd.ts';
import {json, scriptedServer} from '../support/scripted-server.ts';
import {harmful} from './hostile.ts';

const act = '\u001b]0;owned\u0007\u009b2J\u202e';
const key = 'u+aBcDeFgHiJkLmNoPqR';

/** The lines of a text hold nothing that acts on a terminal. */
function expectHarmless(text: string): void {
  expect(text).toContain('owned');
  for (const line of text.split('\n')) expect(line).not.toMatch(harmful);
}

test('--debug escapes what would act on a terminal in a stack', async () => {
  using server = await scriptedServer([json(400, {error: {message: `no ${act}`, errors: [act]}})]);
  const env = {PD_API_URL: server.url, PD_API_KEY: key};
  const {code, stderr} = await runLine(['rest', 'get', 'users/PU1', '--debug', '-o', 'table'], {env});
  expect(code).toBe(5);
  expect(stderr).toContain('    at ');
  expectHarmless(stderr);
});

test('--debug escapes what would act on a terminal in a proxy’s answer to CONNECT', async () => {
  const proxy = net.createServer(socket => {
    socket.once('data', () => socket.end(`HTTP/1.1 503 ${act}\r\nx: ${act}\r\ncontent-length: 0\r\n\r\n`, 'latin1'));
    socket.on('error', () => undefined);
  });
  const port = await listening(proxy);
  const {code, stderr} = await runPd(['events', 'trigger', '-s', 'x', '--max-wait', '0', '--debug'], {
    env: {
      PD_EVENTS_URL: 'https://localhost:9',
      PD_ROUTING_KEY: 'R'.repeat(32),
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    },
  });
  proxy.close();
  expect(code).toBe(7);
  for (const line of stderr.split('\n')) expect(line).not.toMatch(harmful);
});

test('--debug escapes what would act on a terminal in what a credential command says', async () => {
  const config = join(tempFolder(), 'pd');
  mkdirSync(config, {mode: 0o700});
  const command = join(config, 'command');
  writeFileSync(command, `#!/bin/sh\nprintf '${act}' >&2\nexit 1\n`);
  chmodSync(command, 0o700);
  writeFileSync(join(config, 'profiles.json'), JSON.stringify({current: 'a', profiles: {a: {apiKey: {command}}}}), {
    mode: 0o600,
  });
  const {code, stderr} = await runLine(['rest', 'get', 'users', '--debug'], {env: {PD_CONFIG_DIR: config}});
  expect(code).toBe(3);
  expectHarmless(stderr);
});

test.each([
  ['trigger', ['-s', act, '--source', 'x', '--dedup-key', 'k']],
  ['run', ['--', 'true', act]],
] as const)('--dry-run at a terminal escapes what would act on it: pd events %s', async (verb, more) => {
  const words = ['events', verb, '--dry-run', ...more];
  const env = {PD_ROUTING_KEY: 'R'.repeat(32)};
  const shown = await runLine(words, {env, terminal: 80});
  expect(shown.code).toBe(0);
  expectHarmless(shown.stdout);
  const piped = await runLine(words, {env});
  expect(
    piped.stdout
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line)),
  ).toEqual(
    shown.stdout
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line)),
  );
});

test("a sentence or heading from a server's text escapes what would act on a terminal", async () => {
  const incident = {id: 'P1', incident_number: act, title: 'x', status: 'triggered'};
  using server = await scriptedServer([
    (response, request) => {
      const answer = request.path.startsWith('/incidents/P1/alerts')
        ? {alerts: [{id: act, body: {details: {a: act}}}], more: false}
        : request.path.startsWith('/incidents/P1?') || request.path === '/incidents/P1'
          ? {incident}
          : {notes: [], log_entries: [], past_incidents: [], related_incidents: [], change_events: [], more: false};
      json(200, answer)(response, request);
    },
  ]);
  const env = {PD_API_URL: server.url, PD_API_KEY: key};
  const {stdout} = await runLine(['incidents', 'show', 'P1'], {env, terminal: 80});
  expectHarmless(stdout.replaceAll(/\u001b\[[\d;]*m|\u001b\]8;;[^\u0007\u001b]*(?:\u0007|\u001b\\)/g, ''));
});
