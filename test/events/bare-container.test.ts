import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {program, tempFolder} from '../support/pd.ts';
import {json, scriptedServer} from '../support/scripted-server.ts';

// Only root can become somebody without a passwd entry.
const canChangeUser = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0;

test('a user without a passwd entry, no home, an empty environment, a read-only disk, no stdin: the alert is sent', async () => {
  if (!canChangeUser) return console.log('not checked: it takes root and setpriv to be a user without a passwd entry');
  using server = await scriptedServer([json(202, {status: 'success', message: 'Event processed', dedup_key: 'k1'})]);
  const folder = tempFolder();
  const copy = join(folder, 'pd');
  copyFileSync(program, copy); // the checkout may be where that user cannot go
  chmodSync(folder, 0o555);
  const flags = `--events-url ${server.url} -k A1234567890123456789012345678901 -s "disk full" --dedup-key k1 -o id`;
  const line = `exec setpriv --reuid 12345 --regid 12345 --clear-groups env -i PATH=/usr/bin:/bin '${copy}' events trigger ${flags} <&-`;
  const child = Bun.spawn(['sh', '-c', line], {cwd: folder, stdout: 'pipe', stderr: 'pipe'});
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  chmodSync(folder, 0o755);
  expect({stdout, stderr, code}).toEqual({stdout: 'k1\n', stderr: '', code: 0});
  expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({payload: {summary: 'disk full', severity: 'critical'}});
});
