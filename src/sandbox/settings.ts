import {stringField} from '../lib/base/json.ts';
import {quoted} from '../lib/base/shell-quote.ts';
import {sandboxKeys} from './keys.ts';
import type {Store} from './store.ts';

interface SandboxSettings {
  PD_API_URL: string;
  PD_EVENTS_URL: string;
  PD_API_KEY: string;
  PD_ROUTING_KEY: string;
  PD_FROM: string;
}

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

/** Lines for a shell's `eval`; on Windows for PowerShell's `Invoke-Expression`. */
export function exportLines(settings: SandboxSettings, platform: NodeJS.Platform): string {
  const entries = Object.entries(settings);
  if (platform === 'win32') {
    return entries.map(([name, value]) => `$env:${name} = '${value.replaceAll("'", "''")}'`).join('\n');
  }
  return entries
    .map(([name, value]) => `export ${name}=${/^[\w@%+=:,./-]+$/.test(value) ? value : quoted(value)}`)
    .join('\n');
}
