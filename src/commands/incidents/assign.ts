import {string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import type {JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {applyChange} from '../../lib/incidents/apply-change.ts';
import {reference} from '../../lib/resources/record-id.ts';
import {PdCommand} from '../base/command.ts';
import {selectFlags} from './flags.ts';
import {idsArgs, noFilter} from './select-args.ts';

export default class IncidentsAssign extends PdCommand {
  static override examples = ['pd incidents assign 8 --to me grace', 'pd incidents assign 7 8 --policy Platform'];
  static override usage = 'incidents assign [ID...] --to USER...|--policy POLICY [FLAGS]';
  static override strict = false;
  static override args = idsArgs({
    when: ({flags}) => noFilter({flags}) && (flags['to'] ?? flags['policy']) !== undefined,
  });
  static override flags = {
    // Elsewhere --to is a route for events; here it names a user.
    to: string({helpValue: 'USER', multiple: true, summary: 'Users to assign to.', exclusive: ['policy']}),
    policy: string({helpValue: 'POLICY', summary: 'Escalation policy to assign to.'}),
    ...selectFlags(),
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsAssign);
    const {to, policy} = flags;
    if (to === undefined && policy === undefined)
      throw usageError('No assignee was given', 'give --to USER or --policy POLICY');
    await applyChange(context, argv, flags, {
      question: incidents => `Assign ${incidents} to ${policy ?? to?.join(', ')}?`,
      command: 'incidents assign',
      past: 'assigned',
      shows: ['assignees', 'assignedVia', 'policy', 'status'],
      fields: () => (policy === undefined ? toUsers(context, to ?? []) : toPolicy(context, policy)),
    });
  }
}

async function toUsers({resolver}: Context, names: readonly string[]): Promise<JsonObject> {
  const find = await resolver();
  const ids = await Promise.all(names.map(name => find.user(name)));
  return {assignments: ids.map(id => ({assignee: reference(id, 'user')}))};
}

async function toPolicy({resolver}: Context, name: string): Promise<JsonObject> {
  return {escalation_policy: reference(await (await resolver()).policy(name), 'escalation_policy')};
}
