import {string} from '@oclif/core/args';
import {usageError} from '../../lib/base/errors.ts';
import {writeEach} from '../../lib/incidents/write-each.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {workflows} from '../../lib/resources/descriptors.ts';
import {pathPart, reference} from '../../lib/resources/record-id.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import {lsCommand} from '../resources/factories.ts';
import {severalText} from './id-args.ts';
import {leadingIds} from './select-args.ts';

export const WorkflowsLs = lsCommand(workflows, ['pd incidents workflows ls major -o id']);

const view: View = {
  columns: [column('ID', 'id'), column('INCIDENT', 'incident.summary', {grow: true})],
};

export class WorkflowsStart extends PdCommand {
  static override description =
    'Starts a workflow on the given incidents. Asks for confirmation at a terminal, because what a workflow does cannot be undone.';

  static override examples = [
    'pd incidents workflows start 7 "Major incident"',
    'pd incidents workflows start 7 8 "Major incident" --dry-run',
  ];
  static override args = {
    id: {...leadingIds, description: severalText},
    workflow: string({required: true, ignoreStdin: true, description: 'The workflow, by name or ID.'}),
  };
  static override flags = {yes: yesFlag, ...changeFlags};

  async run(): Promise<void> {
    const {args, argv, flags, context} = await this.start(WorkflowsStart);
    const ids = argv.slice(0, -1);
    if (ids.length === 0) throw usageError('An incident or the workflow is missing', 'give ID... WORKFLOW');
    const find = await context.resolver();
    const workflow = await find.find(workflows, args.workflow);
    const name = String(find.known(workflow)?.['name'] ?? args.workflow);
    await writeEach(context, ids, flags.yes, {
      question: incidents => `Start the workflow "${name}" on ${incidents}?`,
      command: 'incidents workflows start',
      past: 'given the workflow',
      asksAlways: true,
      consequences: ['What a workflow does cannot be undone.'],
      undo: {why: 'what a workflow does cannot be undone'},
      request: id => ({
        method: 'POST',
        path: `/incident_workflows/${pathPart(workflow)}/instances`,
        body: {incident_workflow_instance: {incident: reference(id, 'incident')}},
      }),
      print: made => context.output.record(made, view),
    });
  }
}
