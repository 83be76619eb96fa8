import type {PdCommand} from '../lib/command.ts';

export interface CommandEntry {
  summary: string;
  /** Left out of the list of commands. */
  hidden?: boolean;
  load: () => Promise<{default: CommandClass}>;
}

export type CommandClass = typeof PdCommand & {new (...args: ConstructorParameters<typeof PdCommand>): PdCommand};

/** What each topic is about, in the order of the help page. */
export const topics: Readonly<Record<string, string>> = {
  events: 'Trigger, acknowledge and resolve alerts (Events API v2)',
  incidents: 'See incidents and act on them',
  rest: 'Call any REST endpoint',
  profiles: 'Keep keys, routes and defaults under a name',
};

/** The table of contents: every command that can be typed, and the file that holds it. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  'events:trigger': {summary: 'Trigger an alert', load: () => import('./events/trigger.ts')},
  'events:ack': {summary: 'Acknowledge alerts by their dedup keys', load: () => import('./events/ack.ts')},
  'events:resolve': {summary: 'Resolve alerts by their dedup keys', load: () => import('./events/resolve.ts')},
};
