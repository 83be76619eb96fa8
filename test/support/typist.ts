import type {Io, Keys} from '../../src/lib/io/io.ts';

type Step = readonly [seen: string, keys: string];

/** Somebody at a terminal who types each keys once the text before them has been shown since the last time. */
export function typist(steps: readonly Step[]) {
  const listeners = new Map<string, Set<(text: string) => void>>();
  const left = [...steps];
  let seen = '';
  let isRaw = false;
  let isFlowing = false;
  const type = () => {
    const [next] = left;
    if (!isFlowing || next === undefined || !seen.includes(next[0])) return;
    left.shift();
    seen = '';
    setImmediate(() => {
      for (const listener of listeners.get('data') ?? []) listener(next[1]);
    });
  };
  const keys: Keys = {
    setEncoding: () => undefined,
    setRawMode: mode => {
      isRaw = mode;
    },
    pause: () => {
      isFlowing = false;
    },
    resume: () => {
      isFlowing = true;
      type();
    },
    on: (event, listener) => {
      listeners.set(event, new Set([...(listeners.get(event) ?? []), listener]));
      return keys;
    },
    off: (event, listener) => {
      listeners.get(event)?.delete(listener);
      return keys;
    },
  };
  const changes: Partial<Io> = {
    stdin: {isTTY: true, chunks: () => new Blob([]).stream(), keys: () => Promise.resolve(keys)},
    terminal: {
      isThere: true,
      keys: () => Promise.resolve(keys),
      discardTyped: () => Promise.resolve(),
      onContinue: () => () => undefined,
    },
  };
  return {
    changes,
    onWrite: (_stream: string, text: string) => {
      seen += text;
      type();
    },
    /** What has not been typed, and whether the terminal was left as it was found. */
    left: () => ({steps: left, isRaw, listens: [...listeners.values()].some(({size}) => size > 0)}),
  };
}

/** What is left at the end of a session. */
export const nothingLeft = {steps: [], isRaw: false, listens: false};
