import {string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {field, type Json, type JsonObject, objects} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {incidentOf} from '../../lib/incidents/incident.ts';
import {titleOf} from '../../lib/incidents/incident-columns.ts';
import {ownedRows} from '../../lib/incidents/owned-rows.ts';
import {writeEach} from '../../lib/incidents/write-each.ts';
import {valueAt} from '../../lib/output/fields.ts';
import {isDocument, type View} from '../../lib/output/view.ts';
import {column} from '../../lib/resources/column.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import type {ChangeRequest} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import {readArgs, someIds} from './id-args.ts';
import {incidentsToRead} from './read-ids.ts';

const view: View = {
  columns: [
    column('ID', 'user.id'),
    column('USER', 'user.summary', {grow: true}),
    column('STATE', 'state', {styles: {pending: 'yellow', joined: 'green', declined: 'red'}}),
    column('ASKED', 'requested_at', {as: 'age'}),
    column('BY', 'requester.summary', {drop: 1}),
    column('MESSAGE', 'message', {drop: 2}),
  ],
  id: row => String(valueAt(row, 'user.id') ?? ''),
  empty: 'Nobody has been asked to help with this incident.',
};

export class RespondersLs extends PdCommand {
  static override examples = ['pd incidents responders ls 7'];
  static override strict = false;
  static override args = readArgs;

  async run(): Promise<void> {
    const {argv, context} = await this.start(RespondersLs);
    const incidents = await Promise.all((await incidentsToRead(context, argv)).map(id => incidentOf(context, id)));
    const owned = ownedRows(view);
    const rows = incidents.map(incident => {
      const responders = objects(incident['incidents_responders']);
      owned.own(responders, incident['incident_number'] ?? '');
      return responders;
    });
    await context.output.records(rows, incidents.length > 1 ? owned.view : view);
  }
}

export class RespondersAdd extends PdCommand {
  static override examples = [
    'pd incidents responders add 7 --user grace',
    'pd incidents responders add 7 --policy Payments --message "Please join the bridge"',
  ];
  static override usage = 'incidents responders add [ID...] --user USER...|--policy POLICY... [FLAGS]';
  static override strict = false;
  static override args = {
    id: someIds({when: ({flags}) => (flags['user'] ?? flags['policy']) !== undefined}),
  };
  static override flags = {
    user: string({helpValue: 'USER', multiple: true, summary: 'Users to request as responders.'}),
    policy: string({
      helpValue: 'POLICY',
      multiple: true,
      summary: 'Escalation policies whose on-call users to request as responders.',
    }),
    message: string({
      helpValue: 'TEXT',
      summary: 'Message to send to them (default: the number and title of the incident).',
    }),
    yes: yesFlag,
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(RespondersAdd);
    const {user: users = [], policy: policies = []} = flags;
    if (users.length + policies.length === 0)
      throw usageError('Nobody was named', 'give --user USER or --policy POLICY');
    const find = await context.resolver();
    const [requester, targets] = await Promise.all([
      // The requester is the --from user, or else the key's own.
      find.user(context.settings.from() ?? 'me'),
      Promise.all([
        ...users.map(async name => ({id: await find.user(name), type: 'user_reference'})),
        ...policies.map(async name => ({id: await find.policy(name), type: 'escalation_policy_reference'})),
      ]),
    ]);
    // Elsewhere --user is a filter.
    await writeEach(context, argv, flags.yes, {
      question: incidents => `Ask ${[...users, ...policies].join(', ')} to help with ${incidents}?`,
      command: 'incidents responders add',
      past: 'sent a request for help',
      undo: {why: 'those who were asked have been notified'},
      request: async id =>
        responderRequest(id, {requester, targets, message: flags.message ?? (await usual(context, id))}),
      read: answer => (tellsOfRequest(answer) ? answer : undefined),
      print: async made => {
        const ids = targets.map(({id}) => id);
        if (isDocument(context.output.format)) await context.output.record(made);
        else await context.output.records([askedOf(made, ids)], view);
      },
    });
  }
}

/** PagerDuty requires a message. */
const usual = async (context: Context, id: string): Promise<string> =>
  `Please help with ${titleOf(await incidentOf(context, id))}`;

interface Asked {
  requester: string;
  targets: readonly {id: string; type: string}[];
  message: string;
}

const responderRequest = (id: string, {requester, targets, message}: Asked): ChangeRequest => ({
  method: 'POST',
  path: `/incidents/${pathPart(id)}/responder_requests`,
  body: {
    requester_id: requester,
    message,
    responder_request_targets: targets.map(target => ({responder_request_target: {...target}})),
  },
});

/** Whether the answer is a responder request, in whatever shape. */
const tellsOfRequest = (answer: Json): boolean =>
  ['responder_request_targets', 'requester', 'incident'].some(name => field(answer, name) !== undefined);

/**
 * A row for each person who was asked, as `responders ls` shows them; the users of the request, where the answer does
 * not list them. Pure.
 */
function askedOf(request: Json, userIds: readonly string[]): JsonObject[] {
  const targets = objects(field(request, 'responder_request_targets'));
  const rows = rowsOf(request, targets).filter(row => typeof valueAt(row, 'user.id') === 'string');
  return rows.length > 0
    ? rows
    : rowsOf(
        request,
        userIds.map(id => ({id, summary: id})),
      );
}

function rowsOf(request: Json, targets: readonly JsonObject[]): JsonObject[] {
  return targets.flatMap(entry => {
    const target = field(entry, 'responder_request_target') ?? entry;
    const responders = field(target, 'incidents_responders');
    const asked = objects(responders);
    if (asked.length > 0) return asked;
    // For instance an escalation policy, whose members the answer does not list.
    const common = ['message', 'requested_at', 'requester'].map(name => [name, field(request, name) ?? null]);
    return [{user: target, ...Object.fromEntries(common)}];
  });
}
