import {PdError} from '../base/errors.ts';
import {isObject} from '../base/json.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Http} from '../http/http.ts';
import type {Io} from '../io/io.ts';
import type {View} from '../output/output.ts';
import {Lookup, type PinnedProfile} from '../settings/lookup.ts';
import type {ApiKey, GlobalFlags, Settings} from '../settings/settings.ts';
import {checkApiKey, type KeyFacts} from './key-check.ts';
import {settingsWithTokens} from './settings-with-tokens.ts';

/** What is known about one credential. Null means unknown. */
export type CredentialRow = {
  id: string;
  accepted: boolean | null;
  kind: string | null;
  user: string | null;
  account: string | null;
  clock_skew_seconds: number | null;
  latency_ms: number | null;
  /** When an OAuth token expires; pd renews it before then. */
  expires_at: string | null;
  note: string | null;
};

interface CheckedCredential {
  row: CredentialRow;
  error?: PdError;
}

export const credentialView: View = {
  columns: [
    {header: 'CREDENTIAL', value: row => row['id']},
    {
      header: 'ACCEPTED',
      value: row => (row['accepted'] === null ? 'not known' : row['accepted'] ? 'yes' : 'no'),
      style: row => (row['accepted'] === null ? 'dim' : row['accepted'] ? 'green' : 'red'),
    },
    {header: 'KIND', value: row => row['kind']},
    {header: 'USER', value: row => row['user']},
    {header: 'ACCOUNT', value: row => row['account']},
    {header: 'CLOCK SKEW', value: row => measured(row['clock_skew_seconds'], 's')},
    {header: 'LATENCY', value: row => measured(row['latency_ms'], 'ms')},
    {header: 'EXPIRES', value: row => row['expires_at'], as: 'time'},
    {header: 'NOTE', value: row => row['note'], grow: true},
  ],
};

/** Tries the API key, and reads every routing key. One that fails does not stop the others from being checked. */
export async function* checkCredentials(
  io: Io,
  flags: GlobalFlags,
  settings: Settings,
  pinned: PinnedProfile | undefined,
  http: () => Promise<Http>,
): AsyncGenerator<CheckedCredential> {
  const lookup = new Lookup(io, flags, pinned);
  const keyId = lookup.find('apiKey') ? 'apiKey' : lookup.oauth && 'oauth';
  if (keyId) yield await attempt(keyId, settings.redactor, () => checkKey(keyId, io, settings, http));
  const routes = isObject(lookup.routes) ? Object.keys(lookup.routes) : [];
  if (lookup.find('routingKey'))
    yield await attempt('routingKey', settings.redactor, () => readRoutingKey('routingKey', settings));
  for (const route of routes) {
    const id = `routes.${route}`;
    const {redactor} = settings;
    const routed = settingsWithTokens(io, {...flags, 'routing-key': undefined, to: route}, {pinned, redactor});
    yield await attempt(id, redactor, () => readRoutingKey(id, routed));
  }
}

const unknown = {
  kind: null,
  user: null,
  account: null,
  clock_skew_seconds: null,
  latency_ms: null,
  expires_at: null,
  note: null,
};

async function attempt(
  id: string,
  redactor: Redactor,
  check: () => Promise<CheckedCredential>,
): Promise<CheckedCredential> {
  try {
    return await check();
  } catch (error) {
    // A bad credential is a result of the check; anything else ends it.
    if (!(error instanceof PdError) || error.kind === 'interrupted') throw error;
    const accepted = error.kind === 'unreachable' || error.kind === 'rate-limited' ? null : false;
    return {row: {...unknown, id, accepted, note: redactor.redact(error.message)}, error};
  }
}

async function checkKey(id: string, io: Io, settings: Settings, http: () => Promise<Http>): Promise<CheckedCredential> {
  const {apiKey, facts} = await whoseKey(io, settings, await http());
  const {kind, user, account, clockSkewSeconds, latencyMs} = facts;
  const expires_at = apiKey.expiresAtMs === undefined ? null : new Date(apiKey.expiresAtMs).toISOString();
  const measures = {clock_skew_seconds: clockSkewSeconds, latency_ms: latencyMs, expires_at};
  return {row: {...unknown, id, accepted: true, kind, user, account, ...measures}};
}

/** A refused token is renewed once, as in normal use. */
async function whoseKey(io: Io, settings: Settings, http: Http): Promise<{apiKey: ApiKey; facts: KeyFacts}> {
  const ask = async (apiKey: ApiKey) => ({apiKey, facts: await checkApiKey(io, http, settings.apiUrl(), apiKey)});
  const apiKey = await settings.apiKey();
  try {
    return await ask(apiKey);
  } catch (error) {
    if (!(error instanceof PdError) || error.facts.status !== 401) throw error;
    const renewed = await settings.renewedApiKey(apiKey.key);
    if (renewed === undefined) throw error;
    return await ask(renewed);
  }
}

/** Events v2 has no request to check a routing key, other than an event, which would page someone. */
async function readRoutingKey(id: string, settings: Settings): Promise<CheckedCredential> {
  await settings.routingKey();
  const note = 'well-formed; only sending an event would show whether it is accepted';
  return {row: {...unknown, id, accepted: null, note}};
}

function measured(value: unknown, unit: string): string {
  return typeof value === 'number' ? `${value} ${unit}` : '';
}
