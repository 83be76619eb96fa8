import {string} from '@oclif/core/args';
import {type Json, objects} from '../../lib/base/json.ts';
import {describedFields, fieldDefinitions} from '../../lib/incidents/field-definitions.ts';
import {fieldValues} from '../../lib/incidents/field-values.ts';
import {noIncident} from '../../lib/incidents/incident.ts';
import {parseItems} from '../../lib/input/items.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {idArg} from './id-args.ts';

const view: View = {
  columns: [
    column('NAME', 'name'),
    column('LABEL', 'display_name', {drop: 2}),
    column('TYPE', 'data_type', {drop: 1}),
    column('VALUE', 'value', {grow: true}),
  ],
  empty: 'The incident has no custom fields.',
};

/** An answer that lists no field does not tell that one was set. */
const isFieldList = (body: Json): boolean => objects(body).length > 0;

export default class IncidentsFields extends PdCommand {
  static override examples = ['pd incidents fields 7', 'pd incidents fields 7 customers_affected=12'];
  static override strict = false;
  static override args = {
    id: idArg,
    'name=value': string({
      ignoreStdin: true,
      description:
        'Fields to set; use NAME:=JSON for a number, a boolean or a list. Without any, the fields are shown.',
    }),
  };
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {args, argv, context} = await this.start(IncidentsFields);
    const items = argv.slice(1).map(item => item.replace(/^[^=:]*/, name => name.replaceAll('.', '\\.')));
    const typed = parseItems(items, 'NAME=VALUE');
    const find = await context.resolver();
    const id = await find.incident(args.id);
    const path = `/incidents/${pathPart(id)}/custom_fields/values`;
    const rest = await context.rest();
    const asked = rest.request('GET', path).catch(notThere(noIncident(id)));
    if (items.length === 0) {
      await context.output.records([objects((await asked).body)], view);
      return;
    }
    const [{body}, definitions] = await Promise.all([asked, fieldDefinitions(rest, find, id)]);
    const fields = describedFields(objects(body), definitions);
    const values = fieldValues(typed, fields).map(({name, value}) => ({name, value}));
    const answer = await sendChange(context, 'PUT', path, {custom_fields: values}, body =>
      isFieldList(body) ? body : undefined,
    );
    if (answer !== undefined) await context.output.records([objects(answer)], view);
  }
}
