import {PdError} from '../base/errors.ts';
import {field, type JsonObject, objects, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {valueText} from '../output/cells.ts';
import {valueAt} from '../output/fields.ts';
import type {View} from '../output/output.ts';
import {column, pageOf} from '../resources/column.ts';
import {pathPart} from '../resources/record-id.ts';
import type {RestClient} from '../rest/rest-client.ts';
import {currentShifts} from './shifts.ts';

/** Far enough ahead for the next turn of a weekly rota. */
const aheadMs = 8 * 86_400_000;
/** Nobody calls more people than this; each number is a request. */
const mostPhones = 8;

/** Whoever is on call now for each level of a policy, with `phone` and `next`; empty where the policy is unknown. */
export async function onCallNow(context: Context, policyId: string): Promise<JsonObject[]> {
  const rest = await context.rest();
  const nowMs = context.io.now();
  const query = [
    ['escalation_policy_ids[]', policyId],
    ['since', new Date(nowMs).toISOString()],
    ['until', new Date(nowMs + aheadMs).toISOString()],
  ] as const;
  const shifts: JsonObject[] = [];
  for await (const page of rest.list('/oncalls', {query, pageSize: 100})) shifts.push(...page);
  const current = currentShifts(shifts, nowMs);
  const ids = [...new Set(current.map(shift => String(valueAt(shift, 'user.id'))))].slice(0, mostPhones);
  const phones = await phonesOf(context, rest, ids);
  return current.map(shift => ({...shift, phone: phones.get(String(valueAt(shift, 'user.id'))) ?? null}));
}

/** The phone numbers of users, with their country codes. A user who has none, or whose the key may not see, is left out. */
async function phonesOf({output}: Context, rest: RestClient, ids: readonly string[]): Promise<Map<string, string>> {
  const phones = new Map<string, string>();
  let failure: PdError | undefined;
  const ask = async (id: string): Promise<void> => {
    try {
      const {body} = await rest.request('GET', `/users/${pathPart(id)}/contact_methods`);
      const phone = phoneIn(objects(body));
      if (phone !== undefined) phones.set(id, phone);
    } catch (error) {
      if (!(error instanceof PdError) || error.kind === 'interrupted') throw error;
      if (!['credentials', 'refused', 'not-found'].includes(error.kind)) failure = error;
    }
  };
  await Promise.all(ids.map(ask));
  // Who is on call is worth showing all the same.
  if (failure !== undefined) output.warn(`Not all phone numbers could be fetched: ${failure.message}`);
  return phones;
}

/** The first phone number among contact methods, else the first for messages: `+49 15120000001`. Pure. */
function phoneIn(methods: readonly JsonObject[]): string | undefined {
  const of = (kind: string) => methods.find(method => stringField(method, 'type')?.startsWith(kind));
  const method = of('phone_contact_method') ?? of('sms_contact_method');
  const address = stringField(method, 'address');
  if (address === undefined) return undefined;
  const country = valueText(field(method, 'country_code'));
  return country === '' ? address : `+${country} ${address}`;
}

/** `delays`: the minutes until each level is notified, where they are known. */
export const peopleView = (delays: ReadonlyMap<number, number>): View => ({
  columns: [
    column('LEVEL', 'escalation_level'),
    {
      header: 'AFTER',
      sparse: true,
      drop: 3,
      value: row => {
        const minutes = delays.get(Number(field(row, 'escalation_level')));
        return minutes === undefined || minutes === 0 ? '' : `${minutes} min`;
      },
    },
    column('ON CALL', 'user.summary', {grow: true, link: pageOf('user.html_url')}),
    column('PHONE', 'phone', {sparse: true}),
    column('UNTIL', 'end', {as: 'when', sparse: true, drop: 2}),
    column('NEXT', 'next.summary', {sparse: true, drop: 1}),
    column('SCHEDULE', 'schedule.summary', {sparse: true, drop: 4, link: pageOf('schedule.html_url')}),
  ],
  empty: 'Nobody is on call for its escalation policy.',
});

/** When each level of the incident's policy is notified, in minutes after the incident was triggered. Pure. */
export function levelDelays(incident: JsonObject): Map<number, number> {
  let minutes = 0;
  const delays = new Map<number, number>();
  for (const [index, rule] of objects(valueAt(incident, 'escalation_policy.escalation_rules')).entries()) {
    delays.set(index + 1, minutes);
    minutes += Number(field(rule, 'escalation_delay_in_minutes') ?? 0);
  }
  return delays;
}
