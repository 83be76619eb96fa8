import {string as stringArg} from '@oclif/core/args';
import {usageError} from '../../lib/base/errors.ts';
import {isObject, type Json} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {noIncident} from '../../lib/incidents/incident.ts';
import {incidentView} from '../../lib/incidents/incident-columns.ts';
import {notes} from '../../lib/incidents/incident-parts.ts';
import {readValue} from '../../lib/input/argument-values.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {idArg} from './id-args.ts';

const textArg = (description: string) => stringArg({required: true, ignoreStdin: true, description});

export class IncidentsNote extends PdCommand {
  static override examples = ['pd incidents note 8 "Disk was cleaned"', 'df -h | pd incidents note 8 -'];
  static override args = {id: idArg, text: textArg('The note; - reads stdin.')};
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {args, context} = await this.start(IncidentsNote);
    const content = await textOf(context, args.text, 'The note');
    await write(context, args.id, {method: 'POST', part: '/notes', body: {content}, view: notes.view});
  }
}

export class IncidentsUpdate extends PdCommand {
  static override examples = ['pd incidents update 7 "We have found the cause"'];
  static override args = {id: idArg, message: textArg('The status update; - reads stdin.')};
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {args, context} = await this.start(IncidentsUpdate);
    const message = await textOf(context, args.message, 'The status update');
    await write(context, args.id, {method: 'POST', part: '/status_updates', body: {message}, view: updateView});
  }
}

export class IncidentsRename extends PdCommand {
  static override examples = ['pd incidents rename 4 "Disk full on db1 and db2"'];
  static override args = {id: idArg, title: textArg('The new title; - reads stdin.')};
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {args, context} = await this.start(IncidentsRename);
    const title = await textOf(context, args.title, 'The title');
    const body = {type: 'incident_reference', title};
    await write(context, args.id, {method: 'PUT', part: '', body, view: incidentView('')});
  }
}

const updateView: View = {
  columns: [
    column('ID', 'id'),
    column('TIME', 'created_at', {as: 'time'}),
    column('BY', 'sender.summary'),
    column('MESSAGE', 'message', {grow: true}),
  ],
};

async function textOf(context: Context, text: string, what: string): Promise<string> {
  // A text may well begin with @, so only - has a special meaning.
  const value = (text === '-' ? await readValue(context.io, text, what) : text).trim();
  if (value === '') throw usageError(`${what} is empty`);
  return value;
}

interface Writing {
  method: 'POST' | 'PUT';
  /** Below the incident: `/notes`. */
  part: string;
  body: Json;
  view: View;
}

async function write(context: Context, text: string, {method, part, body, view}: Writing): Promise<void> {
  const id = await (await context.resolver()).incident(text);
  const answer = await sendChange(context, method, `/incidents/${pathPart(id)}${part}`, body).catch(
    notThere(noIncident(id)),
  );
  if (isObject(answer)) await context.output.record(answer, view);
}
