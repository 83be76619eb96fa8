import type {IncomingHttpHeaders} from 'node:http';
import type {Reply} from './exchange.ts';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The refusal of a request that a web page made the user's browser send: one for a host name other than the sandbox's
 * own (with DNS rebinding, that page could read the answers), and one from a foreign origin that would change
 * something. Undefined for any other request. `url` is the address of the sandbox: `http://127.0.0.1:PORT`.
 */
export function foreignRequest(
  {method = 'GET', headers}: {method?: string | undefined; headers: IncomingHttpHeaders},
  url: string,
): Reply | undefined {
  const {port} = new URL(url);
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  const {host = '', origin} = headers;
  if (!own.includes(host.toLowerCase()))
    return refused(`The sandbox answers for ${own.join(' and ')}, not for the Host of this request`);
  if (origin === undefined || harmless.has(method) || own.includes(origin.replace(/^http:\/\//, ''))) return undefined;
  return refused('The sandbox accepts no changes from a page of another origin');
}

const refused = (message: string): Reply => ({status: 403, body: {error: {message, code: 2010}}});
