import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {type Sandbox, startSandbox} from '../../src/sandbox/server.ts';
import {Clock} from '../support/clock.ts';
import {sandboxEnv} from '../support/sandbox.ts';
import {makeWorld, type World} from '../support/world.ts';

/** An account and a folder for one example, with the profiles and the files that examples speak of. Some are run by the program. */
export async function withExampleWorld<T>(use: (world: World) => Promise<T>): Promise<T> {
  const account = await newAccount();
  try {
    return await use(worldOf(account));
  } finally {
    await account.sandbox.close();
  }
}

interface Account {
  clock: Clock;
  sandbox: Sandbox;
  startMs: number;
}

let untouched: Account | undefined;

/** The same for examples that are run one after the other: the account of one that only read serves the next as well. */
export async function withExampleWorldInTurn<T>(use: (world: World) => Promise<T>): Promise<T> {
  const account = untouched ?? (await newAccount());
  untouched = undefined;
  try {
    return await use(worldOf(account));
  } finally {
    if (isTouched(account)) await account.sandbox.close();
    else untouched = account;
  }
}

const isTouched = ({clock, sandbox, startMs}: Account): boolean =>
  clock.now() - startMs > 1000 || sandbox.requests.some(({method}) => method !== 'GET');

async function newAccount(): Promise<Account> {
  // It starts with that of the program, which runs some of them.
  const startMs = Date.now();
  const clock = new Clock(startMs);
  return {clock, sandbox: await startSandbox({seed: demoSeed, now: clock.now}), startMs};
}

function worldOf({clock, sandbox}: Account): World {
  const world = makeWorld(sandboxEnv(sandbox), clock);
  prepareFolder(world, sandbox);
  return world;
}

function prepareFolder({folder, config}: World, sandbox: Sandbox): void {
  const {PD_API_KEY, PD_API_URL, PD_ROUTING_KEY} = sandboxEnv(sandbox);
  const profile = {apiKey: PD_API_KEY, apiUrl: PD_API_URL, from: 'ada@example.com', routes: {payments: PD_ROUTING_KEY}};
  mkdirSync(config, {mode: 0o700});
  writeFileSync(
    join(config, 'profiles.json'),
    JSON.stringify({current: 'acme', profiles: {acme: profile, 'acme.eu': profile}}),
    {mode: 0o600},
  );
  writeFileSync(join(folder, 'acme.key'), `${PD_API_KEY}\n`);
  writeFileSync(join(folder, 'client.secret'), `${sandboxKeys.clientSecret}\n`);
  writeFileSync(join(folder, 'payments.key'), `${PD_ROUTING_KEY}\n`);
  const [policy] = sandbox.store.tables.escalation_policies.values();
  writeFileSync(
    join(folder, 'service.json'),
    JSON.stringify({name: 'Mail', escalation_policy: {id: policy?.id, type: 'escalation_policy_reference'}}),
  );
}
