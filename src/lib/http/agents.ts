import type {Agent as HttpAgent} from 'node:http';
import type {Agent as HttpsAgent} from 'node:https';
import {PdError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';

export interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

/**
 * got reads no proxy variables; node's agent does when it is handed them. Plain http is for the loopback: no proxy.
 * Throws PdError `unreachable` for a proxy's address that cannot be used, so that an event is queued and not lost.
 */
export async function makeAgents(
  options: {keepAlive: boolean; maxSockets?: number},
  url: URL,
  env: Io['env'],
): Promise<Agents> {
  const [http, https] = await Promise.all([import('node:http'), import('node:https')]);
  const proxyEnv = url.protocol === 'https:' ? checkedProxy(env) : {};
  return {http: new http.Agent(options), https: new https.Agent({...options, proxyEnv})};
}

/** The proxy variables as node takes them: lower case first, `host:port` is an http proxy. */
function checkedProxy(env: Io['env']): Record<string, string> {
  const name = ['https_proxy', 'HTTPS_PROXY'].find(candidate => env[candidate]);
  const value = name && env[name];
  if (!value) return {};
  const noProxy = env['no_proxy'] || env['NO_PROXY'];
  const address = value.includes('://') ? value : `http://${value}`;
  if (!isProxyUrl(address)) {
    throw new PdError('unreachable', `${name} is not the address of a proxy that pd can use`, {
      retryable: false,
      next: 'it has the form http://host:port or https://host:port, with user:password@ before the host where needed',
    });
  }
  return {HTTPS_PROXY: address, ...(noProxy && {NO_PROXY: noProxy})};
}

function isProxyUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const {protocol, username, password} = new URL(address);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false; // a stray % in the password: the agent could not read it
  }
  return protocol === 'http:' || protocol === 'https:';
}
