import {type ErrorKind, isSystemError, PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {Output, View} from '../output/output.ts';
import type {Queue} from '../queue/queue.ts';
import type {FlushReport} from './flush.ts';

export const flushView: View = {
  columns: [
    {header: 'DELIVERED', value: row => row['delivered']},
    {header: 'REJECTED', value: row => row['rejected']},
    {header: 'SET ASIDE', value: row => row['set_aside']},
    {header: 'STILL QUEUED', value: row => row['queued']},
  ],
};

export interface Tally extends JsonObject {
  delivered: number;
  rejected: number;
  set_aside: number;
  queued: number;
}

export const tallyOf = ({delivered, rejected, aside}: FlushReport, queue: Queue): Tally => ({
  delivered,
  rejected: rejected.length,
  set_aside: aside.length,
  queued: queue.names().length,
});

/** Names what needs a person's attention. */
export function warnOfFailures({rejected, aside}: FlushReport, output: Output): void {
  for (const {id, reason} of rejected) output.warn(`queued event ${id} is rejected: ${reason}`);
  for (const {path, problem} of aside) output.warn(`${path} was set aside: ${problem}`);
}

/** The error that a flush ends with, unless all that was queued is delivered. */
export function flushFailure({failures}: FlushReport, tally: Tally): PdError | undefined {
  const [first] = failures;
  const {delivered, rejected, set_aside: aside, queued} = tally;
  const isLeft = first !== undefined && queued > 0;
  if (rejected === 0 && aside === 0 && !isLeft) return undefined;
  const parts = [
    `${delivered} delivered`,
    rejected > 0 ? `${rejected} rejected` : '',
    aside > 0 ? `${aside} set aside` : '',
    isLeft ? `${queued} still queued: ${failures.map(({message}) => message).join('; ')}` : '',
  ];
  const isPure = isLeft && delivered === 0 && rejected === 0 && aside === 0;
  const kind: ErrorKind = isPure ? pureKind(first) : 'partial';
  return new PdError(kind, parts.filter(part => part !== '').join(', '), {
    ...(isPure ? first.facts : {}),
    next: isLeft
      ? (first.facts.next ?? 'run pd events queue flush again later')
      : 'pd events queue ls shows what was rejected',
  });
}

/** Whatever stands between pd and PagerDuty (a proxy's 404, a key that is gone), nothing got through. */
const pureKind = ({kind}: PdError): ErrorKind => (kind === 'rate-limited' ? kind : 'unreachable');

/** Does the work; a disk that does not allow it is told as what it is for the events: not delivered. */
export async function onUsableDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isUnusable = error instanceof PdError && error.kind === 'usage';
    if (!isSystemError(error) && !isUnusable) throw error;
    throw new PdError('unreachable', `The queue cannot be worked on: ${error.message}`, {
      next: (isUnusable && error.facts.next) || 'see that the disk can be written; what is queued stays queued',
      retryable: true,
      cause: error,
    });
  }
}
