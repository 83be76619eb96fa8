import {PdError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import {isExcepted} from './no-proxy.ts';

export interface ForwardProxy {
  /** Its address as node's agent expects it, with user and password. */
  address: string;
  /** Its host and port, for messages. */
  host: string;
  /** The variable that names it. */
  variable: string;
  hasLogin: boolean;
}

// As in curl, lower case comes first, and ALL_PROXY counts if there is none for https.
const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * The proxy that the environment names for a URL. Plain http is only for the loopback and needs no proxy. Throws
 * PdError `unreachable` for an unusable address, so that an event is queued and not lost.
 */
export function proxyFor(url: URL, env: Io['env']): ForwardProxy | undefined {
  if (url.protocol !== 'https:') return undefined;
  const variable = variables.find(candidate => env[candidate]);
  const value = variable === undefined ? undefined : env[variable];
  if (variable === undefined || !value || isExcepted(url, env['no_proxy'] || env['NO_PROXY'] || '')) return undefined;
  const address = value.includes('://') ? value : `http://${value}`;
  const read = readAddress(address);
  if (read) return {address, variable, ...read};
  throw new PdError('unreachable', `${variable} is not the address of a proxy that pd can use`, {
    retryable: false,
    next: 'it has the form http://host:port or https://host:port, with user:password@ before the host if needed',
  });
}

function readAddress(address: string): Pick<ForwardProxy, 'host' | 'hasLogin'> | undefined {
  if (!URL.canParse(address)) return undefined;
  const {protocol, username, password, host} = new URL(address);
  try {
    decodeURIComponent(username + password);
  } catch {
    return undefined; // a stray % in the password: the agent could not read it
  }
  return protocol === 'http:' || protocol === 'https:' ? {host, hasLogin: username !== ''} : undefined;
}
