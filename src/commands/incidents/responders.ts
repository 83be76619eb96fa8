import {string} from '@oclif/core/flags';
import {field, type Json, type JsonObject, objects} from '../../lib/base/json.ts';
import {incidentOf} from '../../lib/incidents/incident.ts';
import {valueAt} from '../../lib/output/fields.ts';
import {isDocument, type View} from '../../lib/output/view.ts';
import {column} from '../../lib/resources/column.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {idArgs} from './id-args.ts';

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
  static override args = idArgs;

  async run(): Promise<void> {
    const {args, context} = await this.start(RespondersLs);
    const id = await (await context.resolver()).incident(args.id);
    const responders = field(await incidentOf(context, id), 'incidents_responders');
    await context.output.records([objects(responders)], view);
  }
}

export class RespondersAdd extends PdCommand {
  static override examples = ['pd incidents responders add 7 --user grace --message "Please join the bridge"'];
  static override args = idArgs;
  static override flags = {
    user: string({helpValue: 'USER', required: true, multiple: true, summary: 'Users to request as responders.'}),
    message: string({helpValue: 'TEXT', required: true, summary: 'Message to send to them.'}),
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(RespondersAdd);
    const find = await context.resolver();
    const [id, requester, ...userIds] = await Promise.all([
      find.incident(args.id),
      // The requester is the --from user, or else the key's own.
      find.user(context.settings.from() ?? 'me'),
      ...flags.user.map(name => find.user(name)),
    ]);
    const answer = await sendChange(
      context,
      'POST',
      `/incidents/${pathPart(id)}/responder_requests`,
      {
        requester_id: requester,
        message: flags.message,
        responder_request_targets: userIds.map(userId => ({
          responder_request_target: {id: userId, type: 'user_reference'},
        })),
      },
      answer => (tellsOfRequest(answer) ? answer : undefined),
    );
    if (answer === undefined) return;
    if (isDocument(context.output.format)) await context.output.record(answer);
    else await context.output.records([askedOf(answer, userIds)], view);
  }
}

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
