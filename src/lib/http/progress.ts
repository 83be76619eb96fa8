import type {ClientRequest} from 'node:http';
import type {Socket} from 'node:net';
import type {TLSSocket} from 'node:tls';

/** How far one request has come, as its connection tells. */
export class Progress {
  #isSent = false;
  #socket: Socket | undefined;
  #isReused = false;
  #readBefore = 0;

  watch(request: ClientRequest): void {
    request.once('socket', socket => {
      this.#socket = socket;
      this.#isReused = request.reusedSocket;
      this.#readBefore = socket.bytesRead;
      const ready = readyEvent(socket);
      const markSent = (): void => {
        this.#isSent = true;
      };
      if (ready === undefined) markSent();
      else socket.once(ready, markSent);
    });
  }

  /** Whether bytes of the request can have left: not before the connection stood, its TLS, and a proxy's tunnel. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** A kept-alive connection, of which not one byte of the answer came. */
  get isUnanswered(): boolean {
    return this.#isReused && this.#socket?.bytesRead === this.#readBefore;
  }
}

/** The event of a connection that does not stand yet, when it does. */
function readyEvent(socket: Socket): 'secureConnect' | 'connect' | undefined {
  if ('encrypted' in socket)
    return (socket as TLSSocket & {secureConnecting?: boolean}).secureConnecting ? 'secureConnect' : undefined;
  return socket.connecting ? 'connect' : undefined;
}
