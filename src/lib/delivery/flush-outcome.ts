import {type ErrorKind, messageOf, PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {isDiskFailure} from '../files/disk-failure.ts';
import type {Output, View} from '../output/output.ts';
import type {Queue} from '../queue/queue.ts';
import type {FlushReport} from './flush-notes.ts';

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
  /** Null if part of the queue could not be listed. */
  queued: number | null;
}

/** What the flush did, and how many events are still waiting. */
export function tallyOf({delivered, rejected, aside, tornIds}: FlushReport, queue: Queue): Tally {
  let isWhole = true;
  queue.outcomes.refresh();
  const names = queue.names(() => {
    isWhole = false;
  });
  const waiting = names.filter(({id}) => queue.outcomes.of(id) === undefined && !tornIds.has(id));
  const queued = isWhole ? waiting.length : null;
  return {delivered, rejected: rejected.length, set_aside: aside.length, queued};
}

/** Whether nothing was queued. */
export const isNothing = ({delivered, rejected, set_aside: aside, queued}: Tally): boolean =>
  delivered === 0 && rejected === 0 && aside === 0 && queued === 0;

const mostNamed = 20;

/** Names what needs a person's attention. */
export function warnOfFailures({rejected, aside, problems}: FlushReport, output: Output): void {
  const lines = [
    ...rejected.map(({id, reason}) => `queued event ${id} was rejected: ${reason}`),
    ...aside.map(({path, problem}) => `${path} was set aside: ${problem}`),
    ...problems,
  ];
  for (const line of lines.slice(0, mostNamed)) output.warn(line);
  if (lines.length > mostNamed) output.warn(`and ${lines.length - mostNamed} more like these`);
}

/** The error that a flush ends with, unless everything that was queued has been delivered. */
export function flushFailure(report: FlushReport, tally: Tally): PdError | undefined {
  const {failures, problems, interrupted} = report;
  const {delivered, rejected, set_aside: aside, queued} = tally;
  const isLeft = queued !== 0 && (failures.length > 0 || interrupted !== undefined);
  const needsPerson = rejected > 0 || aside > 0 || problems.length > 0;
  if (!needsPerson && !isLeft && interrupted === undefined) return undefined;
  const message = [
    `${delivered} delivered`,
    rejected > 0 ? `${rejected} rejected` : '',
    aside > 0 ? `${aside} set aside` : '',
    problems.length > 0 ? count(problems.length, 'problem') : '',
    isLeft ? `${queued ?? 'an unknown number'} still queued${reasons(failures)}` : '',
  ]
    .filter(part => part !== '')
    .join(', ');
  if (interrupted) return new PdError('interrupted', `${interrupted.message}: ${message}`, interrupted.facts);
  const [first] = failures;
  const isPure = isLeft && first !== undefined && delivered === 0 && !needsPerson;
  const next = isLeft ? (first?.facts.next ?? 'run pd events queue flush again later') : 'pd events queue ls';
  return new PdError(isPure ? pureKind(first) : 'partial', message, {...(isPure ? first.facts : {}), next});
}

/** Whatever is in the way (a proxy's 404, a disk), nothing got through. */
function pureKind({kind}: PdError): ErrorKind {
  return kind === 'rate-limited' || kind === 'credentials' || kind === 'partial' ? kind : 'unreachable';
}

const mostReasons = 5;

function reasons(failures: readonly PdError[]): string {
  if (failures.length === 0) return '';
  const named = failures.slice(0, mostReasons).map(({message}) => message);
  const more = failures.length > mostReasons ? [`and ${count(failures.length - mostReasons, 'more reason')}`] : [];
  return `: ${[...named, ...more].join('; ')}`;
}

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;

/**
 * Does the work. An error of the disk becomes `unreachable`, because for the events it means that they were not
 * delivered.
 */
export async function onUsableDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = error instanceof PdError ? error : undefined;
    if (!isDiskFailure(error) || (known && known.kind !== 'usage')) throw error;
    throw new PdError('unreachable', `The queue cannot be processed: ${messageOf(error)}`, {
      next: known?.facts.next || 'make sure that the disk can be written; queued events stay queued',
      retryable: true,
      cause: error,
    });
  }
}
