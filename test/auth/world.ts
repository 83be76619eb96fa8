import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {startSandbox} from '../../src/sandbox/server.ts';
import {type LineOptions, runLine} from '../support/line.ts';
import {type RunOptions, runPd, spawnPd, tempFolder} from '../support/pd.ts';

export const secret = sandboxKeys.clientSecret;
export const clientId = sandboxKeys.clientId;

/** A sandbox, and a place for profiles and tokens of its own. */
export async function world() {
  const sandbox = await startSandbox();
  const folder = tempFolder();
  const config = join(folder, 'pd');
  const state = join(folder, 'state');
  const tokens = join(state, 'tokens');
  const env = {PD_CONFIG_DIR: config, PD_STATE_DIR: state, PD_API_URL: sandbox.url, PD_MAX_WAIT: '0'};
  const run = (args: string[], options: LineOptions = {}) => runLine(args, {...options, env: {...env, ...options.env}});
  return {
    sandbox,
    folder,
    config,
    state,
    tokens,
    run,
    program: (args: string[], options: RunOptions = {}) => runPd(args, {...options, env: {...env, ...options.env}}),
    spawn: (args: string[]) => spawnPd(args, {env}),
    login: (args: string[] = [], options: LineOptions = {}) =>
      run(['profiles', 'login', 'app', '--client-id', clientId, '--subdomain', 'acme', '--json', ...args], {
        stdin: secret,
        ...options,
      }),
    grants: () =>
      sandbox.requests.filter(({path}) => path === '/oauth/token').map(({body}) => new URLSearchParams(body)),
    profile: (name = 'app') => JSON.parse(readFileSync(join(config, 'profiles.json'), 'utf8')).profiles[name],
    putProfile: (profile: object) => {
      mkdirSync(config, {recursive: true, mode: 0o700});
      writeFileSync(join(config, 'profiles.json'), JSON.stringify({current: 'app', profiles: {app: profile}}), {
        mode: 0o600,
      });
    },
    tokenFiles: () =>
      existsSync(tokens)
        ? readdirSync(tokens)
            .filter(name => !name.endsWith('.lock'))
            .map(name => join(tokens, name))
        : [],
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

export type World = Awaited<ReturnType<typeof world>>;

export function tokenIn(one: World): Record<string, string> {
  const [file = ''] = one.tokenFiles();
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Changes what is kept of the token: its end, or the token itself. */
export function changeToken(one: World, changes: Record<string, string>): void {
  const [file = ''] = one.tokenFiles();
  writeFileSync(file, JSON.stringify({...tokenIn(one), ...changes}));
}

export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
