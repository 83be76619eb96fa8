import {boolean, string} from '@oclif/core/flags';
import {openStatuses} from '../../lib/incidents/incident-query.ts';
import {changeFlags} from '../base/flags.ts';

const group = {helpGroup: 'FILTER'};
const many = {multiple: true, multipleNonGreedy: true} as const;

/**
 * Selects incidents: in `incidents ls`, and in place of IDs in commands that act on incidents. `statuses` is the
 * default of --status.
 */
export const filterFlags = (statuses: readonly string[] = openStatuses) => ({
  status: string({
    helpValue: 'A,B',
    summary: `With one of these statuses: triggered, acknowledged, resolved; or open, closed, all (default: ${statuses.join(',')}).`,
    ...group,
  }),
  urgency: string({helpValue: 'high|low', summary: 'With this urgency.', ...group}),
  priority: string({
    helpValue: 'PRIORITY',
    summary: 'With this priority, by name or ID; none for those without one; may be repeated.',
    ...many,
    ...group,
  }),
  mine: boolean({summary: 'Assigned to the owner of the key.', ...group}),
  user: string({helpValue: 'USER', summary: 'Assigned to this user; may be repeated.', ...many, ...group}),
  team: string({helpValue: 'TEAM', summary: 'Of this team; may be repeated.', ...many, ...group}),
  service: string({helpValue: 'SERVICE', summary: 'Of this service; may be repeated.', ...many, ...group}),
  since: string({helpValue: 'TIME', summary: 'Created after this time.', ...group}),
  until: string({helpValue: 'TIME', summary: 'Created before this time.', ...group}),
  'all-time': boolean({
    summary: 'Created at any time (default: any time if open, the last month if resolved).',
    ...group,
  }),
  key: string({helpValue: 'KEY', summary: 'With this incident key, or an alert with this dedup key.', ...group}),
});

/** For every command that takes `ID…`. */
export const selectFlags = (statuses?: readonly string[]) => ({
  ...filterFlags(statuses),
  yes: boolean({
    char: 'y',
    summary: 'Do not ask for confirmation, as pd does for a filter or, at a terminal, for several IDs.',
  }),
  ...changeFlags,
});
