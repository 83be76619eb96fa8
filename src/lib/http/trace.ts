import type {Redactor} from '../base/redactor.ts';
import {said} from '../base/said.ts';
import type {Io} from '../io/io.ts';
import {messageWith} from '../output/safe-text.ts';
import type {AttemptOutcome, HttpRequest} from './exchange.ts';

/** --debug: a line on stderr for each request, answer and wait. Headers and bodies, where keys live, are never shown. */
export class Trace {
  readonly #io: Io;
  readonly #on: boolean;
  readonly #redactor: Redactor;

  readonly #quiet: boolean;

  constructor(io: Io, {debug, quiet = false, redactor}: {debug: boolean; quiet?: boolean; redactor: Redactor}) {
    this.#io = io;
    this.#on = debug;
    this.#quiet = quiet;
    this.#redactor = redactor;
  }

  request({method, url}: HttpRequest, count: number): void {
    this.#line(() => `> ${method} ${url.href}${count === 1 ? '' : ` (attempt ${count})`}`);
  }

  outcome(outcome: AttemptOutcome, tookMs: number): void {
    this.#line(() => `< ${describe(outcome)} in ${Math.round(tookMs)} ms`);
  }

  /** Also shown at a terminal without --debug: a command that waits silently seems to hang. */
  pause(delayMs: number, why: string, leftMs: number | undefined): void {
    const wait = delayMs < 1000 ? `${Math.round(delayMs)} ms` : `${(delayMs / 1000).toFixed(1)} s`;
    const left =
      leftMs === undefined ? '' : leftMs < 500 ? ', for the last time' : `, for ${Math.round(leftMs / 1000)} s more`;
    this.#line(() => `  ${why} in ${wait}${left}`, this.#on || (!this.#quiet && this.#io.stderr.isTTY));
  }

  #line(text: () => string, shown = this.#on): void {
    if (shown) this.#io.stderr.write(said`${messageWith(this.#redactor)(text())}\n`);
  }
}

function describe(outcome: AttemptOutcome): string {
  if (outcome.kind === 'hopeless' || outcome.kind === 'held back') return outcome.error.message;
  if (outcome.kind !== 'answer') return `no answer: ${outcome.why}`;
  const {status, requestId} = outcome.answer;
  return `HTTP ${status}${requestId === undefined ? '' : ` (request id ${requestId})`}`;
}
