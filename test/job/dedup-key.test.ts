import {expect, test} from 'bun:test';
import {defaultDedupKey, fittedDedupKey} from '../../src/lib/job/alert.ts';
import {ioWith} from '../support/io.ts';
import {runLine} from '../support/line.ts';
import {tempFolder} from '../support/pd.ts';

test('the default key is the same for one user, whatever the environment says about the name', async () => {
  const keyWith = async (env: Record<string, string>): Promise<unknown> => {
    const {stdout} = await runLine(['events', 'run', '--dry-run', '-o', 'jsonl', '--', 'true'], {
      env: {PD_ROUTING_KEY: 'R'.repeat(32), PD_CONFIG_DIR: tempFolder(), ...env},
    });
    return JSON.parse(stdout.split('\n')[0] ?? '').body.dedup_key;
  };
  const keys = await Promise.all([keyWith({}), keyWith({LOGNAME: 'mona'}), keyWith({USER: 'lisa'})]);
  expect(keys[0]).toMatch(/^run:/);
  expect(new Set(keys).size).toBe(1);
});

test('the default key and summary name a program without its folder, on Windows too', () => {
  const key = (platform: NodeJS.Platform, file: string) =>
    defaultDedupKey(ioWith({}, {platform, hostname: () => 'web7', userId: () => 7}), [file], true);
  expect(key('win32', 'C:\\jobs\\backup.cmd')).toStartWith('run:web7:uid7:backup.cmd:');
  expect(key('linux', '/opt/a\\b')).toStartWith('run:web7:uid7:a\\b:');
});

test('a key that is too long for PagerDuty keeps its start, and differs from others with the same start', () => {
  const [one, other] = ['a', 'b'].map(end => fittedDedupKey('😀'.repeat(256) + end));
  expect(one).toStartWith('😀'.repeat(200));
  expect([...(one ?? '')].length).toBeLessThanOrEqual(255);
  expect(other).not.toBe(one ?? '');
  expect(fittedDedupKey('😀'.repeat(255))).toBe('😀'.repeat(255));
});

test('--no-command omits the command; otherwise the values of secret flags are hidden', async () => {
  const line = ['mysql', '--password', 'hunter22', '--token=t0psecret', '-u', 'root', 'API_KEY=abcd', 'db'];
  const sent = async (...flags: string[]): Promise<string> => {
    const {stdout} = await runLine(['events', 'run', '--dry-run', ...flags, '-o', 'jsonl', '--', ...line], {
      env: {PD_ROUTING_KEY: 'R'.repeat(32), PD_CONFIG_DIR: tempFolder()},
    });
    return stdout.split('\n')[0] ?? '';
  };
  const shown = await sent();
  expect(JSON.parse(shown).body.payload.custom_details.command).toBe(
    'mysql --password … --token=… -u root API_KEY=… db',
  );
  expect(shown).not.toMatch(/hunter22|t0psecret|abcd/);
  expect(await sent('--no-command')).not.toContain('mysql');
});
