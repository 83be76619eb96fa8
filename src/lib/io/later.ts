// setTimeout takes at most 2^31 ms, 24 days; a longer one would fire at once.
const longestTimerMs = 2 ** 31 - 1;

/** Calls `work` after this many milliseconds, however many. Returns a function that cancels it. */
export function later(ms: number, work: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (leftMs: number): void => {
    const next = () => (leftMs > longestTimerMs ? wait(leftMs - longestTimerMs) : work());
    timer = setTimeout(next, Math.min(leftMs, longestTimerMs));
  };
  wait(ms);
  return () => clearTimeout(timer);
}
