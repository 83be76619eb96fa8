import {PdError, usageError} from '../base/errors.ts';
import {once} from '../base/once.ts';
import {checkedRegion} from './checked-values.ts';
import {checkedHost, type Region, regionHosts, regionOf} from './hosts.ts';

type Read = <T>(key: 'apiUrl' | 'eventsUrl' | 'region', check: (text: string, what: string) => T) => T | undefined;

/** The hosts of PagerDuty's APIs: the ones that the settings name, otherwise all from one region. */
export class ServiceHosts {
  readonly #read: Read;
  readonly #disagree: (error: PdError) => void;

  /** `disagree` is called with the usage error if the settings name two regions, and may throw it. */
  constructor(read: Read, disagree: (error: PdError) => void) {
    this.#read = read;
    this.#disagree = disagree;
  }

  /** These two are looked up once, as every request and event asks for them. */
  readonly api = once((): URL => this.#own('apiUrl') ?? new URL(regionHosts[this.region()].api));

  readonly events = once((): URL => this.#own('eventsUrl') ?? new URL(regionHosts[this.region()].events));

  sibling(host: 'app' | 'identity'): URL {
    const own = this.#read('apiUrl', checkedHost);
    return own && regionOf(own) === undefined ? own : new URL(regionHosts[this.region()][host]);
  }

  /** The region that is set, otherwise that of the hosts that are set. */
  region(): Region {
    const claims = [...this.#claims()];
    const [first] = claims;
    const other = claims.find(({region}) => region !== first?.region);
    if (first !== undefined && other !== undefined) {
      const message = `${first.what} is in region ${first.region}, but ${other.what} is in region ${other.region}`;
      this.#disagree(usageError(message, 'name one region: a key works only in its own'));
    }
    return first?.region ?? 'us';
  }

  *#claims(): Generator<{region: Region; what: string}> {
    const named = this.#read('region', (text, what) => ({region: checkedRegion(text, what), what}));
    if (named) yield named;
    for (const key of ['apiUrl', 'eventsUrl'] as const) {
      const host = this.#claimOf(key);
      if (host?.region) yield {region: host.region, what: host.what};
    }
  }

  /**
   * The region of a host that is set. A bad host is reported when it is used, and does not stop what does not use it.
   */
  #claimOf(key: 'apiUrl' | 'eventsUrl'): {region: Region | undefined; what: string} | undefined {
    try {
      return this.#read(key, (text, what) => ({region: regionOf(checkedHost(text, what)), what}));
    } catch (error) {
      if (error instanceof PdError) return undefined;
      throw error;
    }
  }

  /** A host that is set. If it is one of PagerDuty's, its region must agree with everything else. */
  #own(key: 'apiUrl' | 'eventsUrl'): URL | undefined {
    const own = this.#read(key, checkedHost);
    if (own && regionOf(own) !== undefined) this.region();
    return own;
  }
}
