import {messageOf, PdError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import {delivery, eventFacts, type Outgoing, sendMany} from '../delivery/dispatch.ts';
import {type BuiltEvent, buildFollowUp, buildTrigger, checkDedupKeyLength, type EventFacts} from '../events/event.ts';
import type {Io} from '../io/io.ts';
import {type AlertOptions, failureAlert} from './alert.ts';
import {boundedIo} from './bounded-io.ts';
import {Tail} from './tail.ts';
import type {Command, Ending, WatchedJob} from './watched-job.ts';

/** An outage of PagerDuty must not delay every healthy job on every host. */
const healthyWaitMs = 10_000;

/**
 * Waits for the job to end and tells PagerDuty how it went. Returns the job's exit status, whether or not PagerDuty was
 * reached. `contextIn` creates a context for the given io, whose waiting time may be limited.
 */
export async function reportJob(
  io: Io,
  job: WatchedJob,
  {alert, contextIn}: {alert: AlertOptions; contextIn: (io: Io) => Context},
): Promise<number> {
  const ending = await job.ended();
  const bound = isFailure(ending) ? {io, release: () => undefined} : boundedIo(io, healthyWaitMs, tooLate());
  const context = contextIn(bound.io);
  const {output} = context;
  if (ending.startFailure !== undefined) output.warn(`${job.command[0]}: ${ending.startFailure}`);
  for (const failure of ending.outputFailures) output.warn(failure);
  try {
    await tell(context, eventOf(context, job.command, {alert, ending, tail: job.tail}));
  } catch (error) {
    // Whatever the error is, the job's own outcome must not be lost.
    output.warn(
      `PagerDuty was not told that the command ${isFailure(ending) ? 'failed' : 'succeeded'}: ${messageOf(error)}`,
    );
  }
  await job.finish();
  bound.release();
  return ending.exitStatus;
}

const tooLate = (): PdError =>
  new PdError('unreachable', `PagerDuty did not accept the event within ${healthyWaitMs / 1000} s`, {retryable: true});

/** --dry-run: the command is not run. Shows what its failure and its success would send. */
export async function showJob(context: Context, command: Command, alert: AlertOptions): Promise<void> {
  checkDedupKeyLength(alert.dedupKey);
  const unknown: Ending = {exitStatus: 1, isLate: false, durationMs: 0, outputFailures: []};
  const facts = await eventFacts(context, false);
  async function* events(): AsyncGenerator<Outgoing> {
    for (const ending of [unknown, {...unknown, exitStatus: 0}]) {
      const place = `the event of ${isFailure(ending) ? 'a failure' : 'success'}`;
      yield {place, ...eventOf(context, command, {alert, ending, tail: new Tail(0)})(facts)};
    }
  }
  await sendMany(context, events(), {width: 1, empty: ''});
}

function eventOf(
  {io, settings}: Context,
  command: Command,
  {alert, ending, tail}: {alert: AlertOptions; ending: Ending; tail: Tail},
): (facts: EventFacts) => BuiltEvent {
  if (!isFailure(ending)) return facts => buildFollowUp('resolve', alert.dedupKey, facts);
  return facts => {
    // Hides a key of pd's that the command may have printed. By the time there are facts, the routing key is known.
    const hide = (text: string) => settings.redactor.redact(text);
    const input = failureAlert(io, command, alert, {ending, tail, hide});
    const details = JSON.parse(hide(JSON.stringify(input.details ?? {})));
    return buildTrigger({...input, details}, facts);
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
      // Running out of time does not undo what was delivered, or queued and reported as queued.
      if (!isDone || !context.io.interrupt.aborted) throw error;
    });
  }
}

const isFailure = ({exitStatus, isLate, outputFailures}: Ending): boolean =>
  exitStatus !== 0 || isLate || outputFailures.length > 0;
