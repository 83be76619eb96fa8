import {baseOf} from '../base/base-url.ts';
import {PdError} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Io} from '../io/io.ts';
import type {Entry, Reference} from '../queue/entry.ts';
import {type EntryName, groupOf} from '../queue/entry-name.ts';
import type {PinnedProfile} from '../settings/lookup.ts';
import {readProfiles} from '../settings/profiles.ts';
import {Settings} from '../settings/settings.ts';

/** The event names a profile whose key must not be sent to the event's host. It is never sent. */
export class StrayEvent extends PdError {}

/** Finds the routing keys of queued events. A key in a profile is read, or its program run, only once. */
export class RoutingKeys {
  readonly #io: Io;
  readonly #redactor: Redactor;
  readonly #read = new Map<string, Promise<Key>>();

  constructor(io: Io, redactor: Redactor) {
    this.#io = io;
    this.#redactor = redactor;
  }

  /**
   * A file in the queue does not prove that its host may see a profile's key. So such a key is sent only to a host that
   * the profile names, or for which the file's name could only be made by somebody who knew the key. Throws StrayEvent
   * for any other host.
   */
  async keyOf({group}: Pick<EntryName, 'group'>, {host, routing}: Pick<Entry, 'host' | 'routing'>): Promise<string> {
    if ('key' in routing) {
      this.#redactor.add(routing.key);
      return routing.key;
    }
    const name = JSON.stringify([routing.profile, routing.route]);
    const known = this.#read.get(name) ?? this.#readKey(routing);
    this.#read.set(name, known);
    const {key, hosts} = await known;
    if (hosts.includes(host) || group === groupOf(host, key)) return key;
    const named = hosts.length === 0 ? 'no host' : hosts.join(' or ');
    throw new StrayEvent('usage', `it is meant for ${host}, but profile ${routing.profile} names ${named}`);
  }

  async #readKey({profile: name, route}: Reference): Promise<Key> {
    const profile = readProfiles(this.#io).get(name);
    if (!profile) {
      throw new PdError(
        'credentials',
        `The routing key of queued events is kept in profile ${name}, which does not exist`,
        {
          next: `create it again: pd profiles set ${name} routingKey=-`,
        },
      );
    }
    const pinned = {name, profile};
    const settings = new Settings(this.#io, route === undefined ? {} : {to: route}, {pinned});
    const {key} = await settings.routingKey();
    this.#redactor.add(key);
    return {key, hosts: this.#hostsOf(pinned, settings)};
  }

  /** The hosts that the profile itself names, and that this user's environment names for it. */
  #hostsOf(pinned: PinnedProfile, settings: Settings): string[] {
    const {PD_EVENTS_URL: _url, PD_REGION: _region, ...env} = this.#io.env;
    const own = new Settings({...this.#io, env}, {}, {pinned});
    return [...new Set([own, settings].flatMap(eventsHost))];
  }
}

interface Key {
  key: string;
  /** Where it may be sent. */
  hosts: readonly string[];
}

/** None if the settings contradict each other: the proof in the event's file name is enough. */
function eventsHost(settings: Settings): string[] {
  try {
    return [baseOf(settings.eventsUrl())];
  } catch (error) {
    if (error instanceof PdError) return [];
    throw error;
  }
}
