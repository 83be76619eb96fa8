import type {NameKind} from '../../lib/completion/kinds.ts';

/** A place for a value, as help names it: `ID` of `incidents ack`, `USER` of `--to`. */
interface Place {
  /** `incidents ack`; empty for a flag of every command. */
  command: string;
  label: string;
  /** The flag that takes the value; undefined for an argument. */
  flag?: string;
}

const byLabel: Readonly<Record<string, NameKind>> = {
  ...{SERVICE: 'services', USER: 'users', TEAM: 'teams', SCHEDULE: 'schedules', POLICY: 'policies'},
  ...{ROUTE: 'routes', PATH: 'paths', TARGET: 'incidents', SOURCE: 'incidents'},
};

const byTopic: Readonly<Record<string, NameKind>> = {
  ...{incidents: 'incidents', services: 'services', users: 'users', teams: 'teams'},
  ...{schedules: 'schedules', policies: 'policies'},
};

/** What is completed there by name. Undefined where nothing is. Pure. */
export function namesAt({command, label, flag}: Place): NameKind | undefined {
  if (flag === 'profile') return 'profiles';
  if (command.startsWith('profiles '))
    return flag === undefined && /^(?:NAME|OLD)$/.test(label) ? 'profiles' : undefined;
  if (label !== 'ID') return byLabel[label];
  if (flag !== undefined) return flag === 'incident' ? 'incidents' : undefined;
  return byTopic[command.split(' ')[0] ?? ''];
}
