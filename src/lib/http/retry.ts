/** Attempts are never closer together than this, whatever the server or chance says. */
const minDelayMs = 50;
const firstDelayMs = 500;
const maxDelayMs = 30_000;

export interface RetryFacts {
  /** 1 after the first attempt. */
  attempt: number;
  /** How much is left of --max-wait. */
  remainingMs: number;
  /** What the server asked for (see serverWait). */
  serverWaitMs: number | undefined;
  /** In [0, 1). */
  random: number;
}

/**
 * How long to wait before the next attempt: what the server asked for, otherwise exponential backoff with full jitter.
 */
export function retryDelay({attempt, remainingMs, serverWaitMs, random}: RetryFacts): number | 'give up' {
  if (remainingMs < minDelayMs) return 'give up';
  if (serverWaitMs !== undefined) {
    return serverWaitMs > remainingMs ? 'give up' : Math.max(minDelayMs, serverWaitMs);
  }
  const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.min(remainingMs, Math.max(minDelayMs, random * ceiling));
}

/**
 * The wait that `ratelimit-reset` (seconds) or `Retry-After` (seconds or an HTTP date) asks for, in milliseconds. Zero,
 * negative, past, tiny or unreadable values count as none. Every answer says when the rate limit is reset, but that is
 * a reason to wait only if the limit is used up.
 */
export function serverWait(
  {status, headers}: {status: number; headers: Readonly<Record<string, string>>},
  nowMs: number,
): number | undefined {
  // A date is relative to the clock of the server that wrote it.
  const sentMs = Date.parse(headers['date'] ?? '');
  const clockMs = Number.isNaN(sentMs) ? nowMs : sentMs;
  const isUsedUp = status === 429 || headers['ratelimit-remaining'] === '0';
  const waits = [headers['retry-after'], isUsedUp ? headers['ratelimit-reset'] : undefined]
    .map(value => headerWait(value, clockMs))
    .filter(wait => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function headerWait(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return asWait(Number(text) * 1000);
  // Only something with a letter is a date: Date.parse takes "-5" for a month.
  return /^[A-Za-z]{3}.*\d{4}/.test(text) ? asWait(Date.parse(text) - nowMs) : undefined;
}

// A wait shorter than the shortest delay is ignored: honouring it would mean retrying at once, forever.
const asWait = (ms: number): number | undefined => (ms >= minDelayMs ? ms : undefined);
