import {string} from '@oclif/core/args';
import {usageError} from '../../lib/base/errors.ts';
import {applyChange} from '../../lib/incidents/apply-change.ts';
import {hasFilter, wordList} from '../../lib/incidents/incident-query.ts';
import type {SelectFlags} from '../../lib/incidents/select-incidents.ts';
import {reference} from '../../lib/resources/record-id.ts';
import {PdCommand} from '../base/command.ts';
import {selectFlags} from './flags.ts';
import {leadingIds, namesIncident} from './select-args.ts';

const urgencies = ['high', 'low'];

export class IncidentsUrgency extends PdCommand {
  static override examples = ['pd incidents urgency 4 high'];
  static override args = {
    id: leadingIds,
    urgency: string({name: urgencies.join('|'), required: true, ignoreStdin: true, description: 'The new urgency.'}),
  };
  static override flags = selectFlags();

  async run(): Promise<void> {
    const {args, argv, flags, context} = await this.start(IncidentsUrgency);
    const ids = argv.slice(0, -1);
    checkIds(ids, flags, {what: 'urgency', value: args.urgency});
    const [urgency = ''] = wordList(args.urgency, urgencies, 'The urgency');
    // Elsewhere --urgency filters; here the last word is the value to set.
    await applyChange(context, ids, flags, {
      question: incidents => `Set the urgency of ${incidents} to ${urgency}?`,
      command: 'incidents urgency',
      past: 'changed',
      shows: ['urgency'],
      fields: {urgency},
    });
  }
}

export class IncidentsPriority extends PdCommand {
  static override examples = ['pd incidents priority 8 P1', 'pd incidents priority 7 none'];
  static override args = {
    id: leadingIds,
    priority: string({
      name: 'PRIORITY|none',
      required: true,
      ignoreStdin: true,
      description: 'The new priority, by name or ID, such as P1; none removes it.',
    }),
  };
  static override flags = selectFlags();

  async run(): Promise<void> {
    const {args, argv, flags, context} = await this.start(IncidentsPriority);
    const ids = argv.slice(0, -1);
    const {priority: name} = args;
    checkIds(ids, flags, {what: 'priority', value: name});
    const resolver = await context.resolver();
    const priority = name.toLowerCase() === 'none' ? null : reference(await resolver.priority(name), 'priority');
    await applyChange(context, ids, flags, {
      question: incidents => `Set the priority of ${incidents} to ${name}?`,
      command: 'incidents priority',
      past: 'changed',
      shows: ['priority'],
      fields: {priority},
    });
  }
}

/** A single word is either the incident or the value; either way, the other is missing. */
function checkIds(
  ids: readonly string[],
  flags: SelectFlags,
  {what, value}: {what: 'priority' | 'urgency'; value: string},
): void {
  if (ids.length > 0 || hasFilter(flags)) return;
  const missing = namesIncident(value) ? `The ${what} is missing` : 'No incident was given';
  throw usageError(missing, `see pd incidents ${what} --help`);
}
