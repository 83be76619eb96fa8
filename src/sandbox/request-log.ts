import type {JsonObject} from '../lib/base/json.ts';
import type {Call} from './exchange.ts';

export interface LoggedRequest extends JsonObject {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
  /** When it was read whole, in milliseconds since 1970. */
  at_ms: number;
  /** 0 until it is answered, and for ever when it never was. */
  status: number;
  /** How many requests were being answered as it came, itself included. */
  in_flight: number;
  connection: number;
}

/** Every request seen, for tests that ask what was really sent. */
export class RequestLog {
  #requests: LoggedRequest[] = [];
  #inFlight = 0;
  #maxInFlight = 0;
  connections = 0;

  get requests(): readonly LoggedRequest[] {
    return this.#requests;
  }

  get maxInFlight(): number {
    return this.#maxInFlight;
  }

  clear(): void {
    this.#requests = [];
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
      headers: {...call.headers},
      body: call.text,
      at_ms: atMs,
      status: 0,
      in_flight: this.#inFlight,
      connection,
    };
    this.#requests.push(entry);
    return entry;
  }
}
