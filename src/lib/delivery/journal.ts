import fs from 'node:fs';
import {messageOf, type PdError, usageError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {sha256} from '../base/sha256.ts';
import type {PdEvent} from '../events/event.ts';
import type {EventResult} from '../events/events-client.ts';
import {byNewer} from '../files/file-format.ts';
import {type Opened, openTrusted, textOf} from '../files/trust.ts';
import {unreadable} from '../input/argument-values.ts';
import type {Delivery} from './direct-delivery.ts';

const header = 'pd events send journal 1';

// Enough for eight million events.
const mostBytes = 256 * 1024 * 1024;

interface JournalParts {
  /** The file, which is created if missing. */
  path: string;
  /** Where the events go: the same event for another host counts as a different one. */
  host: string;
  warn: (text: string) => void;
}

/**
 * Records in a file what was delivered or queued, and skips what an earlier run has recorded there, so that an input
 * that is read again from the start is sent once. An event that is in the input twice is sent twice.
 */
export class JournaledDelivery implements Delivery {
  readonly #route: Delivery;
  readonly #parts: JournalParts;
  readonly #descriptor: number;
  /** How many records of each event have not been matched by an event of this run. */
  readonly #before: Map<string, number>;
  #hasFailed = false;

  /** Throws PdError `usage` for a file that is not a journal or cannot be written. */
  constructor(route: Delivery, parts: JournalParts) {
    this.#route = route;
    this.#parts = parts;
    [this.#descriptor, this.#before] = openJournal(parts.path);
  }

  async deliver(event: PdEvent): Promise<EventResult> {
    const {dedupKey, action} = event;
    // A repeated change event cannot be distinguished from a new one.
    if (dedupKey === undefined) return await this.#route.deliver(event);
    const mark = markOf(event, this.#parts.host);
    const before = this.#before.get(mark) ?? 0;
    if (before > 0) {
      this.#before.set(mark, before - 1);
      return {status: 'skipped', message: 'Already delivered', dedup_key: dedupKey, event_action: action};
    }
    const result = await this.#route.deliver(event);
    this.#note(mark);
    return result;
  }

  async finish(): Promise<void> {
    await this.#route.finish().finally(() => fs.closeSync(this.#descriptor));
  }

  #note(mark: string): void {
    try {
      fs.writeSync(this.#descriptor, `${mark}\n`);
    } catch (error) {
      // The event is delivered nevertheless. One warning is enough.
      if (!this.#hasFailed)
        this.#parts.warn(`deliveries cannot be recorded in ${this.#parts.path}: ${messageOf(error)}`);
      this.#hasFailed = true;
    }
  }
}

function openJournal(path: string): [number, Map<string, number>] {
  const {O_RDWR, O_APPEND, O_CREAT} = fs.constants;
  let opened: Opened | undefined;
  try {
    const found = openTrusted(path, {flags: O_RDWR | O_APPEND | O_CREAT, mostBytes, isNamed: true});
    if ('problem' in found) throw usageError(`--journal: ${path} is refused: ${found.problem}`, found.next);
    opened = found;
    const text = textOf(opened);
    const [first, ...marks] = text.split('\n');
    if (text !== '' && first !== header) throw foreign(path, first);
    // A newline ends a line that a power cut left incomplete.
    if (text === '' || !text.endsWith('\n')) fs.writeSync(opened.descriptor, text === '' ? `${header}\n` : '\n');
    return [opened.descriptor, countOf(marks.filter(mark => /^[0-9a-f]{32}$/.test(mark)))];
  } catch (error) {
    if (opened !== undefined) fs.closeSync(opened.descriptor);
    throw error instanceof Error && 'code' in error ? unreadable(`--journal: ${path}`, error) : error;
  }
}

function foreign(path: string, first: string | undefined): PdError {
  const [, format] = /^pd events send journal (\d{1,9})$/.exec(first ?? '') ?? [];
  if (format === undefined) return usageError(`--journal: ${path} is not a journal of pd events send`);
  return usageError(
    `--journal: ${path} is left alone: ${byNewer(Number(format))}`,
    'use that version, or another file',
  );
}

function countOf(marks: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return counts;
}

/** A hash of the event without its time, which pd adds if the input has none. */
function markOf({routingKey, body}: PdEvent, host: string): string {
  const {payload, ...rest} = body;
  const timeless = {...(payload as JsonObject | undefined), timestamp: null};
  const text = JSON.stringify([host, routingKey, rest, timeless]);
  return sha256(text).slice(0, 32);
}
