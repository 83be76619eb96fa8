import {field, type JsonObject, stringField} from '../base/json.ts';
import type {Column, Style} from '../output/output.ts';
import {layeredPath, shiftBasedPath} from '../rest/schedule-kinds.ts';
import {column, pageOf} from './column.ts';
import {nouns, type ResourceTopic} from './nouns.ts';

/** A collection of the API, described as data for ls, show, open and the name resolver. */
export interface Resource {
  /** What comes after `pd`. */
  topic: ResourceTopic | 'incidents workflows';
  /** As used in messages: "No service matches …". */
  noun: string;
  /** "There are no services." */
  plural: string;
  path: string;
  /** Further lists that hold records of this topic; each record is in one list only. */
  otherPaths?: readonly string[];
  /** Where its web pages live: https://ACCOUNT.pagerduty.com/<page>/ID. The first is the usual one. */
  pages: readonly string[];
  /** The fields it can be found by, the most specific first. */
  nameFields: readonly string[];
  columns: readonly Column[];
  /** GET takes `query`, so the server does the searching. */
  searches: boolean;
  /** GET <path>/{id} exists. */
  single: boolean;
  /** GET takes `team_ids[]`. */
  byTeam?: boolean;
  /** The values of `filter` that GET takes; the first is the default of ls. */
  states?: readonly string[];
  /** The query that narrows a look-up by name. */
  lookUpQuery?: readonly (readonly [string, string])[];
}

const called = (topic: ResourceTopic) => ({topic, noun: nouns[topic].one, plural: nouns[topic].many});
const link = pageOf();
const id = column('ID', 'id', {link});
const name = column('NAME', 'name', {grow: true, link});
const description = column('DESCRIPTION', 'description', {drop: 3});
const teams = column('TEAMS', 'teams.summary', {drop: 2});
const serviceStatus: Readonly<Record<string, Style>> = {
  active: 'green',
  warning: 'yellow',
  critical: 'red',
  maintenance: 'cyan',
  disabled: 'dim',
};

const byName = {nameFields: ['name'], searches: true, single: true} as const;

export const users: Resource = {
  ...byName,
  ...called('users'),
  path: '/users',
  pages: ['users'],
  nameFields: ['name', 'email'],
  byTeam: true,
  columns: [id, name, column('EMAIL', 'email'), column('ROLE', 'role', {drop: 1}), teams],
};

export const services: Resource = {
  ...byName,
  ...called('services'),
  path: '/services',
  pages: ['service-directory', 'services'],
  byTeam: true,
  columns: [
    id,
    column('STATUS', 'status', {styles: serviceStatus}),
    name,
    column('ESCALATION POLICY', 'escalation_policy.summary', {drop: 1}),
    teams,
  ],
};

export const teamsResource: Resource = {
  ...byName,
  ...called('teams'),
  path: '/teams',
  pages: ['teams'],
  columns: [id, name, description],
};

// API: the type is schedule_v3 or schedule_v3_reference.
const isShiftBased = (row: JsonObject): boolean => stringField(row, 'type')?.startsWith('schedule_v3') === true;

export const schedules: Resource = {
  ...byName,
  ...called('schedules'),
  path: layeredPath,
  otherPaths: [shiftBasedPath],
  pages: ['schedules'],
  byTeam: true,
  columns: [
    id,
    // A list of shift-based schedules holds references, which have no name.
    {...name, value: row => field(row, 'name') ?? field(row, 'summary')},
    {header: 'KIND', value: row => (isShiftBased(row) ? 'shift-based' : 'layered'), drop: 1},
    column('TIME ZONE', 'time_zone', {drop: 1}),
    column('ESCALATION POLICIES', 'escalation_policies.summary', {drop: 2}),
  ],
};

export const policies: Resource = {
  ...byName,
  ...called('policies'),
  path: '/escalation_policies',
  pages: ['escalation_policies'],
  byTeam: true,
  columns: [id, name, column('REPEATS', 'num_loops', {drop: 1}), teams],
};

export const priorities: Resource = {
  ...called('priorities'),
  path: '/priorities',
  pages: [],
  nameFields: ['name'],
  searches: false,
  single: false,
  columns: [id, column('NAME', 'name'), column('DESCRIPTION', 'description', {grow: true})],
};

export const maintenance: Resource = {
  ...called('maintenance'),
  path: '/maintenance_windows',
  pages: ['maintenance_windows', 'service-directory/maintenance-windows'],
  nameFields: ['description'],
  searches: true,
  single: true,
  byTeam: true,
  // Without a filter the API lists every window there ever was.
  states: ['open', 'ongoing', 'future', 'past', 'all'],
  columns: [
    id,
    column('START', 'start_time', {as: 'time'}),
    column('END', 'end_time', {as: 'time'}),
    column('SERVICES', 'services.summary', {drop: 1}),
    column('DESCRIPTION', 'description', {grow: true, link}),
  ],
};

/** The windows that can be ended: they are few, so they can also be found by their services. */
export const openMaintenance: Resource = {
  ...maintenance,
  noun: 'open maintenance window',
  nameFields: ['description', 'services.summary'],
  searches: false,
  lookUpQuery: [['filter', 'open']],
};

export const extensions: Resource = {
  ...byName,
  ...called('extensions'),
  path: '/extensions',
  pages: [],
  columns: [
    id,
    name,
    column('KIND', 'extension_schema.summary'),
    column('SERVICES', 'extension_objects.summary', {drop: 1}),
  ],
};

export const vendors: Resource = {
  ...called('vendors'),
  path: '/vendors',
  pages: [],
  nameFields: ['name'],
  searches: false,
  single: true,
  columns: [id, column('NAME', 'name', {grow: true}), column('WEBSITE', 'website_url', {drop: 1})],
};

export const workflows: Resource = {
  ...byName,
  topic: 'incidents workflows',
  ...{noun: 'incident workflow', plural: 'incident workflows'},
  path: '/incident_workflows',
  pages: ['flex-workflows/workflows'],
  columns: [
    id,
    name,
    {header: 'STATE', value: row => (row['is_enabled'] === false ? 'disabled' : undefined), sparse: true},
    description,
  ],
};
