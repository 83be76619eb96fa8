import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {startSandbox} from '../../src/sandbox/server.ts';
import {Clock} from '../support/clock.ts';
import type {LineOptions} from '../support/line.ts';
import {makeWorld} from '../support/world.ts';

export const secret = sandboxKeys.clientSecret;
export const clientId = sandboxKeys.clientId;

/** A sandbox, a world that talks to it, and its profiles and tokens. Its clock starts with that of the program. */
export async function world() {
  const clock = new Clock(Date.now());
  const sandbox = await startSandbox({now: clock.now});
  const made = makeWorld({PD_API_URL: sandbox.url}, clock);
  const {config, state, pd} = made;
  const tokens = join(state, 'tokens');
  return {
    ...made,
    sandbox,
    tokens,
    login: (args: string[] = [], options: LineOptions = {}) =>
      pd(['profiles', 'login', 'app', '--client-id', clientId, '--subdomain', 'acme', '--json', ...args], {
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

export const inMs = ({clock}: World, ms: number): string => new Date(clock.now() + ms).toISOString();
