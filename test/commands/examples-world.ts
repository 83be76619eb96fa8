import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {demoSeed} from '../../src/sandbox/demo.ts';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {type Sandbox, startSandbox} from '../../src/sandbox/server.ts';
import {tempFolder} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';

interface ExampleWorld {
  cwd: string;
  env: Record<string, string>;
}

/** An account and a folder for one example, with the profiles and the files that examples speak of. */
export async function withExampleWorld<T>(use: (world: ExampleWorld) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({seed: demoSeed});
  const cwd = tempFolder();
  prepareFolder(cwd, sandbox);
  const env = {
    ...sandboxEnv(sandbox),
    PD_CONFIG_DIR: join(cwd, 'config'),
    PD_STATE_DIR: join(cwd, 'state'),
    PD_MAX_WAIT: '0',
  };
  try {
    return await use({cwd, env});
  } finally {
    await sandbox.close();
  }
}

function prepareFolder(folder: string, sandbox: Sandbox): void {
  const {PD_API_KEY, PD_API_URL, PD_ROUTING_KEY} = sandboxEnv(sandbox);
  const profile = {apiKey: PD_API_KEY, apiUrl: PD_API_URL, from: 'ada@example.com', routes: {payments: PD_ROUTING_KEY}};
  mkdirSync(join(folder, 'config'), {mode: 0o700});
  writeFileSync(
    join(folder, 'config', 'profiles.json'),
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
