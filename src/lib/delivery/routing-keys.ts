import {PdError} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Io} from '../io/io.ts';
import type {Reference, Routing} from '../queue/entry.ts';
import {readProfiles} from '../settings/profiles.ts';
import {Settings} from '../settings/settings.ts';

/** Finds the routing keys of queued events. One that is kept in a profile is read, or its program run, once. */
export class RoutingKeys {
  readonly #io: Io;
  readonly #redactor: Redactor;
  readonly #read = new Map<string, Promise<string>>();

  constructor(io: Io, redactor: Redactor) {
    this.#io = io;
    this.#redactor = redactor;
  }

  async keyOf(routing: Routing): Promise<string> {
    if ('key' in routing) {
      this.#redactor.add(routing.key);
      return routing.key;
    }
    const name = JSON.stringify([routing.profile, routing.route]);
    const known = this.#read.get(name) ?? this.#readKey(routing);
    this.#read.set(name, known);
    return await known;
  }

  async #readKey({profile: name, route}: Reference): Promise<string> {
    const profile = readProfiles(this.#io).get(name);
    if (!profile) {
      throw new PdError('credentials', `The routing key of queued events is kept in profile ${name}, which is gone`, {
        next: `make it again: pd profiles set ${name} routingKey=-`,
      });
    }
    const {key} = await new Settings(this.#io, route === undefined ? {} : {to: route}, {
      pinned: {name, profile},
    }).routingKey();
    this.#redactor.add(key);
    return key;
  }
}
