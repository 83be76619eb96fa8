import type {Json} from '../../src/lib/base/json.ts';
import type {Fault} from '../../src/sandbox/faults.ts';
import {table as refusals} from './refusals-table.ts';

const noRecords: Json[] = [];

/** What may come in place of the answer to a change. */
export const answers = {
  '{}': {status: 200, body: {}},
  '[]': {status: 200, body: noRecords},
  ok: {status: 200, body: {ok: true}},
  '204': {status: 204},
  '202': {status: 202, body: {}},
  redirect: {redirect: 'https://elsewhere.example.com/'},
  html: {status: 200, headers: {'content-type': 'text/html'}, body: '<html><title>Welcome</title></html>'},
  errors: {status: 200, body: {errors: ['No']}},
} as const satisfies Record<string, Fault>;

export type Answered = keyof typeof answers;

/** A line that changes something, and the exit code for each answer. */
export interface Row {
  line: string;
  stdin?: string;
  codes: Readonly<Record<Answered, number>>;
}

/** A record is promised: without one the outcome is unknown. */
const promised = {'{}': 7, '[]': 7, ok: 7, '204': 7, '202': 7, redirect: 7, html: 7, errors: 5};

/** Nothing is promised: what is gone needs no record. */
const removed = {'{}': 0, '[]': 0, ok: 0, '204': 0, '202': 0, redirect: 7, html: 7, errors: 5};

const deletes = ['schedules override rm', 'maintenance end'];

const written = Object.entries(refusals)
  .filter(([, {writes}]) => writes)
  .map(([command, {line}]): [string, Row] => [command, {line, codes: deletes.includes(command) ? removed : promised}]);

const team = `-d '{"name":"Ops"}'`;

const rest: Record<string, Row> = {
  'rest post': {line: `rest post teams ${team}`, codes: promised},
  'rest put': {line: `rest put teams/PTEAM01 ${team}`, codes: promised},
  'rest patch': {line: `rest patch workflows/integrations/X/connections/Y ${team}`, codes: promised},
  'rest upsert': {line: `rest upsert teams --by name ${team}`, codes: promised},
  'rest delete': {line: 'rest delete teams/PTEAM01 -o json', codes: removed},
};

const event = {event_action: 'acknowledge', dedup_key: 'key'};

/** An answer that is not the Events API's comes from something else. */
const delivered = {...promised, errors: 7};

const events: Record<string, Row> = {
  'events trigger': {line: 'events trigger -s Slow', codes: delivered},
  'events ack': {line: 'events ack key', codes: delivered},
  'events resolve': {line: 'events resolve key', codes: delivered},
  'events send': {line: 'events send', stdin: JSON.stringify(event), codes: delivered},
  'events change': {line: 'events change -s Slow', codes: delivered},
};

/** Has `--dry-run`, and yet nothing of PagerDuty's that an answer could leave in doubt. */
export const others: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['events queue rm', 'events queue retry', 'events queue restore', 'profiles set', 'profiles unset'].map(name => [
      name,
      'it changes files of this machine',
    ]),
  ),
  'profiles use': 'it changes files of this machine',
  'profiles rm': 'it changes files of this machine',
  'profiles rename': 'it changes files of this machine',
  'profiles logout': 'it changes files of this machine',
  'profiles login': 'it only reads from PagerDuty',
  'events run': 'it ends as its job does',
  'events queue flush': 'what is not accepted stays queued: test/delivery/flush-exit.test.ts',
  undo: 'it undoes what is in the journal: test/undo',
  seed: 'it sends what events trigger sends, and says what python-pagerduty said',
};

export const table: Readonly<Record<string, Row>> = {...Object.fromEntries(written), ...rest, ...events};

/** Lines of the same commands that send another request. */
export const variants: readonly (readonly [command: string, Row])[] = [
  ['override of a shift-based schedule', {line: 'schedules override add desk --user grace --for 1h', codes: promised}],
  ['override rm of a shift-based schedule', {line: 'schedules override rm desk OVERRIDE', codes: removed}],
  ['assign to a policy', {line: 'incidents assign 8 --policy Data', codes: promised}],
  ['escalate by the log', {line: 'incidents escalate 8', codes: promised}],
  ['create with a body', {line: 'incidents create --service Checkout -s Slow --body Long', codes: promised}],
  ['post of lists', {line: `rest post teams -f name=Ops -f tags[]=x`, codes: promised}],
];
