import {baseOf} from '../base/base-url.ts';
import {PdError} from '../base/errors.ts';
import {type JsonObject, parseOwnJson} from '../base/json.ts';
import type {Context} from '../context.ts';
import type {BuiltEvent, EventFacts, PdEvent} from '../events/event.ts';
import {type EventResult, EventsClient, eventRequest} from '../events/events-client.ts';
import {queueFolder} from '../files/queue-folder.ts';
import {isThere} from '../files/trust.ts';
import {isDocument} from '../output/view.ts';
import {type Delivery, DirectDelivery, keyOf, type Send} from './direct-delivery.ts';
import {inKeyOrder} from './key-order.ts';
import {manyEvents} from './many-events.ts';
import {InputProgress} from './progress.ts';
import {type EventFailure, type EventOutcome, interruptedAfter, printable, report, resultView} from './report.ts';

/** One event of many, or why there is none to send. */
export type Outgoing = ({place: string} & BuiltEvent) | EventFailure;

// How many events may wait behind slow ones: two thousand ordinary ones, or dozens close to the limit of 512 KB.
const mostWaiting = 2048;
const weightOfBytes = 1 / 8192;

export async function eventFacts({settings, io}: Context, strict: boolean, ownKey?: string): Promise<EventFacts> {
  return {
    routingKey: ownKey ?? (await settings.routingKey()).key,
    hostname: io.hostname,
    newDedupKey: () => crypto.randomUUID(),
    strict,
    // A queued event is delivered later than intended.
    ...(settings.spool() ? {meantAt: new Date(io.now()).toISOString()} : {}),
  };
}

/** Sends one event and prints the result, or shows what would be sent. */
export async function sendOne(
  context: Context,
  {event, warnings}: BuiltEvent,
  print: (result: EventResult) => Promise<void> = result => printResult(context, result),
): Promise<void> {
  const {io, output} = context;
  for (const warning of warnings) output.warn(warning);
  if (context.dryRun) {
    const request = requestOf(context, event);
    // A request has no columns: in a format that cannot print objects, it becomes one line of JSON.
    if (isDocument(output.format)) await output.record(request);
    else output.jsonLine(request);
    return;
  }
  const route = await delivery(context);
  const release = io.hold();
  let result: EventResult;
  try {
    result = await route.deliver(event);
    await print(result);
  } finally {
    await route.finish().finally(release);
  }
  if (io.interrupt.aborted) throw interruptedAfter(io.interrupt.reason, result);
}

interface SendManyOptions {
  /** How many dedup keys are processed at a time. */
  width: number;
  /** The message if there are no events. */
  empty: string;
  /** Whether to name the last event of the input at the end. */
  saysLast?: boolean;
  /** A file that records what was delivered and must not be sent again. */
  journal?: string | undefined;
}

/** Sends events as they arrive: in order for each dedup key, `width` keys at a time. Reports each outcome. */
export async function sendMany(
  context: Context,
  items: AsyncIterable<Outgoing>,
  {width, empty, saysLast = false, journal}: SendManyOptions,
): Promise<void> {
  const {io, output} = context;
  const route = await journaled(context, journal, await delivery(context, width));
  const progress = new InputProgress<Outgoing>();
  const work = async (item: Outgoing): Promise<EventOutcome> => {
    const outcome = await outcomeOf(item);
    if (!('error' in outcome) || outcome.error.kind !== 'interrupted') progress.done(item);
    return outcome;
  };
  let count = 0;
  const outcomeOf = async (item: Outgoing): Promise<EventOutcome> => {
    if ('error' in item) return item;
    count += 1;
    if (count === manyEvents) io.settleIn({fully: true});
    for (const warning of item.warnings) output.warn(`${item.place}: ${warning}`);
    try {
      if (context.dryRun) return {request: requestOf(context, item.event)};
      return {result: await route.deliver(item.event)};
    } catch (error) {
      if (error instanceof PdError) return {place: item.place, error};
      throw error; // a defect ends the command
    }
  };
  const atOnce = context.dryRun || width === 1 ? 1 : mostWaiting;
  const outcomes = inKeyOrder(untilInterrupted(items, io.interrupt, progress), work, {
    orderKey: orderKeys(),
    width: atOnce,
    ahead: mostWaiting,
    weight,
  });
  const release = io.hold();
  try {
    await report(outcomes, output, {empty, dryRun: context.dryRun, interrupt: io.interrupt, progress, saysLast});
  } finally {
    await route.finish().finally(release);
  }
}

async function journaled({dryRun, settings, output}: Context, path: string | undefined, route: Delivery) {
  if (path === undefined || dryRun) return route;
  const {JournaledDelivery} = await import('./journal.ts');
  const host = baseOf(settings.eventsUrl());
  return new JournaledDelivery(route, {path, host, warn: text => output.warn(text)});
}

async function printResult({output}: Context, result: EventResult): Promise<void> {
  for (const row of printable(result, output)) await output.record(row, resultView);
}

/** How to deliver one event, or many of which `width` may be in flight at once. */
export async function delivery(context: Context, width?: number): Promise<Delivery> {
  const {io, settings} = context;
  const http = await context.http();
  const url = settings.eventsUrl();
  http.connectTo(url);
  const client = new EventsClient(http, url);
  const send = width === undefined ? (event: PdEvent) => client.send(event) : await paced(context, client, width);
  const direct = new DirectDelivery(send);
  const spool = settings.spool();
  if (!spool && !hasQueue(context)) return direct;
  const {QueuedDelivery} = await import('./queued-delivery.ts');
  return new QueuedDelivery(context, spool ? send : event => direct.deliver(event), {
    spool,
    isOneOfMany: width !== undefined,
    folder: () => queueFolder(io),
  });
}

/** Whether there is a queue to consider. One that cannot be read is reported when it matters for an event. */
function hasQueue({io}: Context): boolean {
  try {
    const folder = queueFolder(io);
    return folder !== undefined && isThere(folder);
  } catch (error) {
    if (!(error instanceof PdError)) throw error;
    return true;
  }
}

async function paced({io, settings}: Context, client: EventsClient, width: number): Promise<Send> {
  const [{Sender}, {groupOf}] = await Promise.all([import('../pacing/sender.ts'), import('../queue/entry-name.ts')]);
  const sender = new Sender(io, {width, groupWidth: width, deadline: settings.deadline()});
  const host = baseOf(settings.eventsUrl());
  return event =>
    sender.deliver({
      host,
      group: groupOf(host, event.routingKey),
      attempt: () => client.send(event, {isOneAttempt: true}),
    });
}

/** Stops reading after a signal; what was read is delivered or queued. */
async function* untilInterrupted(
  items: AsyncIterable<Outgoing>,
  interrupt: AbortSignal,
  progress: InputProgress<Outgoing>,
): AsyncGenerator<Outgoing> {
  const source = items[Symbol.asyncIterator]();
  let stop = (): void => undefined;
  const interrupted = (): void => stop();
  interrupt.addEventListener('abort', interrupted);
  try {
    while (!interrupt.aborted) {
      const next = await new Promise<IteratorResult<Outgoing> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        source.next().then(resolve, reject);
      });
      if (next === undefined || next.done) return;
      progress.read(next.value);
      yield next.value;
    }
  } finally {
    interrupt.removeEventListener('abort', interrupted);
  }
}

const weight = (item: Outgoing): number => ('event' in item ? Math.ceil(item.bytes * weightOfBytes) : 1);

// Change events and bad lines wait for nothing, and nothing waits for them.
function orderKeys(): (item: Outgoing) => string {
  let unordered = 0;
  return item => ('event' in item ? keyOf(item.event) : undefined) ?? String(unordered++);
}

/** The request that would be sent, as --dry-run shows it. */
function requestOf({settings}: Context, event: PdEvent): JsonObject {
  settings.redactor.add(event.routingKey);
  const hidden = {...event, routingKey: settings.redactor.redact(event.routingKey)};
  const {method, url, body} = eventRequest(hidden, settings.eventsUrl());
  return {method, url: url.href, body: parseOwnJson(body)};
}
