import {messageOf, type PdError} from '../base/errors.ts';
import {isDiskFailure} from '../files/disk-failure.ts';

export interface FlushReport {
  delivered: number;
  rejected: {id: string; reason: string}[];
  /** The files that were set aside: where they are now, and why. */
  aside: {path: string; problem: string}[];
  /** What could not be moved, removed, listed or understood, and was skipped, as whole sentences. */
  problems: string[];
  /** Why events stay queued, the first reason first. */
  failures: PdError[];
  /** The IDs of files that are not events and could not be moved. */
  tornIds: Set<string>;
  /** The signal that ended the flush. */
  interrupted?: PdError;
}

/** Records what happens in a flush, each message only once. */
export class FlushNotes {
  readonly report: FlushReport = {
    delivered: 0,
    rejected: [],
    aside: [],
    problems: [],
    failures: [],
    tornIds: new Set(),
  };
  readonly #noted = new Set<string>();

  stepPast(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      this.problem(`${what}: ${messageOf(error)}`);
    }
  }

  problem(problem: string): void {
    if (!this.#noted.has(problem)) this.report.problems.push(problem);
    this.#noted.add(problem);
  }

  failed(error: PdError): void {
    if (!this.#noted.has(error.message)) this.report.failures.push(error);
    this.#noted.add(error.message);
  }
}
