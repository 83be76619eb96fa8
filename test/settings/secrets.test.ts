import {expect, test} from 'bun:test';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf, PdError} from '../../src/lib/base/errors.ts';
import {later} from '../../src/lib/io/later.ts';
import {runSecretCommand, runSettingCommand} from '../../src/lib/settings/secrets.ts';
import {ioWith} from '../support/io.ts';
import {tempFolder} from '../support/pd.ts';

// The limit of a program is one of real time.
const io = ioWith({}, {later});
const run = (command: string, withinMs?: number) => runSecretCommand(io, {command}, 'apiKey of profile p', withinMs);
const runNow = async (command: string, withinMs?: number) =>
  runSettingCommand(io, {command}, 'region of profile p', withinMs);

for (const [name, runner] of [
  ['a secret', run],
  ['a setting', runNow],
] as const) {
  const failureOf = async (command: string, withinMs?: number): Promise<PdError> => {
    const error: unknown = await runner(command, withinMs).catch(reason => reason);
    if (error instanceof PdError) return error;
    throw new Error(`it did not fail: ${String(error)}`);
  };

  test(`${name}: the first line that the program prints is the value`, async () => {
    expect(await runner(`printf 'a b\\n'`)).toBe('a b');
    expect(await runner(`printf 'key\\r\\nuser: ada\\notpauth://totp/x\\n'`)).toBe('key');
    expect(await runner(`printf 'a\\r\\n'`)).toBe('a');
  });

  test(`${name}: pd's own keys are not in the program's environment, and a script needs no #!`, async () => {
    const file = join(tempFolder(), 'script');
    writeFileSync(file, 'printenv PD_API_KEY PD_ROUTING_KEY; printenv HOME\n', {mode: 0o755});
    const keyed = ioWith({PD_API_KEY: 'key', PD_ROUTING_KEY: 'key', HOME: '/h'});
    const value = {command: file};
    const printed = name === 'a secret' ? runSecretCommand(keyed, value, name) : runSettingCommand(keyed, value, name);
    expect(await printed).toBe('/h');
  });

  test(`${name}: no shell reads the command`, async () => {
    expect(await runner(`printf %s '$HOME' ; echo`)).toBe('$HOME;echo');
  });

  test(`${name}: a program that hangs is stopped, with everything it started`, async () => {
    const mark = `60.${name.length}${process.pid}`;
    const error = await failureOf(`sh -c 'sleep ${mark} & wait'`, 400);
    expect([error.exitCode, error.message]).toEqual([3, expect.stringContaining('0.4 s')]);
    await allGone(mark);
  });

  test(`${name}: a program that fails is exit 3, and its stderr is shown only with --debug, without what looks like a token`, async () => {
    const error = await failureOf(
      `sh -c 'echo SECRET; echo first >&2; echo token eyJhbGciOiJIUzI1NiJ9x >&2; echo not signed in >&2; exit 6'`,
    );
    expect(error.exitCode).toBe(3);
    expect(error.message).toEndWith('failed with status 6');
    expect(messageOf(error.cause)).toBe('the command said: first\ntoken …\nnot signed in');
    expect((await failureOf('/nonexistent/op read x')).exitCode).toBe(3);
    expect((await failureOf('true')).message).toContain('printed nothing');
  });

  test(`${name}: its standard input is empty`, async () => {
    expect(await runner(`sh -c 'cat; echo done'`)).toBe('done');
  });
}

test('endless output is cut off', async () => {
  const error: unknown = await run('yes').catch(reason => reason);
  expect(error).toBeInstanceOf(PdError);
});

/** Killed is not yet gone: whoever inherits a process has to collect it first. */
async function allGone(mark: string): Promise<void> {
  const commandLine = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return ''; // it has ended since it was listed
    }
  };
  while (readdirSync('/proc').some(pid => /^\d+$/.test(pid) && commandLine(pid).includes(mark))) await Bun.sleep(5);
}
