import {once} from '../base/once.ts';
import type {Authorities} from './authorities.ts';
import {Connection} from './connection.ts';
import type {ConnectionRequest, RequestParts} from './connection-request.ts';

const loadedRequests = once(() => import('./connection-request.ts'));

interface ConnectionsOptions {
  mostKept: number;
  authorities: Authorities;
  /** In milliseconds. */
  monotonic: () => number;
}

/** Firewalls forget a connection after a few minutes, so that a request over it would wait for its time limit. */
const longestFreeMs = 60_000;

/** The connections to one host. Those that are free are kept open for the next requests. */
export class Connections {
  readonly #mostKept: number;
  readonly #authorities: Authorities;
  readonly #monotonic: () => number;
  /** Since when. */
  readonly #free = new Map<Connection, number>();
  /** Whether connections come about. */
  isUsable = true;

  constructor({mostKept, authorities, monotonic}: ConnectionsOptions) {
    this.#mostKept = mostKept;
    this.#authorities = authorities;
    this.#monotonic = monotonic;
  }

  /** Begins to connect, for a request that is about to be sent. */
  open(url: URL): void {
    if (this.isUsable && this.#free.size === 0) this.#free.set(this.#connectionTo(url), this.#monotonic());
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
    for (const [connection, sinceMs] of this.#free) {
      if (isFresh && connection.hasCarried) continue;
      this.#free.delete(connection);
      if (this.#monotonic() - sinceMs > longestFreeMs) connection.terminate();
      // One that could not be made says why.
      else if (!connection.isOver || connection.hasFailed) return connection;
    }
    return undefined;
  }

  #keep(connection: Connection): void {
    if (this.#free.size < this.#mostKept) this.#free.set(connection, this.#monotonic());
    else connection.terminate();
  }
}
