import {type JsonObject, parseOwnJson} from '../base/json.ts';
import type {Context} from '../context.ts';
import {eventRequest} from '../events/events-client.ts';
import type {Queue} from '../queue/queue.ts';
import {RoutingKeys} from './routing-keys.ts';

/** The requests that a flush would send, in order, with keys hidden. */
export async function* requestRows({io, settings}: Context, queue: Queue): AsyncGenerator<JsonObject[]> {
  const keys = new RoutingKeys(io, settings.redactor);
  queue.outcomes.refresh();
  for (const name of queue.names()) {
    const found = queue.read(name);
    if (found.is !== 'event' || queue.outcomes.of(name.id) !== undefined) continue;
    const {action, dedupKey, body, host} = found.entry;
    const routingKey = settings.redactor.redact(await keys.keyOf(name, found.entry));
    const request = eventRequest({action, dedupKey, body, routingKey}, new URL(host));
    yield [{id: name.id, method: request.method, url: request.url.href, body: parseOwnJson(request.body)}];
  }
}
