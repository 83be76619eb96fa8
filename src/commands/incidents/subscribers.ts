import {string} from '@oclif/core/args';
import {string as stringFlag} from '@oclif/core/flags';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {field, type Json, type JsonObject, objects} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {subscribers as part} from '../../lib/incidents/incident-parts.ts';
import {writeEach} from '../../lib/incidents/write-each.ts';
import {itemsOf} from '../../lib/input/argument-values.ts';
import {column} from '../../lib/resources/column.ts';
import {users} from '../../lib/resources/descriptors.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import {pickedText} from '../base/picks.ts';
import {resourcePicks} from '../resources/name-args.ts';
import {idArg} from './id-args.ts';

const args = {
  id: {
    ...idArg(),
    description: `The incident, by ID, number or URL; - reads any number of them from stdin, @FILE from a file; ${pickedText}.`,
  },
  user: {
    ...string({
      ignoreStdin: true,
      description: `Users, by name, email address or ID; - reads them from stdin; ${pickedText}. Or give --team.`,
    }),
    ...resourcePicks(users, {many: true, when: ({flags}) => flags['team'] === undefined}),
  },
};
const flags = {
  team: stringFlag({helpValue: 'TEAM', multiple: true, multipleNonGreedy: true, summary: 'A team; may be repeated.'}),
  yes: yesFlag,
  ...changeFlags,
};

export class SubscribersAdd extends PdCommand {
  static override examples = ['pd incidents subscribers add 7 grace', 'pd incidents subscribers add 7 --team Payments'];
  static override strict = false;
  static override args = args;
  static override flags = flags;

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(SubscribersAdd);
    const subscribers = await named(context, argv, flags.team);
    await writeEach(context, argv.slice(0, 1), flags.yes, {
      question: incidents => `Send the status updates of ${incidents} to ${inWords(subscribers)}?`,
      command: 'incidents subscribers add',
      past: 'changed',
      undo: {why: 'pd incidents subscribers rm removes them'},
      request: id => ({method: 'POST', path: `${pathOf(id)}/subscribers`, body: {subscribers}}),
      read: subscriptionsIn,
      check: made => {
        const refused = objects(made).filter(one => one['result'] === 'unauthorized').length;
        if (refused > 0) throw unauthorized(refused, subscribers.length);
      },
      print: async made => void (await context.output.records([objects(made)], part.view)),
    });
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
    const subscribers = await named(context, argv, flags.team);
    await writeEach(context, argv.slice(0, 1), flags.yes, {
      question: incidents => `Stop sending the status updates of ${incidents} to ${inWords(subscribers)}?`,
      command: 'incidents subscribers rm',
      past: 'changed',
      undo: {why: 'pd incidents subscribers add adds them again'},
      request: id => ({method: 'POST', path: `${pathOf(id)}/unsubscribe`, body: {subscribers}}),
      read: answer => (field(answer, 'deleted_count') === undefined ? undefined : answer),
      check: made => {
        const refused = Number(field(made, 'unauthorized_count') ?? 0);
        if (refused > 0) throw unauthorized(refused, subscribers.length);
        const unknown = Number(field(made, 'non_existent_count') ?? 0);
        if (unknown > 0) context.output.note(`${unknown} of ${subscribers.length} had not subscribed.`);
      },
      print: (made, id) => context.output.record(made, {columns: [column('REMOVED', 'deleted_count')], id: () => id}),
    });
  }
}

const pathOf = (id: string): string => `/incidents/${pathPart(id)}/status_updates`;

const inWords = ({length}: readonly JsonObject[]): string => (length === 1 ? '1 subscriber' : `${length} subscribers`);

const unauthorized = (refused: number, total: number): PdError =>
  new PdError(
    refused === total ? 'credentials' : 'partial',
    `The key may not change ${refused} of ${total} subscribers`,
  );

/** The subscribers of the command line. Throws a usage error where nobody is named. */
async function named(
  context: Context,
  [incident = '', ...words]: readonly string[],
  teams: readonly string[] = [],
): Promise<JsonObject[]> {
  if (incident === '-' && words.includes('-'))
    throw usageError('stdin cannot hold both the incidents and the users', 'give one of them on the command line');
  const find = await context.resolver();
  const users = await itemsOf(context.io, words, 'USER');
  if (users.length + teams.length === 0) throw usageError('Nobody was named', 'give users, or --team TEAM');
  return await Promise.all([
    ...users.map(async name => ({subscriber_id: await find.user(name), subscriber_type: 'user'})),
    ...teams.map(async name => ({subscriber_id: await find.team(name), subscriber_type: 'team'})),
  ]);
}
