import type {ClientRequest} from 'node:http';
import {isIP, type Socket} from 'node:net';
import type {TLSSocket} from 'node:tls';

/**
 * How far a request has got. `opening`: there is no connection yet, or none beyond the proxy. Then the host's name is
 * looked up, a connection is made, and TLS is negotiated. From `sent` on, bytes of the request may have left.
 */
export type Phase = 'opening' | 'name' | 'connection' | 'tls' | 'sent';

/** How far one request has got. */
export type HowFar = Pick<RequestProgress, 'phase' | 'isSent' | 'isUnanswered'>;

/** Follows one request by the events of its connection. */
export class RequestProgress {
  #phase: Phase = 'opening';
  #socket: Socket | undefined;
  #isReused = false;
  #readBefore = 0;

  get phase(): Phase {
    return this.#phase;
  }

  /**
   * Whether bytes of the request may have left: not before the connection, its TLS and a proxy's tunnel are
   * established.
   */
  get isSent(): boolean {
    return this.#phase === 'sent';
  }

  /** Whether this is a kept-alive connection on which not one byte of the answer has arrived. */
  get isUnanswered(): boolean {
    return this.#isReused && this.#socket?.bytesRead === this.#readBefore;
  }

  watch(request: ClientRequest): void {
    request.once('socket', socket => {
      this.#socket = socket;
      this.#isReused = request.reusedSocket;
      this.#readBefore = socket.bytesRead;
      this.#phase = phaseOf(socket, request.host);
      if (this.isSent) return; // there is nothing to wait for, and a kept connection would keep these listeners
      const isTls = 'encrypted' in socket;
      socket.once('lookup', () => this.#reach('name', 'connection'));
      socket.once('connect', () => this.#reach('connection', isTls ? 'tls' : 'sent'));
      socket.once('secureConnect', () => this.#reach('tls', 'sent'));
    });
  }

  /** Events come in this order; a late one changes nothing. */
  #reach(from: Phase, to: Phase): void {
    if (this.#phase === from || (from === 'connection' && this.#phase === 'name')) this.#phase = to;
  }
}

/** Through a proxy, and when it is reused, the connection is already established. */
function phaseOf(socket: Socket, host: string): Phase {
  if (socket.connecting) return isIP(host.replace(/^\[|\]$/g, '')) === 0 ? 'name' : 'connection';
  return (socket as TLSSocket & {secureConnecting?: boolean}).secureConnecting === true ? 'tls' : 'sent';
}
