import {messageOf} from '../base/errors.ts';
import type {Context} from '../context.ts';
import {delivery, eventFacts, type Outgoing, sendMany} from '../delivery/dispatch.ts';
import {type BuiltEvent, buildFollowUp, buildTrigger, checkDedupKeyLength, type EventFacts} from '../events/event.ts';
import {failureAlert, type Job} from './alert.ts';
import {Tail} from './tail.ts';
import {type Ending, watch} from './watch.ts';

const lostOutput = 8;

/** Runs the command and tells PagerDuty how it went. Returns the command's exit status, whatever comes of the telling. */
export async function runJob(
  context: Context,
  job: Job,
  {deadlineMs, tailBytes}: {deadlineMs: number | undefined; tailBytes: number},
): Promise<number> {
  const {io, output} = context;
  checkDedupKeyLength(job.dedupKey);
  const tail = new Tail(tailBytes);
  const ending = await watch(io, {command: job.command, deadlineMs, tail});
  if (ending.startFailure !== undefined) output.warn(`${job.command[0]}: ${ending.startFailure}`);
  for (const failure of ending.outputFailures) output.warn(failure);
  try {
    await tell(context, eventOf(context, job, ending, tail));
  } catch (error) {
    // Whatever it is: the job's own outcome must not be lost in it.
    output.warn(
      `PagerDuty was not told that the command ${isFailure(ending) ? 'failed' : 'succeeded'}: ${messageOf(error)}`,
    );
  }
  // Without pd the command itself would have met the full disk.
  return ending.exitStatus === 0 && ending.outputFailures.length > 0 ? lostOutput : ending.exitStatus;
}

/** --dry-run: the command is not run. Shows what its failure and its success would send. */
export async function showJob(context: Context, job: Job): Promise<void> {
  checkDedupKeyLength(job.dedupKey);
  const unknown: Ending = {exitStatus: 1, isLate: false, durationMs: 0, outputFailures: []};
  const facts = await eventFacts(context, false);
  async function* events(): AsyncGenerator<Outgoing> {
    for (const ending of [unknown, {...unknown, exitStatus: 0}]) {
      const place = `the event of ${isFailure(ending) ? 'a failure' : 'success'}`;
      yield {place, ...eventOf(context, job, ending, new Tail(0))(facts)};
    }
  }
  await sendMany(context, events(), {width: 1, empty: ''});
}

function eventOf({io, settings}: Context, job: Job, ending: Ending, tail: Tail): (facts: EventFacts) => BuiltEvent {
  if (!isFailure(ending)) return facts => buildFollowUp('resolve', job.dedupKey, facts);
  return facts => {
    // A key of pd's own that the command printed is nobody's business. With the facts the routing key is known.
    const hide = (text: string) => settings.redactor.redact(text);
    const alert = failureAlert(io, job, ending, {tail, hide});
    const details = JSON.parse(hide(JSON.stringify(alert.details ?? {})));
    return buildTrigger({...alert, details}, facts);
  };
}

async function tell(context: Context, build: (facts: EventFacts) => BuiltEvent): Promise<void> {
  const {event, warnings} = build(await eventFacts(context, false));
  for (const warning of warnings) context.output.warn(warning);
  const route = await delivery(context);
  let isDone = false;
  try {
    await route.deliver(event);
    isDone = true;
  } finally {
    await route.finish().catch(error => {
      // The signal that ends pd does not undo what is delivered, or queued and said to be.
      if (!isDone || !context.io.interrupt.aborted) throw error;
    });
  }
}

const isFailure = ({exitStatus, isLate, outputFailures}: Ending): boolean =>
  exitStatus !== 0 || isLate || outputFailures.length > 0;
