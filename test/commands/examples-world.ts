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
  // It starts with that of the program, which runs some of them.
  const clock = new Clock(Date.now());
  const sandbox = await startSandbox({seed: demoSeed, now: clock.now});
  const world = makeWorld(sandboxEnv(sandbox), clock);
  prepareFolder(world, sandbox);
  try {
    return await use(world);
  } finally {
    await sandbox.close();
  }
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
