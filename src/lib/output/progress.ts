import type {SafeText} from '../base/errors.ts';
import {said} from '../base/said.ts';
import {shortened} from '../base/text.ts';
import type {Io} from '../io/io.ts';

/** Shorter work is done before a line about it could be read. */
const silentMs = 1000;
const betweenMs = 100;

/**
 * Shows the progress of a long list on one line of a terminal's stderr, which is erased at the end. A pipe gets
 * nothing.
 */
export class ProgressLine {
  readonly #io: Io;
  readonly #startedMs: number;
  readonly #isShown: boolean;
  #nextMs: number;
  #cancel: (() => void) | undefined;

  /** `streams`: records appear on stdout as they arrive; if that is a terminal too, they are progress enough. */
  constructor(io: Io, options: {streams: boolean}) {
    this.#io = io;
    this.#startedMs = io.monotonic();
    this.#nextMs = this.#startedMs + silentMs;
    this.#isShown = io.stderr.isTTY && !(options.streams && io.stdout.isTTY) && io.env['TERM'] !== 'dumb';
  }

  update(records: number, total: number | undefined): void {
    const nowMs = this.#io.monotonic();
    if (!this.#isShown || nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + betweenMs;
    this.#cancel ??= this.#io.onExit(() => this.clear());
    const line = progressLine(records, total, nowMs - this.#startedMs);
    this.#io.stderr.hint(shortened(line, Math.max(10, this.#io.stderr.columns - 2)));
  }

  clear(): void {
    if (this.#isShown) this.#io.stderr.hint(said``);
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

/** "1200 of 2537 records, 3 s left" */
function progressLine(records: number, total: number | undefined, elapsedMs: number): SafeText {
  if (total === undefined || total < records) return said`${records} records`;
  const leftSeconds = Math.ceil(((total - records) / Math.max(1, records)) * (elapsedMs / 1000));
  return said`${records} of ${total} records, ${spoken(leftSeconds)} left`;
}

const spoken = (seconds: number): SafeText =>
  seconds < 90 ? said`${seconds} s` : said`${Math.round(seconds / 60)} min`;
