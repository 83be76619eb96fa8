import type {JsonObject} from '../lib/base/json.ts';
import {sandboxKeys} from './keys.ts';
import {addIntegration, serviceDefaults} from './rest/services.ts';
import {addDefaultContact, addPhone, userDefaults} from './rest/users.ts';
import {idOf, type Seed, type SeedPolicy, type SeedSchedule, type SeedService, type SeedUser} from './seed-format.ts';
import {seedIncident} from './seed-incidents.ts';
import {seedRecords} from './seed-records.ts';
import type {Store} from './store.ts';

const hourMs = 3_600_000;

// How long every rota has been running, at least.
const longAgoMs = 2 * 365 * 24 * hourMs;

/** Fills an empty store. What a seed omits comes from the default one, so that every account is usable. */
export function applySeed(store: Store, seed: Seed): void {
  const users: readonly SeedUser[] = seed.users ?? defaultSeed.users;
  for (const user of users) {
    const {phone: _later, ...attributes} = user;
    addDefaultContact(store, store.add('users', userDefaults(attributes)));
  }
  addCallers(store, seed);
  for (const {members = [], ...team} of seed.teams ?? []) addTeam(store, team, members);
  for (const schedule of seed.schedules ?? []) addSchedule(store, schedule);
  for (const policy of seed.escalation_policies ?? [defaultPolicy(store)]) addPolicy(store, policy);
  for (const [index, service] of (seed.services ?? defaultSeed.services).entries()) addService(store, service, index);
  for (const priority of seed.priorities ?? defaultSeed.priorities) store.add('priorities', {...priority});
  for (const vendor of seed.vendors ?? defaultSeed.vendors) store.add('vendors', {...vendor});
  store.add('extension_schemas', {label: 'Generic V2 Webhook', key: 'generic_v2_webhook', send_types: ['trigger']});
  for (const incident of seed.incidents ?? []) seedIncident(store, incident);
  const {records = {}} = seed;
  seedRecords(store, typeof records === 'function' ? records(store.now()) : records);
  // Last, so that another number does not change any ID of the account.
  for (const {email, phone} of users) {
    if (phone !== undefined) addPhone(store, idOf(store, 'users', email), phone);
  }
}

const defaultSeed = {
  users: [
    {name: 'Ada Byron', email: sandboxKeys.from, role: 'admin', job_title: 'Site reliability engineer'},
    {name: 'Grace Murray', email: 'grace@example.com', role: 'user', job_title: 'Software engineer'},
  ],
  services: [{name: 'Sandbox Service', description: 'Where events go'}],
  priorities: ['P1', 'P2', 'P3', 'P4', 'P5'].map(name => ({name, description: `Priority ${name.slice(1)}`})),
  vendors: [{name: 'Amazon CloudWatch'}, {name: 'Datadog'}, {name: 'Prometheus'}],
} satisfies Seed;

function defaultPolicy(store: Store): SeedPolicy {
  return {name: 'Default', levels: [...store.tables.users.values()].slice(0, 2).map(user => [user.summary])};
}

function addCallers(store: Store, {keys}: Seed): void {
  const [firstUserId] = store.tables.users.keys();
  store.callers.set(keys?.account ?? sandboxKeys.account, {kind: 'account'});
  store.callers.set(keys?.readOnly ?? sandboxKeys.readOnly, {kind: 'account', readOnly: true});
  if (firstUserId !== undefined) {
    store.callers.set(keys?.user ?? sandboxKeys.user, {kind: 'user', userId: firstUserId});
  }
}

function addTeam(store: Store, team: {name: string; description?: string}, members: string[]): void {
  const {id} = store.add('teams', {description: null, default_role: 'manager', parent: null, ...team});
  for (const member of members) {
    store.part('members', id).push({user: store.reference('users', idOf(store, 'users', member)), role: 'manager'});
  }
}

function addSchedule(store: Store, schedule: SeedSchedule): void {
  const turnHours = schedule.turn_hours ?? 168;
  const start = store.timestamp(rotaStartMs(store.now(), turnHours, schedule.users.length));
  store.add('schedules', {
    name: schedule.name,
    time_zone: schedule.time_zone ?? 'Etc/UTC',
    description: null,
    schedule_layers: [
      {
        id: store.ids.next(),
        name: 'Layer 1',
        start,
        end: null,
        rotation_virtual_start: start,
        rotation_turn_length_seconds: turnHours * 3600,
        users: schedule.users.map(name => ({user: store.reference('users', idOf(store, 'users', name))})),
        restrictions: [],
      },
    ],
    teams: teamsOf(store, schedule.teams),
  });
}

/**
 * When a rota begins: a whole number of rounds ago, so that its first user is on call whatever the day, and a third of
 * a turn before the last full hour, so that no turn changes soon.
 */
function rotaStartMs(nowMs: number, turnHours: number, users: number): number {
  const roundMs = turnHours * hourMs * Math.max(1, users);
  const lastHourMs = Math.floor(nowMs / hourMs) * hourMs;
  return lastHourMs - Math.ceil(longAgoMs / roundMs) * roundMs - Math.round(turnHours / 3) * hourMs;
}

function addPolicy(store: Store, policy: SeedPolicy): void {
  store.add('escalation_policies', {
    name: policy.name,
    description: null,
    num_loops: 2,
    on_call_handoff_notifications: 'if_has_services',
    escalation_rules: policy.levels.map(names => ({
      id: store.ids.next(),
      escalation_delay_in_minutes: policy.delay_minutes ?? 30,
      targets: names.map(name => targetOf(store, name)),
    })),
    teams: teamsOf(store, policy.teams),
  });
}

function targetOf(store: Store, name: string): JsonObject {
  const schedule = [...store.tables.schedules.values()].find(one => one.summary === name);
  return schedule === undefined
    ? store.reference('users', idOf(store, 'users', name))
    : store.reference('schedules', schedule.id);
}

function addService(store: Store, service: SeedService, index: number): void {
  const {name, description = null, urgency = 'high'} = service;
  const policyId = idOf(store, 'escalation_policies', service.escalation_policy);
  const attributes = serviceDefaults(store, {
    name,
    description,
    created_at: store.timestamp(store.now() - 90 * 24 * hourMs),
    escalation_policy: store.reference('escalation_policies', policyId),
    incident_urgency_rule: {type: 'constant', urgency},
    teams: teamsOf(store, service.teams),
  });
  const record = store.add('services', attributes);
  addIntegration(store, record, service.routing_key ?? routingKeyFor(index), 'Events API V2');
}

/** The first service has the documented key, the others the same with their number at the end. */
function routingKeyFor(index: number): string {
  const number = String(index + 1);
  return `${sandboxKeys.routing.slice(0, 32 - number.length)}${number}`;
}

const teamsOf = (store: Store, names: string[] = []): JsonObject[] =>
  names.map(name => store.reference('teams', idOf(store, 'teams', name)));
