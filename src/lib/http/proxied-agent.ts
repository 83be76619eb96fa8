import https from 'node:https';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {noteStage, type Stage} from './stage.ts';

type Connected = (error: Error | null, stream: Duplex) => void;

/** Node's own tunnel (CONNECT), which does not say whose fault an error is: this class notes it. */
export class ProxiedAgent extends https.Agent {
  readonly #isTls: boolean;

  constructor(options: https.AgentOptions, address: string) {
    super({...options, proxyEnv: {HTTPS_PROXY: address}});
    this.#isTls = address.toLowerCase().startsWith('https:');
  }

  override createConnection(options: https.RequestOptions, connected?: Connected): Duplex | null | undefined {
    let isAtProxy = false;
    const socket = super.createConnection(options, (error, stream) => {
      if (error) noteStage(error, stageAt(error, isAtProxy));
      connected?.(error, stream);
    });
    (socket as Socket | undefined)?.once(this.#isTls ? 'secureConnect' : 'connect', () => {
      isAtProxy = true;
    });
    return socket;
  }
}

function stageAt(error: Error, isAtProxy: boolean): Stage {
  if ('code' in error && error.code === 'ERR_PROXY_TUNNEL') return 'tunnel';
  return isAtProxy ? 'server' : 'proxy';
}
