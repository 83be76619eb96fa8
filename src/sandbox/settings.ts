import {stringField} from '../lib/base/json.ts';
import {sandboxKeys} from './keys.ts';
import type {Store} from './store.ts';

/** The variables that a sandbox sets, in the order that they are printed in. */
export const settingNames = ['PD_API_URL', 'PD_EVENTS_URL', 'PD_API_KEY', 'PD_ROUTING_KEY', 'PD_FROM'] as const;

type SandboxSettings = Record<(typeof settingNames)[number], string>;

/** The environment variables with which pd, or any other client, uses this sandbox as its first user. */
export function settingsFor(store: Store): SandboxSettings {
  const userKey = [...store.callers].find(([, caller]) => caller.kind === 'user')?.[0];
  const [routingKey] = store.integrations.keys();
  const [user] = store.tables.users.values();
  return {
    PD_API_URL: store.origin,
    PD_EVENTS_URL: store.origin,
    PD_API_KEY: userKey ?? sandboxKeys.account,
    PD_ROUTING_KEY: routingKey ?? '',
    PD_FROM: stringField(user, 'email') ?? '',
  };
}
