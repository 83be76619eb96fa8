import type {ClientRequest} from 'node:http';
import {isIP, type Socket} from 'node:net';
import type {TLSSocket} from 'node:tls';

/**
 * How far a request has come. `opening`: no connection is there, and through a proxy none behind it; then the host's name
 * is looked up, a connection is made, TLS is spoken; from `sent` on bytes of the request can have left.
 */
export type Phase = 'opening' | 'name' | 'connection' | 'tls' | 'sent';

/** Follows one request by the events of its connection. */
export class Progress {
  #phase: Phase = 'opening';
  #socket: Socket | undefined;
  #isReused = false;
  #readBefore = 0;

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether bytes of the request can have left: not before the connection stood, its TLS, and a proxy's tunnel. */
  get isSent(): boolean {
    return this.#phase === 'sent';
  }

  /** A kept-alive connection, of which not one byte of the answer came. */
  get isUnanswered(): boolean {
    return this.#isReused && this.#socket?.bytesRead === this.#readBefore;
  }

  watch(request: ClientRequest): void {
    request.once('socket', socket => {
      this.#socket = socket;
      this.#isReused = request.reusedSocket;
      this.#readBefore = socket.bytesRead;
      this.#phase = phaseOf(socket, request.host);
      const isTls = 'encrypted' in socket;
      socket.once('lookup', () => this.#reach('name', 'connection'));
      socket.once('connect', () => this.#reach('connection', isTls ? 'tls' : 'sent'));
      socket.once('secureConnect', () => this.#reach('tls', 'sent'));
    });
  }

  /** Events come in this order; one that is late changes nothing. */
  #reach(from: Phase, to: Phase): void {
    if (this.#phase === from || (from === 'connection' && this.#phase === 'name')) this.#phase = to;
  }
}

/** Through a proxy, and where it is used again, the connection stands already. */
function phaseOf(socket: Socket, host: string): Phase {
  if (socket.connecting) return isIP(host.replace(/^\[|\]$/g, '')) === 0 ? 'name' : 'connection';
  return (socket as TLSSocket & {secureConnecting?: boolean}).secureConnecting === true ? 'tls' : 'sent';
}
