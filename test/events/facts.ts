import {expect} from 'bun:test';
import {PdError} from '../../src/lib/base/errors.ts';
import type {JsonObject} from '../../src/lib/base/json.ts';
import type {EventFacts} from '../../src/lib/events/event.ts';
import {encodeJson} from '../../src/lib/events/fit.ts';

export const routingKey = 'R'.repeat(32);
export const facts: EventFacts = {routingKey, hostname: () => 'db1', newDedupKey: () => 'made', strict: false};
/** The most that PagerDuty takes for one event, in bytes. */
export const limit = 524_288;

/** The wrong usage that this must be. */
export const usageOf = (run: () => unknown): PdError => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(PdError);
    expect((error as PdError).kind).toBe('usage');
    return error as PdError;
  }
  throw new Error('nothing was thrown');
};

export const wireBytes = (body: JsonObject): number =>
  Buffer.byteLength(encodeJson({routing_key: routingKey, ...body}));
