import type {JsonObject} from '../lib/base/json.ts';
import {hidden} from '../lib/base/redactor.ts';
import type {Call} from './exchange.ts';

export interface LoggedRequest extends JsonObject {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
  /** When it had been read completely, in milliseconds since 1970. */
  at_ms: number;
  /** 0 until it is answered, so always if it never was. */
  status: number;
  /** How many requests were in progress when it arrived, itself included. */
  in_flight: number;
  connection: number;
}

/** How much is stored. */
const maxRequests = 10_000;
const maxBytes = 64 * 1024 * 1024;

/** The requests seen, for tests that check what was really sent; if there were very many, only the last ones. */
export class RequestLog {
  #requests: LoggedRequest[] = [];
  #bytes = 0;
  #forgotten = 0;
  #inFlight = 0;
  #maxInFlight = 0;
  connections = 0;

  get requests(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** How many of the oldest requests are no longer stored. */
  get forgotten(): number {
    return this.#forgotten;
  }

  get maxInFlight(): number {
    return this.#maxInFlight;
  }

  clear(): void {
    this.#requests = [];
    this.#bytes = 0;
    this.#forgotten = 0;
    this.#maxInFlight = this.#inFlight;
    this.connections = 0;
  }

  begin(): void {
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
  }

  end(): void {
    this.#inFlight -= 1;
  }

  add(call: Call, atMs: number, connection: number): LoggedRequest {
    const entry: LoggedRequest = {
      method: call.method,
      path: call.path,
      query: call.query.toString(),
      headers: withoutCredentials(call.headers),
      body: call.text,
      at_ms: atMs,
      status: 0,
      in_flight: this.#inFlight,
      connection,
    };
    this.#requests.push(entry);
    this.#bytes += call.text.length;
    while (this.#requests.length > maxRequests || this.#bytes > maxBytes) this.#forgetOldest();
    return entry;
  }

  #forgetOldest(): void {
    this.#bytes -= this.#requests.shift()?.body.length ?? 0;
    this.#forgotten += 1;
  }
}

/** Somebody may have sent a real key by mistake. Its end is enough to identify it. */
function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  const {authorization} = headers;
  if (authorization === undefined) return {...headers};
  const start = authorization.indexOf(' ') + 1;
  return {...headers, authorization: authorization.slice(0, start) + hidden(authorization.slice(start))};
}
