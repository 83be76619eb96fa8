import {boolean, string} from '@oclif/core/flags';
import {changeFlags} from '../base/flags.ts';

const group = {helpGroup: 'FILTER'};
const many = {multiple: true, multipleNonGreedy: true} as const;

/** Which incidents: for `incidents ls`, and in place of IDs for the commands that act on incidents. */
export const filterFlags = {
  status: string({helpValue: 'A,B', summary: 'triggered, acknowledged, resolved; open ones by default.', ...group}),
  urgency: string({helpValue: 'high|low', summary: 'Only this urgency.', ...group}),
  mine: boolean({summary: "Assigned to the key's own user.", ...group}),
  user: string({helpValue: 'USER', summary: 'Assigned to this user; may be repeated.', ...many, ...group}),
  team: string({helpValue: 'TEAM', summary: 'Of this team; may be repeated.', ...many, ...group}),
  service: string({helpValue: 'SERVICE', summary: 'Of this service; may be repeated.', ...many, ...group}),
  since: string({helpValue: 'TIME', summary: 'Created after this time.', ...group}),
  until: string({helpValue: 'TIME', summary: 'Created before this time.', ...group}),
  'all-time': boolean({summary: 'However long ago.', ...group}),
};

/** For every command that takes `ID…`. */
export const selectFlags = {
  ...filterFlags,
  yes: boolean({char: 'y', summary: 'Do not ask.'}),
  ...changeFlags,
};
