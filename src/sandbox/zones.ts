const formats = new Map<string, Intl.DateTimeFormat>();

const dayMs = 86_400_000;

/**
 * The instant at which local clocks show this long after midnight, `days` days after the local day of the given one.
 */
export function localInstant(atMs: number, timeZone: string, days: number, afterMidnightMs = 0): number {
  const localMs = atMs + offsetMs(atMs, timeZone);
  return instantShown((Math.floor(localMs / dayMs) + days) * dayMs + afterMidnightMs, timeZone);
}

/** The instant at which local clocks show this date and time, which is given as if it were UTC. */
export function instantShown(shownMs: number, timeZone: string): number {
  // Twice, since the offset then need not be the offset now.
  const guess = shownMs - offsetMs(shownMs, timeZone);
  return shownMs - offsetMs(guess, timeZone);
}

/** 1 is Monday, 7 is Sunday, as in the API. */
export function weekday(atMs: number, timeZone: string): number {
  const day = new Date(atMs + offsetMs(atMs, timeZone)).getUTCDay();
  return day === 0 ? 7 : day;
}

export function isTimeZone(name: string): boolean {
  try {
    format(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false; // Intl throws this for an unknown name
    throw error;
  }
}

function offsetMs(atMs: number, timeZone: string): number {
  const parts = format(timeZone).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find(one => one.type === type)?.value);
  const localMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return localMs - Math.floor(atMs / 1000) * 1000;
}

function format(timeZone: string): Intl.DateTimeFormat {
  const found = formats.get(timeZone);
  if (found !== undefined) return found;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}
