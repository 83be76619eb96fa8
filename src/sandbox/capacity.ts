import type {Call, Reply} from './exchange.ts';

/** Roughly how much memory a record takes with its log entries and indexes: 4 to 12 KB were measured. */
const bytesPerRecord = 12 * 1024;
/** A body is stored in an event, in its alert and in the answers made from them. */
const copiesOfBody = 3;
const gigabyte = 1024 ** 3;

/** How much the account may grow, so that a client in a loop cannot take the machine's memory. */
export class Capacity {
  #freeBytes: number;

  constructor(bytes = gigabyte) {
    this.#freeBytes = bytes;
  }

  /** Reserves what a request may add to the account. Returns a refusal if it no longer fits. */
  take(call: Pick<Call, 'method' | 'text'>, records = 1): Reply | undefined {
    if (call.method === 'GET' || call.method === 'DELETE') return undefined;
    const bytes = records * bytesPerRecord + copiesOfBody * call.text.length;
    if (bytes <= this.#freeBytes) {
      this.#freeBytes -= bytes;
      return undefined;
    }
    const message = 'Sandbox: the account is full; restart the sandbox';
    return {status: 507, body: {error: {message, code: 2000}}};
  }
}
