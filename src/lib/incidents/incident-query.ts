import {usageError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import type {Context} from '../context.ts';
import {timeWindow} from '../input/window.ts';
import type {Query} from '../rest/rest-client.ts';
import {ofPriority} from './matching.ts';

export interface Filters {
  status?: string | undefined;
  urgency?: string | undefined;
  priority?: string[] | undefined;
  mine?: boolean | undefined;
  user?: string[] | undefined;
  team?: string[] | undefined;
  service?: string[] | undefined;
  since?: string | undefined;
  until?: string | undefined;
  'all-time'?: boolean | undefined;
  key?: string | undefined;
}

export interface IncidentQuery {
  query: Query;
  /** What the API cannot select: `matchingIncidents` does. Undefined if the query is all. */
  fits?: (incident: JsonObject) => boolean;
  /** "open incidents of service Web": what was asked for, as part of a sentence. */
  words: string;
  /** What to say about a list that covers less than one might expect. */
  narrowed?: string;
}

const filterNames: readonly (keyof Filters)[] = [
  ...(['status', 'urgency', 'priority', 'mine', 'user', 'team', 'service'] as const),
  ...(['since', 'until', 'all-time', 'key'] as const),
];

const statuses = ['triggered', 'acknowledged', 'resolved'];
export const openStatuses = ['triggered', 'acknowledged'];
/** Words for several statuses. */
const statusGroups: Readonly<Record<string, readonly string[]>> = {
  open: openStatuses,
  closed: ['resolved'],
  all: statuses,
};

export const hasFilter = (filters: Filters): boolean =>
  filterNames.some(name => {
    const value = filters[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
  });

/**
 * The API query for the filters, with names resolved to IDs. Throws a usage error for filters that contradict each
 * other.
 */
export async function incidentQuery(
  filters: Filters,
  {io, resolver}: Pick<Context, 'io' | 'resolver'>,
  defaultStatuses: readonly string[] = openStatuses,
): Promise<IncidentQuery> {
  const wanted = filters.status === undefined ? [...defaultStatuses] : statusList(filters.status);
  const urgencies = filters.urgency === undefined ? [] : wordList(filters.urgency, ['high', 'low'], '--urgency');
  if (filters.mine && filters.user?.length) throw usageError('--mine and --user cannot be combined', 'use --user me');
  const people = filters.mine ? ['me'] : (filters.user ?? []);
  if (people.length > 0 && wanted.includes('resolved'))
    throw usageError(
      'A resolved incident is assigned to nobody, so --mine and --user would find none',
      'filter by service or team, or leave out resolved incidents',
    );
  // An empty one would select every incident.
  if (filters.key?.trim() === '') throw usageError('--key is empty', 'give the key, or leave out --key');
  const window = await windowOf(filters, io.now(), wanted);
  const [ids, fits] = await Promise.all([
    idsOf({user: people, team: filters.team ?? [], service: filters.service ?? []}, resolver),
    ofPriority(filters.priority ?? [], resolver),
  ]);
  return {
    query: [
      ...wanted.map(status => ['statuses[]', status] as const),
      ...urgencies.map(urgency => ['urgencies[]', urgency] as const),
      ...ids,
      ...(filters.key === undefined ? [] : [['incident_key', filters.key] as const]),
      ...window.query,
    ],
    ...(fits !== undefined && {fits}),
    words: inWords(filters, wanted, urgencies, people, window.words),
    ...(window.narrowed !== undefined && {narrowed: window.narrowed}),
  };
}

/** The values of a comma-separated list. Throws a usage error for one that is not allowed. */
export function wordList(text: string, allowed: readonly string[], what: string): string[] {
  const words = text.split(',').map(word => word.trim().toLowerCase());
  const wrong = words.find(word => !allowed.includes(word));
  if (wrong !== undefined) throw usageError(`${what}: "${shortened(wrong)}" is not one of ${allowed.join(', ')}`);
  return [...new Set(words)];
}

/** Throws a usage error for what is neither a status nor a word for several. */
function statusList(text: string): string[] {
  const words = wordList(text, [...statuses, ...Object.keys(statusGroups)], '--status');
  const named = new Set(words.flatMap(word => statusGroups[word] ?? [word]));
  return statuses.filter(status => named.has(status));
}

const sortable = ['incident_number', 'created_at', 'resolved_at', 'urgency'];

/** Checks `created_at:desc`, or several of these separated by commas. */
export function sortOrder(text: string): string {
  return text
    .split(',')
    .map(part => {
      const [name = '', direction = 'asc'] = part.trim().toLowerCase().split(':');
      if (!sortable.includes(name) || !['asc', 'desc'].includes(direction)) {
        throw usageError(
          `--sort: "${shortened(part)}" is not FIELD:asc or FIELD:desc`,
          `the fields are ${sortable.join(', ')}; priority stands alone`,
        );
      }
      return `${name}:${direction}`;
    })
    .join(',');
}

async function idsOf(names: Record<'user' | 'team' | 'service', readonly string[]>, resolver: Context['resolver']) {
  const entries = Object.entries(names) as ['user' | 'team' | 'service', string[]][];
  if (entries.every(([, list]) => list.length === 0)) return [];
  const find = await resolver();
  const found = entries.flatMap(([kind, list]) =>
    list.map(async name => [`${kind}_ids[]`, await find[kind](name)] as const),
  );
  return await Promise.all(found);
}

async function windowOf(filters: Filters, nowMs: number, wanted: readonly string[]): Promise<IncidentQuery> {
  const {since, until} = await timeWindow(filters, nowMs);
  if (since === undefined && until === undefined) {
    // Without a window the API leaves out incidents older than a month, even open ones.
    const everything = filters['all-time'] || !wanted.includes('resolved');
    if (everything) return {query: [['date_range', 'all']], words: ''};
    return {
      query: [],
      words: 'in the last month',
      narrowed: 'Only incidents of the last month; --since or --all-time goes further back.',
    };
  }
  if (filters['all-time']) throw usageError('--all-time cannot be combined with --since or --until');
  if (until === undefined && since?.getTime() === nowMs) throw usageError('--since is not in the past');
  const start = since ?? new Date((until ?? new Date(nowMs)).getTime() - 30 * 86_400_000);
  const query = [
    ['since', start.toISOString()],
    ['until', (until ?? new Date(nowMs)).toISOString()],
  ] as const;
  const words = [
    `since ${filters.since ?? start.toISOString()}`,
    ...(filters.until === undefined ? [] : [`until ${filters.until}`]),
  ];
  if (since !== undefined) return {query, words: words.join(' ')};
  const narrowed = 'Only incidents of the 30 days before --until; --since goes further back.';
  return {query, words: words.join(' '), narrowed};
}

function inWords(
  filters: Filters,
  wanted: readonly string[],
  urgencies: readonly string[],
  people: readonly string[],
  window: string,
): string {
  const isOpen = wanted.length === 2 && openStatuses.every(status => wanted.includes(status));
  const state = isOpen ? 'open' : wanted.length === statuses.length ? '' : wanted.join(' or ');
  const named = (word: string, names: readonly string[]) => (names.length === 0 ? '' : `${word} ${names.join(', ')}`);
  return [
    urgencies.length === 1 ? `${urgencies[0]}-urgency` : '',
    state,
    'incidents',
    (filters.priority ?? []).length === 0 ? '' : `of priority ${filters.priority?.join(' or ')}`,
    named('of service', filters.service ?? []),
    named('of team', filters.team ?? []),
    named(
      'assigned to',
      people.map(name => (name === 'me' ? 'you' : name)),
    ),
    filters.key === undefined ? '' : `with the key ${filters.key}`,
    window,
  ]
    .filter(part => part !== '')
    .join(' ');
}
