import {once} from '../base/once.ts';
import type {Authorities} from './authorities.ts';
import {Connection} from './connection.ts';
import type {ConnectionRequest, RequestParts} from './connection-request.ts';

const loadedRequests = once(() => import('./connection-request.ts'));

/** The connections to one host. Those that are free are kept open for the next requests. */
export class Connections {
  readonly #mostKept: number;
  readonly #authorities: Authorities;
  readonly #free = new Set<Connection>();
  /** Whether connections come about. */
  isUsable = true;

  constructor(mostKept: number, authorities: Authorities) {
    this.#mostKept = mostKept;
    this.#authorities = authorities;
  }

  /** Begins to connect, for a request that is about to be sent. */
  open(url: URL): void {
    if (this.isUsable && this.#free.size === 0) this.#free.add(this.#connectionTo(url));
  }

  /**
   * Sends a request over a free connection or a new one. `isFresh`: over one that has carried none yet, since the other
   * side may have closed the others unnoticed. Undefined if a header cannot be sent.
   */
  async send(parts: RequestParts, isFresh: boolean): Promise<ConnectionRequest | undefined> {
    const connection = this.#takeFree(isFresh) ?? this.#connectionTo(parts.url);
    // It is being made while this is loaded.
    const {ConnectionRequest, requestBytes} = await loadedRequests();
    const bytes = requestBytes(parts);
    if (bytes !== undefined) return new ConnectionRequest(connection, parts.method, bytes);
    connection.terminate();
    return undefined;
  }

  #connectionTo(url: URL): Connection {
    return new Connection(url, this.#authorities, free => this.#keep(free));
  }

  #takeFree(isFresh: boolean): Connection | undefined {
    for (const connection of this.#free) {
      if (isFresh && connection.hasCarried) continue;
      this.#free.delete(connection);
      // One that could not be made says why.
      if (!connection.isOver || connection.hasFailed) return connection;
    }
    return undefined;
  }

  #keep(connection: Connection): void {
    if (this.#free.size < this.#mostKept) this.#free.add(connection);
    else connection.terminate();
  }
}
