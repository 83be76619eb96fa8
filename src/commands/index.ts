import type {PdCommand} from './base/command.ts';
import type {OclifConfig} from './base/oclif-config.ts';

export type CommandClass = typeof PdCommand & {new (argv: string[], config: OclifConfig): PdCommand};

export type CommandEntry = readonly [summary: string, load: () => Promise<CommandClass>];

/** Commands that no list shows. */
export const hidden: ReadonlySet<string> = new Set(['seed']);

/** The table of contents: every command that can be typed, and the file that holds it. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  'events:trigger': ['Trigger an alert', () => import('./events/trigger.ts').then(file => file.default)],
  'events:ack': ['Acknowledge alerts by their dedup keys', () => import('./events/ack.ts').then(file => file.default)],
  'events:resolve': [
    'Resolve alerts by their dedup keys',
    () => import('./events/resolve.ts').then(file => file.default),
  ],
  'events:change': [
    'Send a change event: a deploy, a switch that was thrown',
    () => import('./events/change.ts').then(file => file.default),
  ],
  'events:send': [
    'Send whole events, one JSON object a line',
    () => import('./events/send.ts').then(file => file.default),
  ],
  'events:run': ['Run a command, and page when it fails', () => import('./events/run.ts').then(file => file.default)],
  'events:queue:ls': ['List the events that wait', () => import('./events/queue/ls.ts').then(file => file.default)],
  'events:queue:status': [
    'Tell how long the queue is',
    () => import('./events/queue/status.ts').then(file => file.default),
  ],
  'events:queue:flush': ['Deliver what waits', () => import('./events/queue/flush.ts').then(file => file.default)],
  'events:queue:rm': ['Remove events from the queue', () => import('./events/queue/rm.ts').then(file => file.default)],
  'events:queue:retry': [
    'Put rejected events back',
    () => import('./events/queue/retry.ts').then(file => file.default),
  ],
  'incidents:ls': [
    'List incidents, the open ones unless told otherwise',
    () => import('./incidents/ls.ts').then(file => file.default),
  ],
  'incidents:show': [
    'Show all there is to know of one incident',
    () => import('./incidents/show.ts').then(file => file.default),
  ],
  'incidents:open': ['Open an incident in the browser', () => import('./incidents/open.ts').then(file => file.default)],
  'incidents:alerts': [
    'List the alerts of an incident',
    () => import('./incidents/parts.ts').then(file => file.IncidentsAlerts),
  ],
  'incidents:notes': [
    'List the notes of an incident',
    () => import('./incidents/parts.ts').then(file => file.IncidentsNotes),
  ],
  'incidents:log': [
    'List what happened to an incident',
    () => import('./incidents/parts.ts').then(file => file.IncidentsLog),
  ],
  'incidents:related': [
    'List incidents of other services at the same time',
    () => import('./incidents/parts.ts').then(file => file.IncidentsRelated),
  ],
  'incidents:past': [
    'List similar incidents of the past',
    () => import('./incidents/parts.ts').then(file => file.IncidentsPast),
  ],
  'incidents:fields': [
    'Show or set the custom fields of an incident',
    () => import('./incidents/fields.ts').then(file => file.default),
  ],
  'incidents:ack': [
    'Acknowledge incidents',
    () => import('./incidents/transitions.ts').then(file => file.IncidentsAck),
  ],
  'incidents:resolve': [
    'Resolve incidents',
    () => import('./incidents/transitions.ts').then(file => file.IncidentsResolve),
  ],
  'incidents:reopen': [
    'Take resolved incidents back',
    () => import('./incidents/transitions.ts').then(file => file.IncidentsReopen),
  ],
  'incidents:snooze': [
    'Silence acknowledged incidents for a while',
    () => import('./incidents/snooze.ts').then(file => file.default),
  ],
  'incidents:assign': [
    'Assign incidents to users or an escalation policy',
    () => import('./incidents/assign.ts').then(file => file.default),
  ],
  'incidents:escalate': [
    'Escalate incidents to a level of their policy',
    () => import('./incidents/escalate.ts').then(file => file.default),
  ],
  'incidents:merge': ['Merge incidents into one', () => import('./incidents/merge.ts').then(file => file.default)],
  'incidents:priority': [
    'Set the priority of incidents',
    () => import('./incidents/labels.ts').then(file => file.IncidentsPriority),
  ],
  'incidents:urgency': [
    'Set the urgency of incidents',
    () => import('./incidents/labels.ts').then(file => file.IncidentsUrgency),
  ],
  'incidents:rename': [
    'Give an incident another title',
    () => import('./incidents/write.ts').then(file => file.IncidentsRename),
  ],
  'incidents:note': [
    'Add a note to an incident',
    () => import('./incidents/write.ts').then(file => file.IncidentsNote),
  ],
  'incidents:update': [
    'Send a status update to the subscribers of an incident',
    () => import('./incidents/write.ts').then(file => file.IncidentsUpdate),
  ],
  'incidents:create': ['Open an incident by hand', () => import('./incidents/create.ts').then(file => file.default)],
  'incidents:responders:ls': [
    'List who was asked to help',
    () => import('./incidents/responders.ts').then(file => file.RespondersLs),
  ],
  'incidents:responders:add': [
    'Ask more people to help',
    () => import('./incidents/responders.ts').then(file => file.RespondersAdd),
  ],
  'oncalls:ls': ['List who is on call', () => import('./oncalls/ls.ts').then(file => file.default)],
  'services:ls': ['List services', () => import('./resources/resources.ts').then(file => file.ServicesLs)],
  'services:show': ['Show a service', () => import('./resources/resources.ts').then(file => file.ServicesShow)],
  'services:open': [
    'Open a service in the browser',
    () => import('./resources/resources.ts').then(file => file.ServicesOpen),
  ],
  'users:ls': ['List users', () => import('./resources/resources.ts').then(file => file.UsersLs)],
  'users:show': ['Show a user', () => import('./resources/resources.ts').then(file => file.UsersShow)],
  'users:open': ['Open a user in the browser', () => import('./resources/resources.ts').then(file => file.UsersOpen)],
  'teams:ls': ['List teams', () => import('./resources/resources.ts').then(file => file.TeamsLs)],
  'teams:show': ['Show a team', () => import('./resources/resources.ts').then(file => file.TeamsShow)],
  'teams:open': ['Open a team in the browser', () => import('./resources/resources.ts').then(file => file.TeamsOpen)],
  'schedules:ls': ['List schedules', () => import('./resources/resources.ts').then(file => file.SchedulesLs)],
  'schedules:show': ['Show a schedule', () => import('./resources/resources.ts').then(file => file.SchedulesShow)],
  'schedules:open': [
    'Open a schedule in the browser',
    () => import('./resources/resources.ts').then(file => file.SchedulesOpen),
  ],
  'policies:ls': ['List escalation policies', () => import('./resources/resources.ts').then(file => file.PoliciesLs)],
  'policies:show': [
    'Show an escalation policy',
    () => import('./resources/resources.ts').then(file => file.PoliciesShow),
  ],
  'policies:open': [
    'Open an escalation policy in the browser',
    () => import('./resources/resources.ts').then(file => file.PoliciesOpen),
  ],
  'priorities:ls': ['List priorities', () => import('./resources/resources.ts').then(file => file.PrioritiesLs)],
  'priorities:show': ['Show a priority', () => import('./resources/resources.ts').then(file => file.PrioritiesShow)],
  'priorities:open': [
    'Open a priority in the browser',
    () => import('./resources/resources.ts').then(file => file.PrioritiesOpen),
  ],
  'maintenance:ls': [
    'List maintenance windows',
    () => import('./resources/resources.ts').then(file => file.MaintenanceLs),
  ],
  'maintenance:show': [
    'Show a maintenance window',
    () => import('./resources/resources.ts').then(file => file.MaintenanceShow),
  ],
  'maintenance:open': [
    'Open a maintenance window in the browser',
    () => import('./resources/resources.ts').then(file => file.MaintenanceOpen),
  ],
  'extensions:ls': ['List extensions', () => import('./resources/resources.ts').then(file => file.ExtensionsLs)],
  'extensions:show': ['Show an extension', () => import('./resources/resources.ts').then(file => file.ExtensionsShow)],
  'extensions:open': [
    'Open an extension in the browser',
    () => import('./resources/resources.ts').then(file => file.ExtensionsOpen),
  ],
  'vendors:ls': ['List vendors', () => import('./resources/resources.ts').then(file => file.VendorsLs)],
  'vendors:show': ['Show a vendor', () => import('./resources/resources.ts').then(file => file.VendorsShow)],
  'vendors:open': [
    'Open a vendor in the browser',
    () => import('./resources/resources.ts').then(file => file.VendorsOpen),
  ],
  'services:enable': [
    'Let services alert again',
    () => import('./resources/services.ts').then(file => file.ServicesEnable),
  ],
  'services:disable': [
    'Stop services from alerting',
    () => import('./resources/services.ts').then(file => file.ServicesDisable),
  ],
  'schedules:override:ls': [
    'List the overrides of a schedule',
    () => import('./resources/overrides.ts').then(file => file.OverrideLs),
  ],
  'schedules:override:add': [
    'Put someone on call for a while',
    () => import('./resources/overrides.ts').then(file => file.OverrideAdd),
  ],
  'schedules:override:rm': [
    'Remove an override',
    () => import('./resources/overrides.ts').then(file => file.OverrideRm),
  ],
  'maintenance:start': [
    'Start or plan a maintenance window',
    () => import('./resources/maintenance.ts').then(file => file.MaintenanceStart),
  ],
  'maintenance:end': [
    'End maintenance windows',
    () => import('./resources/maintenance.ts').then(file => file.MaintenanceEnd),
  ],
  'rest:get': ['GET a path', () => import('./rest/get.ts').then(file => file.default)],
  'rest:list': ['List everything behind a path', () => import('./rest/list.ts').then(file => file.default)],
  'rest:post': ['POST to a path', () => import('./rest/post.ts').then(file => file.default)],
  'rest:put': ['PUT to a path', () => import('./rest/put.ts').then(file => file.default)],
  'rest:patch': ['PATCH a path', () => import('./rest/patch.ts').then(file => file.default)],
  'rest:delete': ['DELETE a path', () => import('./rest/delete.ts').then(file => file.default)],
  'rest:find': ['Find the one record of that name', () => import('./rest/find.ts').then(file => file.default)],
  'rest:upsert': ['Create a record unless it is there', () => import('./rest/upsert.ts').then(file => file.default)],
  'rest:paths': ['List the endpoints that are known', () => import('./rest/paths.ts').then(file => file.default)],
  'profiles:ls': ['List the profiles', () => import('./profiles/ls.ts').then(file => file.default)],
  'profiles:show': ['Show a profile, secrets hidden', () => import('./profiles/show.ts').then(file => file.default)],
  'profiles:set': ['Set values of a profile', () => import('./profiles/set.ts').then(file => file.default)],
  'profiles:unset': ['Remove values from a profile', () => import('./profiles/unset.ts').then(file => file.default)],
  'profiles:use': ['Make a profile the one in use', () => import('./profiles/use.ts').then(file => file.default)],
  'profiles:rm': ['Remove a profile', () => import('./profiles/rm.ts').then(file => file.default)],
  'profiles:login': [
    'Ask for a key, check it, keep it',
    () => import('./profiles/login.ts').then(file => file.default),
  ],
  'profiles:check': [
    'Tell whether the credentials are accepted, and whose they are',
    () => import('./profiles/check.ts').then(file => file.default),
  ],
  sandbox: ['Run a PagerDuty of your own on the loopback', () => import('./sandbox.ts').then(file => file.default)],
  seed: [
    "python-pagerduty's command line: trigger, acknowledge, resolve",
    () => import('./seed.ts').then(file => file.default),
  ],
};
