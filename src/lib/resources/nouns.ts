interface Noun {
  one: string;
  many: string;
  /** PagerDuty shows it on no page of its own. */
  hasNoPage?: true;
}

const plain = (one: string): Noun => ({one, many: `${one}s`});

/** What a record of each collection is called, by topic. Separate from the descriptors, which help does not need. */
export const nouns = {
  services: plain('service'),
  users: plain('user'),
  teams: plain('team'),
  schedules: plain('schedule'),
  policies: {one: 'escalation policy', many: 'escalation policies'},
  priorities: {one: 'priority', many: 'priorities', hasNoPage: true},
  maintenance: plain('maintenance window'),
  extensions: {...plain('extension'), hasNoPage: true},
  vendors: {...plain('vendor'), hasNoPage: true},
} as const satisfies Readonly<Record<string, Noun>>;

export type ResourceTopic = keyof typeof nouns;
