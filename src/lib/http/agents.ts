import type {Agent as HttpAgent} from 'node:http';
import type {Agent as HttpsAgent} from 'node:https';
import type {Io} from '../io/io.ts';
import type {ClientCertificate} from './client-certificate.ts';
import {type ForwardProxy, proxyFor} from './proxy.ts';

export interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
  proxy: ForwardProxy | undefined;
}

export interface AgentOptions {
  keepAlive: boolean;
  maxSockets?: number;
  certificate?: ClientCertificate | undefined;
}

/** The agents that connect to a URL, through a proxy if the environment names one for it. Throws as `proxyFor` does. */
export async function makeAgents(options: AgentOptions, url: URL, env: Io['env']): Promise<Agents> {
  const [http, https] = await Promise.all([import('node:http'), import('node:https')]);
  const {certificate, ...pooling} = options;
  const proxy = proxyFor(url, env);
  const secure = {...pooling, ...certificate};
  if (proxy === undefined) return {http: new http.Agent(pooling), https: new https.Agent(secure), proxy};
  const {ProxiedAgent} = await import('./proxied-agent.ts');
  return {http: new http.Agent(pooling), https: new ProxiedAgent(secure, proxy.address), proxy};
}
