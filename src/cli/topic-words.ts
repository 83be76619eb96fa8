import {topics} from '../commands/topics.ts';

const irregular: Readonly<Record<string, string>> = {
  ...{policy: 'policies', priority: 'priorities', window: 'maintenance', windows: 'maintenance'},
  ...{logs: 'log', 'log-entries': 'log', 'change-events': 'changes'},
  ...{'escalation-policy': 'policies', 'escalation-policies': 'policies', ep: 'policies', eps: 'policies'},
};

/** The topic that a word means: its own name, or the singular (`incident`). Undefined for any other word. Pure. */
export function pluralOf(word: string): string | undefined {
  if (Object.hasOwn(topics, word)) return word;
  if (Object.hasOwn(topics, `${word}s`)) return `${word}s`;
  return Object.hasOwn(irregular, word) ? irregular[word] : undefined;
}
