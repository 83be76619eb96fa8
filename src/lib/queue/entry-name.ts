import {sha256} from '../base/sha256.ts';

/** What the name of a queued file contains, so that most questions can be answered without opening it. */
export interface EntryName {
  readonly file: string;
  /** What a person types after `queue rm`, `retry` and `restore`. */
  readonly id: string;
  /** Orders the events of one dedup key. */
  readonly seq: number;
  /** The dedup key, hashed; a random one for a change event, which has no order. */
  readonly keyHash: string;
  /** Host and routing key, hashed: what PagerDuty paces together. */
  readonly group: string;
}

const pattern = /^(\d{16})-([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-f]{4})\.json$/;

export function entryName({seq, keyHash, group}: Pick<EntryName, 'seq' | 'keyHash' | 'group'>): EntryName {
  const suffix = randomHex(2);
  return {
    file: `${String(seq).padStart(16, '0')}-${keyHash}-${group}-${suffix}.json`,
    id: idOf(seq, suffix),
    seq,
    keyHash,
    group,
  };
}

/** Undefined for a file that pd did not put there. */
export function parseName(file: string): EntryName | undefined {
  const [, digits, keyHash, group, suffix] = pattern.exec(file) ?? [];
  if (!digits || !keyHash || !group || !suffix) return undefined;
  return {file, id: idOf(Number(digits), suffix), seq: Number(digits), keyHash, group};
}

/** The hashed dedup key in the name of an entry, without parsing the rest. */
export const keyHashIn = (file: string): string => file.slice(17, 33);

/** In the year 2255. Up to this, a number is exact and has the sixteen digits of a name. */
const highestByClock = 9e15;

/**
 * The number of a new entry: microseconds by the clock, but always above every entry of its dedup key that is still
 * queued, so that after a clock is set back, nothing overtakes what is already queued.
 */
export function nextSeq(nowMs: number, ofItsKey: readonly EntryName[]): number {
  const byClock = Math.min(Math.max(0, Math.round(nowMs * 1000)), highestByClock);
  return ofItsKey.reduce((highest, {seq}) => Math.max(highest, seq + 1), byClock);
}

export const keyHashOf = (dedupKey: string | undefined): string =>
  dedupKey === undefined ? randomHex(8) : hash(dedupKey);

let last = {host: '', routingKey: '', group: ''};

export function groupOf(host: string, routingKey: string): string {
  // Thousands of events in a row have the same.
  if (last.host !== host || last.routingKey !== routingKey)
    last = {host, routingKey, group: hash(`${host}\n${routingKey}`)};
  return last.group;
}

/** Keys are spread over sixteen folders, so that looking for one reads a sixteenth of the names. */
export const shards = [...'0123456789abcdef'];
export const shardOf = (keyHash: string): string => keyHash.charAt(0);

const idOf = (seq: number, suffix: string): string => `${seq.toString(36)}-${suffix}`;

/** Sixteen hexadecimal digits, for names. */
export const hash = (text: string): string => sha256(text).slice(0, 16);

const randomHex = (bytes: number): string => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
