import {PdError} from '../../lib/base/errors.ts';
import {type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {levelDelays, onCallNow, peopleView} from '../../lib/incidents/page-people.ts';
import {valueText} from '../../lib/output/cells.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import type {ShowMore} from './factories.ts';

/** Who would be notified of an incident of the service that came now. */
export const serviceOnCall: ShowMore = async (context, record) =>
  await showOnCall(context, stringField(record['escalation_policy'], 'id'), new Map());

/** Who would be notified by the policy now, and after how long. */
export const policyOnCall: ShowMore = async (context, record) =>
  await showOnCall(context, stringField(record, 'id'), levelDelays({escalation_policy: record}));

async function showOnCall(context: Context, policyId: string | undefined, delays: ReadonlyMap<number, number>) {
  if (policyId === undefined) return;
  const people = await ifAllowed(context, 'On call now', () => onCallNow(context, policyId));
  if (people === undefined) return;
  if (people.length > 0) context.output.text('\nOn call now');
  await context.output.records([people], peopleView(delays));
}

const contactView: View = {
  columns: [
    {header: 'KIND', value: row => stringField(row, 'type')?.replace(/_contact_method(_reference)?$/, '')},
    column('LABEL', 'label', {drop: 1}),
    {header: 'ADDRESS', grow: true, value: addressOf},
  ],
  empty: 'The user has no phone number and no other contact method.',
};

function addressOf(method: JsonObject): string {
  const country = valueText(method['country_code']);
  const address = stringField(method, 'address') ?? '';
  return country === '' ? address : `+${country} ${address}`;
}

/** The user's phone numbers and addresses. */
export const contacts: ShowMore = async (context, record) => {
  const rest = await context.rest();
  const path = `/users/${pathPart(stringField(record, 'id') ?? '')}/contact_methods`;
  const methods = await ifAllowed(context, 'Contact methods', async () =>
    objects((await rest.request('GET', path)).body),
  );
  if (methods === undefined) return;
  if (methods.length > 0) context.output.text('\nContact methods');
  await context.output.records([methods], contactView);
};

/** Undefined, and a note, for what the key may not see or the account does not have. */
async function ifAllowed<T>({output}: Context, what: string, fetch: () => Promise<T>): Promise<T | undefined> {
  try {
    return await fetch();
  } catch (error) {
    const isMissing = error instanceof PdError && [402, 403, 404].includes(error.facts.status ?? 0);
    if (!isMissing) throw error;
    output.note(`${what}: not available with this account or key.`);
    return undefined;
  }
}
