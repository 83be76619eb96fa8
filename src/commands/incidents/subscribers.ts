import {string} from '@oclif/core/args';
import {string as stringFlag} from '@oclif/core/flags';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {field, type Json, type JsonObject, objects} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {noIncident} from '../../lib/incidents/incident.ts';
import {itemsOf} from '../../lib/input/argument-values.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {idArg, idArgs} from './id-args.ts';

const view: View = {
  columns: [
    column('ID', 'subscriber_id'),
    column('KIND', 'subscriber_type'),
    column('RESULT', 'result', {sparse: true, styles: {success: 'green', unauthorized: 'red'}}),
    column('THROUGH', 'subscribed_via.id', {sparse: true}),
  ],
  id: row => String(row['subscriber_id'] ?? ''),
  empty: 'Nobody has subscribed to the status updates of this incident.',
};

export class SubscribersLs extends PdCommand {
  static override examples = ['pd incidents subscribers ls 7'];
  static override args = idArgs;

  async run(): Promise<void> {
    const {args, context} = await this.start(SubscribersLs);
    const id = await (await context.resolver()).incident(args.id);
    const rest = await context.rest();
    const pages = rest.list(`${pathOf(id)}/subscribers`);
    await context.output.records(pages, view).catch(notThere(noIncident(id)));
  }
}

const args = {
  id: idArg,
  user: string({ignoreStdin: true, description: 'Users, by name, email address or ID; - reads them from stdin.'}),
};
const flags = {
  team: stringFlag({helpValue: 'TEAM', multiple: true, multipleNonGreedy: true, summary: 'A team; may be repeated.'}),
  ...changeFlags,
};

export class SubscribersAdd extends PdCommand {
  static override examples = ['pd incidents subscribers add 7 grace', 'pd incidents subscribers add 7 --team Payments'];
  static override strict = false;
  static override args = args;
  static override flags = flags;

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(SubscribersAdd);
    const {id, subscribers} = await named(context, argv, flags.team);
    const {recorded} = await import('../../lib/journal/recorded.ts');
    const why = 'pd incidents subscribers rm removes them';
    const items = [{id, name: argv[0] ?? id, before: undefined}];
    const {answer} = await recorded(context, {kind: 'final', command: 'incidents subscribers add', why, items}, () =>
      sendChange(context, 'POST', `${pathOf(id)}/subscribers`, {subscribers}, subscriptionsIn),
    );
    if (answer === undefined) return;
    await context.output.records([objects(answer)], view);
    const refused = objects(answer).filter(one => one['result'] === 'unauthorized');
    if (refused.length > 0) throw unauthorized(refused.length, subscribers.length);
  }
}

/** Each with its result: PagerDuty refuses some of them with a status of success. */
const subscriptionsIn = (answer: Json): Json | undefined => {
  const found = Array.isArray(answer) ? answer : field(answer, 'subscriptions');
  return objects(found).length > 0 ? found : undefined;
};

export class SubscribersRm extends PdCommand {
  static override examples = ['pd incidents subscribers add 7 grace && pd incidents subscribers rm 7 grace'];
  static override strict = false;
  static override args = args;
  static override flags = flags;

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(SubscribersRm);
    const {id, subscribers} = await named(context, argv, flags.team);
    const {recorded} = await import('../../lib/journal/recorded.ts');
    const why = 'pd incidents subscribers add adds them again';
    const items = [{id, name: argv[0] ?? id, before: undefined}];
    const {answer} = await recorded(context, {kind: 'final', command: 'incidents subscribers rm', why, items}, () =>
      sendChange(context, 'POST', `${pathOf(id)}/unsubscribe`, {subscribers}, countIn),
    );
    if (answer === undefined) return;
    await context.output.record(answer, {columns: [column('REMOVED', 'deleted_count')], id: () => id});
    const refused = Number(field(answer, 'unauthorized_count') ?? 0);
    if (refused > 0) throw unauthorized(refused, subscribers.length);
    const unknown = Number(field(answer, 'non_existent_count') ?? 0);
    if (unknown > 0) context.output.note(`${unknown} of ${subscribers.length} had not subscribed.`);
  }
}

const countIn = (answer: Json): Json | undefined => (field(answer, 'deleted_count') === undefined ? undefined : answer);

const pathOf = (id: string): string => `/incidents/${pathPart(id)}/status_updates`;

const unauthorized = (refused: number, total: number): PdError =>
  new PdError(
    refused === total ? 'credentials' : 'partial',
    `The key may not change ${refused} of ${total} subscribers`,
  );

interface Named {
  id: string;
  subscribers: JsonObject[];
}

/** The incident and the subscribers of the command line. Throws a usage error where nobody is named. */
async function named(
  context: Context,
  [incident = '', ...words]: readonly string[],
  teams: readonly string[] = [],
): Promise<Named> {
  const find = await context.resolver();
  const users = await itemsOf(context.io, words, 'USER');
  if (users.length + teams.length === 0) throw usageError('Nobody was named', 'give users, or --team TEAM');
  const [id, ...subscribers] = await Promise.all([
    find.incident(incident),
    ...users.map(async name => ({subscriber_id: await find.user(name), subscriber_type: 'user'})),
    ...teams.map(async name => ({subscriber_id: await find.team(name), subscriber_type: 'team'})),
  ]);
  return {id, subscribers};
}
