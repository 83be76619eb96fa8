import {once} from '../base/once.ts';
import {Connection} from './connection.ts';
import type {ConnectionRequest, RequestParts} from './connection-request.ts';

const loadedRequests = once(() => import('./connection-request.ts'));

/** The connections to one host. Those that are free are kept open for the next requests. */
export class Connections {
  readonly #mostKept: number;
  readonly #free: Connection[] = [];
  /** Whether connections come about. */
  isUsable = true;

  constructor(mostKept: number) {
    this.#mostKept = mostKept;
  }

  /**
   * Sends a request over a free connection or a new one. `isFresh`: over a new one, since the other side may have closed
   * a free one unnoticed. Undefined if a header cannot be sent.
   */
  async send(parts: RequestParts, isFresh: boolean): Promise<ConnectionRequest | undefined> {
    const kept = isFresh ? undefined : this.#takeFree();
    const connection = kept ?? new Connection(parts.url, free => this.#keep(free));
    // It is being made while this is loaded.
    const {ConnectionRequest, requestBytes} = await loadedRequests();
    const bytes = requestBytes(parts);
    if (bytes !== undefined) return new ConnectionRequest(connection, parts.method, bytes);
    connection.terminate();
    return undefined;
  }

  #takeFree(): Connection | undefined {
    for (let kept = this.#free.pop(); kept; kept = this.#free.pop()) if (!kept.isOver) return kept;
    return undefined;
  }

  #keep(connection: Connection): void {
    if (this.#free.length < this.#mostKept) this.#free.push(connection);
    else connection.terminate();
  }
}
