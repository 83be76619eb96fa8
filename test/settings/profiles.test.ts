import {describe, expect, test} from 'bun:test';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {PdError} from '../../src/lib/base/errors.ts';
import {isObject, parseJson} from '../../src/lib/base/json.ts';
import {changeProfiles, readProfiles} from '../../src/lib/settings/profiles.ts';
import {ioWith} from '../support/io.ts';
import {runLine} from '../support/line.ts';
import {inParallel} from '../support/parallel.ts';
import {cleanEnv, program, runPd, tempFolder} from '../support/pd.ts';

/** A folder for settings, with this as its profile file. */
function settingsFolder(document?: unknown, mode = 0o600): {folder: string; file: string; env: Record<string, string>} {
  const folder = join(tempFolder(), 'pd');
  const file = join(folder, 'profiles.json');
  mkdirSync(folder, {mode: 0o700});
  if (document !== undefined) {
    writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
    chmodSync(file, mode);
  }
  return {folder, file, env: {PD_CONFIG_DIR: folder}};
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const profilesIn = (file: string): string[] => {
  const document = parseJson(readFileSync(file, 'utf8'));
  return isObject(document) && isObject(document['profiles']) ? Object.keys(document['profiles']) : [];
};

describe('the profile file', () => {
  test('has mode 0600 in folders with mode 0700, whatever the umask', async () => {
    for (const umask of ['000', '077', '777']) {
      const home = tempFolder();
      const script = `umask ${umask}; exec '${program}' profiles set acme region=eu`;
      const child = Bun.spawn(['sh', '-c', script], {
        env: cleanEnv({HOME: home, XDG_CONFIG_HOME: undefined}),
        stdout: 'ignore',
        stderr: 'ignore',
      });
      expect(await child.exited).toBe(0);
      const folder = process.platform === 'darwin' ? 'Library/Application Support/pd' : '.config/pd';
      expect(modeOf(join(home, folder))).toBe(0o700);
      for (const name of readdirSync(join(home, folder))) expect(modeOf(join(home, folder, name))).toBe(0o600);
      expect(readdirSync(join(home, folder)).sort()).toEqual(['profiles.json', 'profiles.json.lock']);
    }
  });

  test('loses no concurrent change, even if SNAP is set', async () => {
    const {file, env} = settingsFolder();
    const names = Array.from({length: 16}, (_, index) => `p${index}`);
    // Four at a time: each waits for the others ten seconds at most, in which one core cannot start sixteen.
    const runs = await inParallel(names, 4, name =>
      runPd(['profiles', 'set', name, 'region=eu'], {env: {...env, SNAP: '/x'}}),
    );
    expect(runs.map(({code}) => code)).toEqual(names.map(() => 0));
    expect(profilesIn(file).sort()).toEqual([...names].sort());
  });

  test('stays a link if it is one, and its target has mode 0600', async () => {
    const {file, env} = settingsFolder();
    const target = join(tempFolder(), 'dotfiles.json');
    symlinkSync(target, file);
    expect((await runLine(['profiles', 'set', 'a', 'region=eu'], {env})).code).toBe(0);
    expect((await runLine(['profiles', 'set', 'b', 'region=us'], {env})).code).toBe(0);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(profilesIn(target)).toEqual(['a', 'b']);
    expect(modeOf(target)).toBe(0o600);
  });

  test('that others can read is refused, with how to fix it', async () => {
    for (const mode of [0o644, 0o640, 0o604]) {
      const {file, env} = settingsFolder({profiles: {p: {}}}, mode);
      const {code, stdout, stderr} = await runLine(['profiles', 'ls'], {env});
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`chmod 600 ${file}`);
    }
  });

  test('in a folder that others can write to is refused', async () => {
    const {folder, env} = settingsFolder({profiles: {p: {}}});
    chmodSync(folder, 0o777);
    for (const args of [['ls'], ['set', 'p', 'region=eu']]) {
      const {code, stderr} = await runLine(['profiles', ...args], {env});
      expect(code).toBe(2);
      expect(stderr).toContain(`chmod 700 ${folder}`);
    }
  });

  test('that is broken is reported and left unchanged, byte for byte', async () => {
    const texts = [
      '{"profiles": {"p": {"apiKey": "SECRET',
      '',
      '[]',
      '{"profiles": []}',
      '{"profiles": {"p": 1}}',
      'null',
    ];
    for (const text of texts) {
      const {file, env} = settingsFolder(text);
      expect(() => readProfiles(ioWith(env))).toThrow(file);
      const error: unknown = await changeProfiles(ioWith(env), profiles => profiles.remove('p')).catch(
        reason => reason,
      );
      expect(error instanceof PdError && error.exitCode).toBe(2);
      expect(String(error)).not.toContain('SECRET');
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
    const {file, env} = settingsFolder(texts[0]);
    expect((await runLine(['profiles', 'set', 'p', 'region=eu'], {env})).code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(texts[0] ?? '');
  });

  test('keeps keys that pd does not know, and numbers to the last digit', async () => {
    const {file, env} = settingsFolder(
      '{"later": {"n": 12345678901234567890}, "profiles": {"p": {"new": [1.50], "region": "eu"}}}',
    );
    expect((await runLine(['profiles', 'set', 'p', 'region=us'], {env})).code).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('12345678901234567890');
    expect(text).toContain('1.50');
    expect(text).toContain('"region": "us"');
  });

  test('is not created by a command that only reads, or by one that is refused', async () => {
    const home = tempFolder();
    await runLine(['profiles', 'ls'], {env: {HOME: home}});
    await runLine(['profiles', 'set', 'p', 'apiKey=LITERALLITERALLITERA'], {env: {HOME: home}});
    await runLine(['profiles', 'set', 'p', 'region=eu', '--dry-run'], {env: {HOME: home}});
    expect(readdirSync(home)).toEqual([]);
  });

  test('in a folder that cannot be created is exit 2, without a home too', async () => {
    const blocked = join(tempFolder(), 'file');
    writeFileSync(blocked, '');
    const {code, stderr} = await runLine(['profiles', 'set', 'p', 'region=eu'], {
      env: {PD_CONFIG_DIR: join(blocked, 'pd')},
    });
    expect(code).toBe(2);
    expect(stderr).toContain(blocked);
    expect(existsSync(join(blocked, 'pd'))).toBe(false);
  });
});

test('a profile folder that cannot be reached does not count as missing', async () => {
  const home = tempFolder();
  mkdirSync(join(home, '.config'), {mode: 0o700});
  symlinkSync('pd', join(home, '.config', 'pd'));
  const env = {HOME: home, XDG_CONFIG_HOME: undefined, PD_CONFIG_DIR: undefined};
  const {code, stdout, stderr} = await runLine(['profiles', 'ls'], {env});
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(join(home, '.config', 'pd'));
});

describe('a profile name', () => {
  for (const name of ['acme.eu', 'A-b_c.9', 'constructor', 'toString', 'x'.repeat(64)]) {
    test(`${name} is kept exactly`, async () => {
      const {file, env} = settingsFolder();
      await changeProfiles(ioWith(env), profiles => profiles.put(name, {region: 'eu'}));
      expect(profilesIn(file)).toEqual([name]);
      expect(readProfiles(ioWith(env)).get(name)).toEqual({region: 'eu'});
    });
  }

  for (const name of ['__proto__', '../../x', 'a\nb', '', 'a b', 'é', 'x'.repeat(65)]) {
    test(`${JSON.stringify(name)} is exit 2`, async () => {
      const {folder, env} = settingsFolder();
      expect((await runLine(['profiles', 'set', name, 'region=eu'], {env})).code).toBe(2);
      expect(readdirSync(folder)).toEqual([]);
    });
  }

  test('a __proto__ that somebody wrote into the file is not lost', async () => {
    const {file, env} = settingsFolder('{"profiles": {"__proto__": {"region": "eu"}}}');
    await changeProfiles(ioWith(env), profiles => profiles.put('other', {}));
    expect(readFileSync(file, 'utf8')).toContain('"__proto__"');
  });
});
