// API: about 120 events a minute for one routing key, over a sliding 60 s.
const firstDelayMs = 1000;
// A wait that doubles overshoots the end of a short window by most of another.
const growth = 1.75;
const maxDelayMs = 30_000;
const minDelayMs = 50;

/** How many events got through, in how long, before more would have been refused. */
interface Learned {
  count: number;
  windowMs: number;
}

/** How many events got through since the last wait. */
interface Burst {
  startMs: number;
  count: number;
  isFull: boolean;
}

export interface FailedAttempt {
  sentMs: number;
  nowMs: number;
  serverWaitMs: number | undefined;
  /** In [0, 1). */
  random: number;
}

/**
 * When the next request may be sent to one routing key, judging by the answers. Times are monotonic milliseconds. After
 * a refusal without a hint, the wait grows until something gets through. From then on, the number of events that got
 * through and the time they took serve as the limit, so that it is not hit again and again.
 */
export class RateLimit {
  #readyMs = 0;
  #failures = 0;
  #failedMs = 0;
  #burst: Burst | undefined;
  #learned: Learned | undefined;
  #quietWindows = 0;

  get readyMs(): number {
    return this.#readyMs;
  }

  accepted(nowMs: number): void {
    if (this.#failures > 0 && this.#burst) this.#learn(this.#burst, nowMs);
    if (this.#burst?.isFull) this.#burst = undefined;
    this.#failures = 0;
    this.#burst ??= {startMs: nowMs, count: 0, isFull: false};
    this.#burst.count += 1;
    if (this.#learned) this.#keepTo(this.#learned, this.#burst, nowMs);
  }

  /** Too many requests. */
  refused(answer: FailedAttempt): void {
    const {nowMs, serverWaitMs, random} = answer;
    if (!this.#isNews(answer)) return;
    this.#quietWindows = 0;
    const knownMs =
      this.#failures === 1 && this.#learned && this.#burst ? this.#burst.startMs + this.#learned.windowMs : 0;
    this.#wait(nowMs, serverWaitMs ?? (knownMs > nowMs ? knownMs - nowMs : this.#backoff(random)));
  }

  /** Not reached, or failing. */
  failed(answer: FailedAttempt): void {
    if (!this.#isNews(answer)) return;
    this.#burst = undefined;
    this.#wait(answer.nowMs, answer.serverWaitMs ?? this.#backoff(answer.random));
  }

  /** A request that was already on its way when the last failure arrived reveals nothing new. */
  #isNews({sentMs, nowMs}: FailedAttempt): boolean {
    if (this.#failures > 0 && sentMs < this.#failedMs) return false;
    this.#failures += 1;
    this.#failedMs = nowMs;
    return true;
  }

  #wait(nowMs: number, waitMs: number): void {
    this.#readyMs = Math.max(this.#readyMs, nowMs + Math.max(minDelayMs, waitMs));
  }

  /** The window ended somewhere between the last refusal and now. */
  #learn(burst: Burst, nowMs: number): void {
    const windowMs = (this.#failedMs + nowMs) / 2 - burst.startMs;
    this.#learned = {count: burst.count, windowMs};
    burst.isFull = true;
  }

  /**
   * Waits for the end of a full window. Every fourth time a few more events are allowed: the limit may have been
   * lifted.
   */
  #keepTo(learned: Learned, burst: Burst, nowMs: number): void {
    const endMs = burst.startMs + learned.windowMs;
    if (nowMs < endMs && burst.count < learned.count) return;
    burst.isFull = true;
    if (nowMs >= endMs) return;
    this.#readyMs = endMs;
    this.#quietWindows += 1;
    if (this.#quietWindows % 4 === 0) learned.count = Math.ceil(learned.count * 1.25);
  }

  /** Between half and all of a growing ceiling. */
  #backoff(random: number): number {
    const ceilingMs = Math.min(maxDelayMs, firstDelayMs * growth ** (this.#failures - 1));
    return ceilingMs * (0.5 + random / 2);
  }
}
