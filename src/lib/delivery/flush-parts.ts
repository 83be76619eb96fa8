import type {Context} from '../context.ts';
import {EventsClient} from '../events/events-client.ts';
import {Sender} from '../pacing/sender.ts';
import type {Queue} from '../queue/queue.ts';
import type {FlushParts} from './flush.ts';
import {RoutingKeys} from './routing-keys.ts';

/** What it takes to deliver the queue of this context. */
export async function flushParts({io, settings, http}: Context, queue: Queue): Promise<FlushParts> {
  const keys = new RoutingKeys(io, settings.redactor);
  const client = await http();
  const sender = new Sender(io, {width: settings.concurrency(), groupWidth: 1, deadline: settings.deadline()});
  return {
    io,
    queue,
    sender,
    send: async ({host, action, dedupKey, routing, body}) => {
      const events = new EventsClient(client, new URL(host));
      const routingKey = await keys.keyOf(routing);
      return await events.send({action, dedupKey, routingKey, body}, {isOneAttempt: true});
    },
  };
}
