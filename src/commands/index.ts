import {collection, oneOf, type Topics} from './entries.ts';

/** Commands that appear in no list. */
export const hidden: ReadonlySet<string> = new Set(['seed']);

// Files that hold several commands. Each import() is written out because the bundler splits the program there.
const parts = oneOf(() => import('./incidents/parts.ts'));
const transitions = oneOf(() => import('./incidents/transitions.ts'));
const labels = oneOf(() => import('./incidents/labels.ts'));
const write = oneOf(() => import('./incidents/write.ts'));
const responders = oneOf(() => import('./incidents/responders.ts'));
const analytics = oneOf(() => import('./analytics.ts'));
const activity = oneOf(() => import('./activity.ts'));
const workflows = oneOf(() => import('./incidents/workflows.ts'));
const subscribers = oneOf(() => import('./incidents/subscribers.ts'));
const switches = oneOf(() => import('./resources/services.ts'));
const overrides = oneOf(() => import('./resources/overrides.ts'));
const windows = oneOf(() => import('./resources/maintenance.ts'));

/** Every command that can be typed, with its summary and the file that holds it. */
export const topicVerbs = {
  events: () => ({
    trigger: ['Trigger an alert', () => import('./events/trigger.ts')],
    ack: ['Acknowledge alerts by their dedup keys', () => import('./events/ack.ts')],
    resolve: ['Resolve alerts by their dedup keys', () => import('./events/resolve.ts')],
    change: ['Send a change event, such as a deploy', () => import('./events/change.ts')],
    send: ['Send complete events, as JSON', () => import('./events/send.ts')],
    run: ['Run a command, and page if it fails', () => import('./events/run.ts')],
    'queue:ls': ['List queued events', () => import('./events/queue/ls.ts')],
    'queue:status': ['Show the state of the queue', () => import('./events/queue/status.ts')],
    'queue:flush': ['Deliver queued events', () => import('./events/queue/flush.ts')],
    'queue:rm': ['Remove events from the queue', () => import('./events/queue/rm.ts')],
    'queue:retry': ['Put rejected events back in the queue', () => import('./events/queue/retry.ts')],
    'queue:restore': ['Put back files that were set aside', () => import('./events/queue/restore.ts')],
  }),
  incidents: () => ({
    ls: ['List incidents, by default the open ones', () => import('./incidents/ls.ts')],
    show: ['Show everything about an incident', () => import('./incidents/show.ts')],
    open: ['Open an incident in the browser', () => import('./incidents/open.ts')],
    alerts: ['List the alerts of an incident', parts('IncidentsAlerts')],
    notes: ['List the notes of an incident', parts('IncidentsNotes')],
    log: ['List the log entries of an incident', parts('IncidentsLog')],
    changes: ['List recent changes related to an incident', parts('IncidentsChanges')],
    related: ['List related incidents on other services', parts('IncidentsRelated')],
    past: ['List similar past incidents', parts('IncidentsPast')],
    fields: ['Show or set the custom fields of an incident', () => import('./incidents/fields.ts')],
    ack: ['Acknowledge incidents', transitions('IncidentsAck')],
    resolve: ['Resolve incidents', transitions('IncidentsResolve')],
    reopen: ['Reopen resolved incidents', transitions('IncidentsReopen')],
    snooze: ['Snooze acknowledged incidents for a while', () => import('./incidents/snooze.ts')],
    assign: ['Assign incidents to users or an escalation policy', () => import('./incidents/assign.ts')],
    escalate: ['Escalate incidents to a level of their escalation policy', () => import('./incidents/escalate.ts')],
    merge: ['Merge incidents into one', () => import('./incidents/merge.ts')],
    priority: ['Set the priority of incidents', labels('IncidentsPriority')],
    urgency: ['Set the urgency of incidents', labels('IncidentsUrgency')],
    rename: ['Change the titles of incidents', () => import('./incidents/rename.ts')],
    note: ['Add a note to an incident', write('IncidentsNote')],
    update: ['Send a status update to the subscribers of incidents', write('IncidentsUpdate')],
    create: ['Create an incident', () => import('./incidents/create.ts')],
    'responders:ls': ['List the responders of an incident', responders('RespondersLs')],
    'responders:add': ['Request more responders for an incident', responders('RespondersAdd')],
    'subscribers:ls': ['List who gets the status updates of an incident', parts('SubscribersLs')],
    'subscribers:add': ['Send the status updates to more people', subscribers('SubscribersAdd')],
    'subscribers:rm': ['Stop sending the status updates to people', subscribers('SubscribersRm')],
    'workflows:ls': ['List the workflows that can be started on an incident', workflows('WorkflowsLs')],
    'workflows:start': ['Start a workflow on incidents', workflows('WorkflowsStart')],
    analytics: [
      'Show how long incidents took, and how many people they involved',
      () => import('./incidents/analytics.ts'),
    ],
    wait: ['Wait until incidents are acknowledged or resolved', () => import('./incidents/wait.ts')],
  }),
  oncalls: () => ({
    ls: ['List who is on call', () => import('./oncalls/ls.ts')],
  }),
  services: () => ({
    ...collection('services'),
    enable: ['Enable services, so that they alert again', switches('ServicesEnable')],
    disable: ['Disable services, so that they stop alerting', switches('ServicesDisable')],
  }),
  users: () => collection('users'),
  teams: () => collection('teams'),
  schedules: () => ({
    ...collection('schedules'),
    show: ['Show a schedule, and who is on call when', () => import('./resources/schedule-show.ts')],
    'override:ls': ['List the overrides of a schedule', overrides('OverrideLs')],
    'override:add': ['Put someone on call for a while', overrides('OverrideAdd')],
    'override:rm': ['Remove an override', overrides('OverrideRm')],
  }),
  policies: () => collection('policies'),
  priorities: () => collection('priorities'),
  maintenance: () => ({
    ...collection('maintenance'),
    start: ['Start or schedule a maintenance window', windows('MaintenanceStart')],
    end: ['End a maintenance window, or cancel a future one', windows('MaintenanceEnd')],
  }),
  extensions: () => collection('extensions'),
  vendors: () => collection('vendors'),
  analytics: () => ({
    services: ['Show incident figures for each service', analytics('AnalyticsServices')],
    teams: ['Show incident figures for each team', analytics('AnalyticsTeams')],
    users: ['Show incident figures for each user', analytics('AnalyticsUsers')],
    incidents: ['Show incident figures over time', analytics('AnalyticsIncidents')],
  }),
  log: () => ({ls: ['List the log entries of all incidents', activity('LogLs')]}),
  notifications: () => ({ls: ['List the notifications that were sent', activity('NotificationsLs')]}),
  changes: () => ({ls: ['List change events', activity('ChangesLs')]}),
  rest: () => ({
    get: ['Send a GET request', () => import('./rest/get.ts')],
    list: ['List every record at a path', () => import('./rest/list.ts')],
    post: ['Send a POST request', () => import('./rest/post.ts')],
    put: ['Send a PUT request', () => import('./rest/put.ts')],
    patch: ['Send a PATCH request', () => import('./rest/patch.ts')],
    delete: ['Send a DELETE request', () => import('./rest/delete.ts')],
    find: ['Find a record by name or another attribute', () => import('./rest/find.ts')],
    upsert: ['Create a record unless it exists', () => import('./rest/upsert.ts')],
    paths: ['List the known endpoints', () => import('./rest/paths.ts')],
  }),
  profiles: () => ({
    ls: ['List the profiles', () => import('./profiles/ls.ts')],
    show: ['Show a profile, with secrets hidden', () => import('./profiles/show.ts')],
    set: ['Set values in a profile', () => import('./profiles/set.ts')],
    unset: ['Remove values from a profile', () => import('./profiles/unset.ts')],
    use: ['Choose the profile to use', () => import('./profiles/use.ts')],
    rename: ['Give a profile another name', () => import('./profiles/rename.ts')],
    rm: ['Remove a profile', () => import('./profiles/rm.ts')],
    login: ['Check a key or sign in, and store the credentials', () => import('./profiles/login.ts')],
    logout: ['Remove the key or the sign-in of a profile', () => import('./profiles/logout.ts')],
    check: ['Check whether the credentials are accepted, and whose they are', () => import('./profiles/check.ts')],
  }),
  '': () => ({
    status: ['Show whether you are on call, and what is open', () => import('./status.ts')],
    undo: ['Undo the last change, or list the changes', () => import('./undo.ts')],
    sandbox: ['Run a local PagerDuty sandbox', () => import('./sandbox.ts')],
    'sandbox:start': ['Start a sandbox in the background', () => import('./sandbox/start.ts')],
    'sandbox:stop': ['Stop the sandbox in the background', () => import('./sandbox/stop.ts')],
    'sandbox:status': ['Show the sandbox in the background', () => import('./sandbox/status.ts')],
    seed: ["python-pagerduty's command line: trigger, acknowledge, resolve", () => import('./seed.ts')],
  }),
} satisfies Topics;
