import {createHash} from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
// Both steps are coprime to 36, so counting in them visits every value before repeating one.
const steps = [123_456_791, 98_765_431] as const;

/** Generates IDs that look like PagerDuty's and are the same on every start. */
export class Ids {
  #made = 0;

  /** `P` and six more characters for most records; `Q` and thirteen for incidents, log entries and alerts. */
  next(prefix: 'P' | 'Q' = 'P'): string {
    this.#made += 1;
    const tail = inBase36(this.#made * steps[0], 6);
    return prefix === 'P' ? `P${tail}` : `Q${inBase36(this.#made * steps[1], 7)}${tail}`;
  }

  /** 26 characters, as in the parts of v3 schedules. */
  long(): string {
    this.#made += 1;
    return longId(`long ${this.#made}`);
  }

  /** As in event orchestrations. */
  uuid(): string {
    this.#made += 1;
    const hex = hash(`uuid ${this.#made}`).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
}

const inBase36 = (value: number, length: number): string =>
  (value % 36 ** length).toString(36).toUpperCase().padStart(length, '0');

/** 26 characters derived from the text: SCIM has its own IDs for the users. */
export const longId = (of: string): string => [...hash(of).subarray(0, 26)].map(byte => alphabet[byte % 36]).join('');

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
