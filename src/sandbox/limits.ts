/** How many requests a key may make. Undefined means no limit. */
interface LimitOptions {
  rest?: number | undefined;
  events?: number | undefined;
  windowMs?: number | undefined;
  /** False leaves the ratelimit headers out of a 429, as PagerDuty at times does. */
  headers?: boolean | undefined;
}

const pagerDutyLimit = 960;

/** Counts requests per key: REST in fixed windows, events in a sliding one. */
export class Limits {
  #options: LimitOptions;
  readonly #now: () => number;
  readonly #windows = new Map<string, {startMs: number; used: number}>();
  readonly #sent = new Map<string, number[]>();

  constructor(options: LimitOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  change(options: LimitOptions): void {
    this.#options = {...this.#options, ...options};
    this.#windows.clear();
    this.#sent.clear();
  }

  get #windowMs(): number {
    return this.#options.windowMs ?? 60_000;
  }

  /** Deducts one REST request from the key's window. */
  takeRest(key: string): {allowed: boolean; headers: Record<string, string>} {
    const now = this.#now();
    const limit = this.#options.rest ?? pagerDutyLimit;
    let window = this.#windows.get(key);
    if (window === undefined || now - window.startMs >= this.#windowMs) window = {startMs: now, used: 0};
    window.used += 1;
    this.#windows.set(key, window);
    const enforced = this.#options.rest !== undefined;
    const allowed = !enforced || window.used <= limit;
    if (!allowed && this.#options.headers === false) return {allowed, headers: {}};
    const resetMs = window.startMs + this.#windowMs - now;
    return {
      allowed,
      headers: {
        'ratelimit-limit': String(limit),
        'ratelimit-remaining': String(Math.max(enforced ? 0 : 1, limit - window.used)),
        'ratelimit-reset': String(Math.ceil(resetMs / 1000)),
      },
    };
  }

  allowsEvent(routingKey: string): boolean {
    const limit = this.#options.events;
    if (limit === undefined) return true;
    const now = this.#now();
    const recent = (this.#sent.get(routingKey) ?? []).filter(at => now - at < this.#windowMs);
    const allowed = recent.length < limit;
    this.#sent.set(routingKey, allowed ? [...recent, now] : recent);
    return allowed;
  }
}
