import {expect, test} from 'bun:test';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {runLine} from '../support/line.ts';
import {tempFolder} from '../support/pd.ts';

const key = 'R0b7Qz3kW9xLm2Vc8TnYd4HsJg6PfA1e';
const file = join(tempFolder(), 'body.json');
writeFileSync(file, `{"a": ${key}}`);
const env = {PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR', PD_API_URL: 'http://127.0.0.1:1', PD_EVENTS_URL: 'http://127.0.0.1:1'};

interface Case {
  line: readonly string[];
  env?: Record<string, string>;
  stdin?: string;
  says: string;
}

/** Where a key stands by mistake, and what is said. */
const cases: readonly Case[] = [
  {line: ['events', 'send', '-'], stdin: `{"routing_key": ${key}}\n`, says: 'not valid JSON'},
  {line: ['events', 'send', '-'], stdin: `{"routing_key": '${key}'}\n`, says: 'not valid JSON'},
  {line: ['rest', 'post', 'teams', '-d', `@${file}`], says: 'not valid JSON'},
  {line: ['rest', 'post', 'teams', '-f', `a:=@${file}`], says: 'not valid JSON'},
  {line: ['incidents', 'ack', 'P1', '--yes'], env: {PD_FROM: key}, says: 'PD_FROM is'},
  {line: ['users', 'ls'], env: {PD_TIMEOUT: key}, says: 'is not a duration'},
  {line: ['users', 'ls'], env: {PD_PROFILE: key}, says: 'There is no profile'},
  {line: ['events', 'run', '--', 'true'], env: {PD_OUTPUT: key}, says: 'PD_OUTPUT is'},
  {line: ['rest', 'post', 'teams', '-f', `x.password=${key}`, '--dry-run'], says: '"password"'},
  {line: ['rest', 'post', 'teams', '-d', `{"list":[{"auth_token":"${key}"}]}`, '--dry-run'], says: '"auth_token"'},
];

for (const {line, says, stdin = '', env: more = {}} of cases) {
  test(
    `a key by mistake is not repeated: ${line.join(' ')} ${Object.keys(more).join()}`
      .replaceAll(key, 'KEY')
      .replace(file, 'FILE'),
    async () => {
      const {stdout, stderr} = await runLine(line, {env: {...env, PD_MAX_WAIT: '0', ...more}, stdin});
      expect(stdout + stderr).toContain(says);
      expect(stdout + stderr).not.toContain(key.slice(0, 8));
    },
  );
}

test('a short word is still quoted: it says what is wrong', async () => {
  const {stderr} = await runLine(['events', 'send', '-'], {env, stdin: '{"a": None}\n'});
  expect(stderr).toContain('"None"');
});

test('a key within the command of a profile is not shown', async () => {
  const config = join(tempFolder(), 'pd');
  mkdirSync(config, {mode: 0o700});
  const profile = {apiKey: {command: `vault read -field=key token=${key} op://abcdefghijklmnopqrstuvwxyz/1`}};
  writeFileSync(join(config, 'profiles.json'), JSON.stringify({profiles: {w: profile}}), {mode: 0o600});
  for (const format of ['table', 'json']) {
    const {stdout} = await runLine(['profiles', 'show', 'w', '-o', format], {env: {PD_CONFIG_DIR: config}});
    expect(stdout).toContain('vault read -field=key token=…fA1e op://abcdefghijklmnopqrstuvwxyz/1');
  }
});
