import type {RequestOptions} from 'node:https';
import {isIP} from 'node:net';
import type {Duplex} from 'node:stream';
import type {Agents} from './agents.ts';

type Connected = (error: Error | null, stream: Duplex) => void;
type Connect = (options: RequestOptions, connected?: Connected) => Duplex | null | undefined;

/**
 * Begins to connect to a host while pd is still loading the code that makes the request. The agent's first request gets
 * that connection, or the reason why it failed.
 */
export function headStart({http, https}: Agents, url: URL): void {
  // Node has both members; its types have neither.
  const agent = (url.protocol === 'https:' ? https : http) as unknown as {createConnection: Connect; options: object};
  const connect = agent.createConnection;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? 443 : 80);
  const options = {...agent.options, host, port, servername: isIP(host) === 0 ? host : '', rejectUnauthorized: true};
  const early = connect.call(agent, options);
  if (!early) return;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure = error;
  };
  early.on('error', fail);
  agent.createConnection = (given: RequestOptions, connected?: Connected) => {
    agent.createConnection = connect;
    if (failure && connected) {
      setImmediate(connected, failure, early);
      return undefined;
    }
    // Closed without an error, perhaps by a server that is about to restart.
    if (early.destroyed) return connect.call(agent, given, connected);
    early.off('error', fail);
    return early;
  };
}
