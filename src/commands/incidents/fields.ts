import {string} from '@oclif/core/args';
import {type Json, type JsonObject, objects} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {describedFields, fieldDefinitions} from '../../lib/incidents/field-definitions.ts';
import {FieldStates, fieldsPath} from '../../lib/incidents/field-states.ts';
import {fieldValues} from '../../lib/incidents/field-values.ts';
import {noIncident} from '../../lib/incidents/incident.ts';
import {ownedRows} from '../../lib/incidents/owned-rows.ts';
import {writeEach} from '../../lib/incidents/write-each.ts';
import {parseItems} from '../../lib/input/items.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {webUrl} from '../../lib/resources/web-url.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import type {Line} from '../base/picks.ts';
import {someIds} from './id-args.ts';
import {incidentsToRead} from './read-ids.ts';

const view: View = {
  columns: [
    column('NAME', 'name'),
    column('LABEL', 'display_name', {drop: 2}),
    column('TYPE', 'data_type', {drop: 1}),
    column('VALUE', 'value', {grow: true}),
  ],
  empty: 'The incident has no custom fields.',
};

const isAssignment = (word: string): boolean => word.includes('=') && webUrl(word) === undefined;

/** An answer that lists no field does not tell that one was set. */
const isFieldList = (body: Json): boolean => objects(body).length > 0;

export default class IncidentsFields extends PdCommand {
  static override examples = ['pd incidents fields 7', 'pd incidents fields 7 8 customers_affected=12 --yes'];
  static override onlyReads = ({words}: Line) => !words.some(isAssignment);
  static override strict = false;
  static override args = {
    id: someIds({isLeftOut: ([first]) => first === undefined || isAssignment(first)}),
    'name=value': string({
      ignoreStdin: true,
      description:
        'Fields to set; use NAME:=JSON for a number, a boolean or a list. Without any, the fields are shown.',
    }),
  };
  static override flags = {yes: yesFlag, ...changeFlags};

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsFields);
    const start = argv.findIndex(isAssignment);
    const [ids, typed] = start === -1 ? [argv, []] : [argv.slice(0, start), argv.slice(start)];
    const items = typed.map(item => item.replace(/^[^=:]*/, name => name.replaceAll('.', '\\.')));
    const wanted = parseItems(items, 'NAME=VALUE');
    if (items.length === 0) return await showFields(context, ids);
    const states = new FieldStates();
    await writeEach(context, ids, flags.yes, {
      command: 'incidents fields',
      undo: states,
      question: incidents => `Set ${Object.keys(wanted).join(', ')} of ${incidents}?`,
      past: 'changed',
      request: async id => {
        const [rest, find] = await Promise.all([context.rest(), context.resolver()]);
        const [fields, definitions] = await Promise.all([fieldsOf(context, id), fieldDefinitions(rest, find, id)]);
        const described = describedFields(fields, definitions);
        const values = fieldValues(wanted, described).map(({name, value}) => ({name, value}));
        states.begin(id, fields, values);
        return {method: 'PUT', path: fieldsPath(id), body: {custom_fields: values}};
      },
      read: body => (isFieldList(body) ? body : undefined),
      print: async made => void (await context.output.records([objects(made)], view)),
    });
  }
}

async function fieldsOf({rest}: Context, id: string): Promise<JsonObject[]> {
  const {body} = await (await rest()).request('GET', fieldsPath(id)).catch(notThere(noIncident(id)));
  return objects(body);
}

async function showFields(context: Context, words: readonly string[]): Promise<void> {
  const ids = await incidentsToRead(context, words);
  const lists = await Promise.all(ids.map(id => fieldsOf(context, id)));
  if (ids.length < 2) {
    if (ids.length === 1) await context.output.records(lists, view);
    return;
  }
  const find = await context.resolver();
  const owned = ownedRows(view);
  for (const [index, id] of ids.entries()) owned.own(lists[index] ?? [], find.known(id)?.['incident_number'] ?? id);
  await context.output.records(lists, owned.view);
}
