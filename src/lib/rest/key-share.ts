// API: rate limits are counted in windows of one minute.
const windowMs = 60_000;
/** A window is divided into rounds. In each, a process sharing the key sends at a random moment. */
const roundMs = 4000;
/** Processes started together are expected to send their first request within this time. */
const startMs = 20_000;
/** How much likelier a process is to send again after a window in which it got nothing. */
const owedFactor = 2.5;
/** With fewer processes than the limit divided by this, a few refusals cost less time than leaving room does. */
const scarcePart = 5;
/** With this much left, one more request may be spent on measuring how fast the others are. */
const plenty = 100;

/** What an answer says about the limit. Times are monotonic milliseconds. */
export interface LimitSeen {
  nowMs: number;
  limit: number;
  remaining: number;
  resetsAtMs: number;
  /** Whether the answer was a 429. */
  isRefused: boolean;
  /** In [0, 1). */
  random: number;
}

interface Sample {
  atMs: number;
  /** Requests of others in this window. */
  others: number;
  mine: number;
}

/**
 * One process's share of a rate limit that others use too, which shows in how much of it is missing. If all of them will
 * use it up before the reset, each sends about one request per round, or waits for the reset and comes back at a random
 * moment after it. A process that is late in a round sees what the others have left, and may take it.
 */
export class KeyShare {
  #windowEndMs = 0;
  #mine = 0;
  #first: Sample | undefined;
  /** How likely each process is to send in this round. */
  #chance = 1;
  #isScarce = false;
  /** Windows in which every request was refused, for each of which the process is preferred once. */
  #owed = 0;
  #hasGot = false;
  #hasSeenReset = false;
  #round = -1;
  /** The most processes that seemed to share the key in the last window and in this one. */
  #crowd = 0;
  #crowdNow = 0;
  /** Requests answered in this round, and their maximum, which doubles with each round. */
  #taken = 0;
  #most = 1;

  /** Whether the limit will be used up by all together. Then one request at a time is in flight. */
  get isScarce(): boolean {
    return this.#isScarce;
  }

  sent(nowMs: number): void {
    if (nowMs >= this.#windowEndMs) this.#begin(Number.POSITIVE_INFINITY);
    this.#mine += 1;
  }

  /** Returns the time at which the next request may be sent. */
  answered(seen: LimitSeen): number {
    const {nowMs, limit, remaining, resetsAtMs} = seen;
    if (!Number.isFinite(limit)) return 0; // without the header, nothing is known about others
    if (resetsAtMs - this.#windowEndMs > windowMs / 2 && Number.isFinite(this.#windowEndMs)) this.#begin(resetsAtMs);
    this.#windowEndMs = resetsAtMs;
    const sample = {atMs: nowMs, others: limit - remaining - this.#mine, mine: this.#mine};
    this.#first ??= sample;
    const pace = paceOf(this.#first, sample, elapsed(seen));
    const isUsedUp = sample.others > 0 && pace.others * (resetsAtMs - nowMs) > remaining;
    // A limit that was scarce counts as scarce until a second answer in the window says otherwise.
    if (this.#mine > 1) this.#isScarce = pace.sharing * scarcePart > limit && (isUsedUp || this.#isScarce);
    else this.#isScarce ||= isUsedUp;
    if (!this.#isScarce) return 0;
    this.#hasGot ||= !seen.isRefused;
    if (remaining === 0) return this.#afterReset(seen);
    if (this.#mine < 2 && remaining >= plenty) return 0;
    return this.#nextTurn(seen, pace.sharing);
  }

  #nextTurn(seen: LimitSeen, sharing: number): number {
    const {nowMs, remaining, random} = seen;
    const {round, passed, leftMs} = this.#roundAt(elapsed(seen));
    const isFirst = round === 0;
    // In the first round every process sends once, so the number still to come follows from those seen so far.
    const all = isFirst ? sharing / Math.max(passed, 0.1) : sharing;
    if (this.#round !== round) {
      this.#most = this.#round === -1 ? 1 : this.#most * 2;
      this.#taken = 0;
    }
    this.#round = round;
    this.#taken += 1;
    if (this.#taken < Math.min(this.#most, Math.floor(remaining / (2 * all)))) return 0;
    this.#crowdNow = Math.max(this.#crowdNow, sharing);
    // Processes of the last window that have not sent yet may still do so: a slow machine is late.
    const late = this.#mine === 1 ? this.#crowd - sharing : 0;
    const toCome = Math.max(late, all * this.#chance * (1 - passed));
    if (!isFirst && remaining > toCome && remaining < all) return 0;
    const chance = Math.min(1, Math.max(0, remaining - toCome) / all);
    const own = this.#owed > 0 ? chance * owedFactor : chance;
    if (random >= own) return this.#afterReset({...seen, random: (random - own) / (1 - own)});
    if (this.#owed > 0) this.#owed -= 1;
    this.#chance = chance;
    return nowMs + leftMs + roundMs * Math.min(1, random / own);
  }

  #roundAt(elapsedMs: number): {round: number; passed: number; leftMs: number} {
    const firstMs = this.#hasSeenReset ? roundMs : startMs;
    if (elapsedMs < firstMs) return {round: 0, passed: elapsedMs / firstMs, leftMs: firstMs - elapsedMs};
    const inRoundMs = (elapsedMs - firstMs) % roundMs;
    const round = 1 + Math.floor((elapsedMs - firstMs) / roundMs);
    return {round, passed: inRoundMs / roundMs, leftMs: roundMs - inRoundMs};
  }

  #afterReset({resetsAtMs, random}: LimitSeen): number {
    this.#chance = 1;
    if (!this.#hasGot) this.#owed += 1;
    return resetsAtMs + random * roundMs;
  }

  #begin(endMs: number): void {
    this.#hasSeenReset ||= this.#windowEndMs > 0;
    this.#windowEndMs = endMs;
    this.#mine = 0;
    this.#first = undefined;
    this.#hasGot = false;
    this.#round = -1;
    this.#crowd = this.#crowdNow;
    this.#crowdNow = 0;
    this.#chance = 1;
  }
}

const elapsed = ({nowMs, resetsAtMs}: LimitSeen): number => Math.max(0, windowMs - (resetsAtMs - nowMs));

/** The requests that others send per millisecond, and the number of processes sharing the key if all send equally often. */
function paceOf(first: Sample, last: Sample, elapsedMs: number): {others: number; sharing: number} {
  const isOne = last.atMs === first.atMs || last.mine === first.mine;
  const [others, mine] = isOne ? [last.others, last.mine] : [last.others - first.others, last.mine - first.mine];
  const overMs = isOne ? Math.max(elapsedMs, 1000) : last.atMs - first.atMs;
  return {others: Math.max(0, others) / overMs, sharing: 1 + Math.max(0, others) / Math.max(1, mine)};
}
