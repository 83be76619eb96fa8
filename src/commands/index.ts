import {type CommandTable, collection, oneOf, under} from './entries.ts';

export type {CommandClass, CommandTable} from './entries.ts';

/** Commands that no list shows. */
export const hidden: ReadonlySet<string> = new Set(['seed']);

// Files that hold several commands. An import() is written out for each file: the bundler splits the program there.
const parts = oneOf(() => import('./incidents/parts.ts'));
const transitions = oneOf(() => import('./incidents/transitions.ts'));
const labels = oneOf(() => import('./incidents/labels.ts'));
const write = oneOf(() => import('./incidents/write.ts'));
const responders = oneOf(() => import('./incidents/responders.ts'));
const switches = oneOf(() => import('./resources/services.ts'));
const overrides = oneOf(() => import('./resources/overrides.ts'));
const windows = oneOf(() => import('./resources/maintenance.ts'));

/** The table of contents: every command that can be typed, by its words (`incidents:ls`), and the file that holds it. */
export const commands: CommandTable = {
  ...under('events', {
    trigger: ['Trigger an alert', () => import('./events/trigger.ts')],
    ack: ['Acknowledge alerts by their dedup keys', () => import('./events/ack.ts')],
    resolve: ['Resolve alerts by their dedup keys', () => import('./events/resolve.ts')],
    change: ['Send a change event: a deploy, a switch that was thrown', () => import('./events/change.ts')],
    send: ['Send whole events, one JSON object a line', () => import('./events/send.ts')],
    run: ['Run a command, and page when it fails', () => import('./events/run.ts')],
    'queue:ls': ['List the events that wait', () => import('./events/queue/ls.ts')],
    'queue:status': ['Tell how long the queue is', () => import('./events/queue/status.ts')],
    'queue:flush': ['Deliver what waits', () => import('./events/queue/flush.ts')],
    'queue:rm': ['Remove events from the queue', () => import('./events/queue/rm.ts')],
    'queue:retry': ['Put rejected events back', () => import('./events/queue/retry.ts')],
    'queue:restore': ['Put back what was set aside', () => import('./events/queue/restore.ts')],
  }),
  ...under('incidents', {
    ls: ['List incidents, the open ones unless told otherwise', () => import('./incidents/ls.ts')],
    show: ['Show all there is to know of one incident', () => import('./incidents/show.ts')],
    open: ['Open an incident in the browser', () => import('./incidents/open.ts')],
    alerts: ['List the alerts of an incident', parts('IncidentsAlerts')],
    notes: ['List the notes of an incident', parts('IncidentsNotes')],
    log: ['List what happened to an incident', parts('IncidentsLog')],
    related: ['List incidents of other services at the same time', parts('IncidentsRelated')],
    past: ['List similar incidents of the past', parts('IncidentsPast')],
    fields: ['Show or set the custom fields of an incident', () => import('./incidents/fields.ts')],
    ack: ['Acknowledge incidents', transitions('IncidentsAck')],
    resolve: ['Resolve incidents', transitions('IncidentsResolve')],
    reopen: ['Take resolved incidents back', transitions('IncidentsReopen')],
    snooze: ['Silence acknowledged incidents for a while', () => import('./incidents/snooze.ts')],
    assign: ['Assign incidents to users or an escalation policy', () => import('./incidents/assign.ts')],
    escalate: ['Escalate incidents to a level of their policy', () => import('./incidents/escalate.ts')],
    merge: ['Merge incidents into one', () => import('./incidents/merge.ts')],
    priority: ['Set the priority of incidents', labels('IncidentsPriority')],
    urgency: ['Set the urgency of incidents', labels('IncidentsUrgency')],
    rename: ['Give an incident another title', write('IncidentsRename')],
    note: ['Add a note to an incident', write('IncidentsNote')],
    update: ['Send a status update to the subscribers of an incident', write('IncidentsUpdate')],
    create: ['Open an incident by hand', () => import('./incidents/create.ts')],
    'responders:ls': ['List who was asked to help', responders('RespondersLs')],
    'responders:add': ['Ask more people to help', responders('RespondersAdd')],
  }),
  ...under('oncalls', {
    ls: ['List who is on call', () => import('./oncalls/ls.ts')],
  }),
  ...under('services', {
    ...collection('services'),
    enable: ['Let services alert again', switches('ServicesEnable')],
    disable: ['Stop services from alerting', switches('ServicesDisable')],
  }),
  ...under('users', collection('users')),
  ...under('teams', collection('teams')),
  ...under('schedules', {
    ...collection('schedules'),
    'override:ls': ['List the overrides of a schedule', overrides('OverrideLs')],
    'override:add': ['Put someone on call for a while', overrides('OverrideAdd')],
    'override:rm': ['Remove an override', overrides('OverrideRm')],
  }),
  ...under('policies', collection('policies')),
  ...under('priorities', collection('priorities')),
  ...under('maintenance', {
    ...collection('maintenance'),
    start: ['Start or plan a maintenance window', windows('MaintenanceStart')],
    end: ['End maintenance windows', windows('MaintenanceEnd')],
  }),
  ...under('extensions', collection('extensions')),
  ...under('vendors', collection('vendors')),
  ...under('rest', {
    get: ['GET a path', () => import('./rest/get.ts')],
    list: ['List everything behind a path', () => import('./rest/list.ts')],
    post: ['POST to a path', () => import('./rest/post.ts')],
    put: ['PUT to a path', () => import('./rest/put.ts')],
    patch: ['PATCH a path', () => import('./rest/patch.ts')],
    delete: ['DELETE a path', () => import('./rest/delete.ts')],
    find: ['Find the one record of that name', () => import('./rest/find.ts')],
    upsert: ['Create a record unless it is there', () => import('./rest/upsert.ts')],
    paths: ['List the endpoints that are known', () => import('./rest/paths.ts')],
  }),
  ...under('profiles', {
    ls: ['List the profiles', () => import('./profiles/ls.ts')],
    show: ['Show a profile, secrets hidden', () => import('./profiles/show.ts')],
    set: ['Set values of a profile', () => import('./profiles/set.ts')],
    unset: ['Remove values from a profile', () => import('./profiles/unset.ts')],
    use: ['Make a profile the one in use', () => import('./profiles/use.ts')],
    rm: ['Remove a profile', () => import('./profiles/rm.ts')],
    login: ['Ask for a key, check it, keep it', () => import('./profiles/login.ts')],
    check: ['Tell whether the credentials are accepted, and whose they are', () => import('./profiles/check.ts')],
  }),
  ...under('', {
    sandbox: ['Run a PagerDuty of your own on the loopback', () => import('./sandbox.ts')],
    seed: ["python-pagerduty's command line: trigger, acknowledge, resolve", () => import('./seed.ts')],
  }),
};
