import {messageOf, type PdError} from '../base/errors.ts';
import {isDiskFailure} from '../files/disk-failure.ts';

export interface FlushReport {
  delivered: number;
  rejected: {id: string; reason: string}[];
  /** What was set aside: where it is now, and why. */
  aside: {path: string; problem: string}[];
  /** What could not be moved, removed, listed or understood, in sentences. It was stepped past. */
  problems: string[];
  /** Why events stay queued, the first reason first. */
  failures: PdError[];
  /** Of files that are no events and could not be moved. */
  tornIds: Set<string>;
  /** The signal that ended it. */
  interrupted?: PdError;
}

/** Takes down what happens in a flush, each thing once. */
export class FlushNotes {
  readonly report: FlushReport = {
    delivered: 0,
    rejected: [],
    aside: [],
    problems: [],
    failures: [],
    tornIds: new Set(),
  };
  readonly #told = new Set<string>();

  stepPast(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      this.problem(`${what}: ${messageOf(error)}`);
    }
  }

  problem(problem: string): void {
    if (!this.#told.has(problem)) this.report.problems.push(problem);
    this.#told.add(problem);
  }

  failed(error: PdError): void {
    if (!this.#told.has(error.message)) this.report.failures.push(error);
    this.#told.add(error.message);
  }
}
