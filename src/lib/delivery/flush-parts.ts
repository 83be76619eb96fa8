import type {Context} from '../context.ts';
import {EventsClient} from '../events/events-client.ts';
import {Courier} from '../pacing/sender.ts';
import type {Queue} from '../queue/queue.ts';
import type {FlushParts} from './flush.ts';
import {RoutingKeys} from './routing-keys.ts';

/** What it takes to deliver the queue of this context. */
export async function flushParts(
  {io, settings, http}: Context,
  {queue, maxWaitMs, timeoutMs}: {queue: Queue; maxWaitMs: number; timeoutMs: number},
): Promise<FlushParts> {
  const keys = new RoutingKeys(io, settings.mask);
  const sender = await http();
  const courier = new Courier(io, {width: settings.concurrency(), groupWidth: 1, maxWaitMs});
  return {
    io,
    queue,
    courier,
    send: async ({host, action, dedupKey, routing, body}) => {
      const client = new EventsClient(sender, new URL(host));
      const routingKey = await keys.keyOf(routing);
      return await client.send({action, dedupKey, routingKey, body}, {maxWaitMs: 0, timeoutMs});
    },
  };
}
