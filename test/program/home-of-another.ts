import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {cleanEnv, program, type RunResult, tempFolder} from '../support/pd.ts';

// Only root can become another user.
export const canChangeUser = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0;
export const [ana, bo] = [12345, 12346];

interface Owned {
  /** The home of ana: her profile runs a program, and her queue holds an event. */
  home: string;
  mark: string;
  copy: string;
}

/** Others may read it all, but for the profiles. */
export function homeOfAna(): Owned {
  const folder = tempFolder();
  const [home, mark, copy] = [join(folder, 'ana'), join(folder, 'marks', 'ran'), join(folder, 'pd')];
  copyFileSync(program, copy); // the checkout may be where others cannot go
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'marks'));
  chmodSync(join(folder, 'marks'), 0o777);
  const config = join(home, '.config', 'pd');
  const shard = join(home, '.local', 'state', 'pd', 'queue', 'pending', '0');
  for (const each of [config, shard]) mkdirSync(each, {recursive: true, mode: 0o755});
  const evil = {command: `touch ${mark}`};
  const document = {current: 'p', profiles: {p: {output: evil, spool: evil, routingKey: evil, apiKey: evil}}};
  writeFileSync(join(config, 'profiles.json'), JSON.stringify(document));
  const entry = {
    ...{version: 1, queued_at: '2026-01-01T00:00:00Z', host: 'http://127.0.0.1:1', action: 'trigger'},
    ...{dedup_key: 'k', routing: {profile: 'p'}, body: {payload: {summary: 'x'}}},
  };
  writeFileSync(join(shard, `0000000000000001-${'0'.repeat(16)}-${'1'.repeat(16)}-0000.json`), JSON.stringify(entry));
  spawnSync('chown', ['-R', `${ana}:${ana}`, home]);
  spawnSync('chmod', ['-R', 'go+rX', home]);
  chmodSync(join(config, 'profiles.json'), 0o600);
  return {home, mark, copy};
}

/** Runs a line as that user, who takes the home for their own. */
export async function runAs(
  user: number,
  {home, copy}: Owned,
  line: readonly string[],
  env: Record<string, string> = {},
): Promise<RunResult> {
  const change = ['setpriv', '--reuid', String(user), '--regid', String(user), '--clear-groups', copy];
  const child = Bun.spawn([...change, ...line], {
    // What shifts the clock is shared among the processes of one user.
    env: cleanEnv({HOME: home, PATH: '/usr/bin:/bin', PD_MAX_WAIT: '0', LD_PRELOAD: undefined, ...env}),
    cwd: '/',
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return {stdout, stderr, code};
}
