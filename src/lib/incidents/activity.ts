import {stringField} from '../base/json.ts';
import type {View} from '../output/output.ts';
import {column, pageOf} from '../resources/column.ts';
import {eventOf} from './incident-parts.ts';

/** Lists of the account as a whole. The sentence for an empty list has no full stop: the period follows. */
export const logEntries: View = {
  columns: [
    column('TIME', 'created_at', {as: 'time'}),
    {header: 'EVENT', value: eventOf, drop: 1},
    column('INCIDENT', 'incident.summary', {link: pageOf('incident.html_url'), grow: true}),
    column('BY', 'agent.summary', {drop: 2}),
    column('SUMMARY', 'summary', {drop: 3}),
  ],
  empty: 'There are no log entries',
};

export const notifications: View = {
  columns: [
    column('TIME', 'started_at', {as: 'time'}),
    column('USER', 'user.summary', {grow: true, link: pageOf('user.html_url')}),
    {header: 'TYPE', value: row => stringField(row, 'type')?.replace(/_notification$/, '')},
    column('ADDRESS', 'address', {sparse: true, drop: 1}),
    column('STATUS', 'status', {sparse: true, drop: 2}),
  ],
  empty: 'Nobody was notified',
};

export const changeEvents: View = {
  columns: [
    column('TIME', 'timestamp', {as: 'time'}),
    column('SERVICE', 'services.summary', {drop: 2}),
    column('SOURCE', 'source', {drop: 1}),
    column('SUMMARY', 'summary', {grow: true}),
    column('LINK', 'links.href', {drop: 3, sparse: true}),
  ],
  empty: 'There are no changes',
};
