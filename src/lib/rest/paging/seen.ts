import {isObject, type Json, type JsonObject} from '../../base/json.ts';

// Two generations of this many keys: more than the 10,000 records that one window can be paged through.
const generationSize = 20_000;

/** The records yielded so far, or rather the last 20,000 to 40,000 of them, so that memory use stays bounded. */
export class Seen {
  #current = new Set<string>();
  #previous = new Set<string>();

  /** The records that were not seen before, in order. */
  take(records: readonly JsonObject[]): JsonObject[] {
    const fresh: JsonObject[] = [];
    // Two equal records without an ID on one page may be distinct; on two pages they are a repetition.
    const later: string[] = [];
    for (const record of records) {
      const {key, isId} = keyOf(record);
      if (isId ? this.#add(key) : !this.#has(key)) fresh.push(record);
      if (!isId) later.push(key);
    }
    for (const key of later) this.#add(key);
    return fresh;
  }

  hasAny(records: readonly JsonObject[]): boolean {
    return records.some(record => this.#has(keyOf(record).key));
  }

  #has(key: string): boolean {
    return this.#current.has(key) || this.#previous.has(key);
  }

  /**
   * Whether it was not there. A shift that spans many time windows is returned in each: seeing it again keeps it for
   * longer.
   */
  #add(key: string): boolean {
    if (this.#current.size >= generationSize) {
      this.#previous = this.#current;
      this.#current = new Set();
    }
    const {size} = this.#current;
    return this.#current.add(key).size > size && !this.#previous.has(key);
  }
}

/** The ID with the type, or the whole record if it has none (on-calls, analytics rows). */
export function keyOf(record: Json): {key: string; isId: boolean} {
  const {id, type}: JsonObject = isObject(record) ? record : {};
  if (typeof id !== 'string' && typeof id !== 'number') return {key: JSON.stringify(record), isId: false};
  return {key: typeof type === 'string' ? `${type} ${id}` : String(id), isId: true};
}
