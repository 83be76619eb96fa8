import {usageError} from '../../lib/base/errors.ts';
import {applyChange} from '../../lib/incidents/apply-change.ts';
import {hasFilter, wordList} from '../../lib/incidents/incident-query.ts';
import type {SelectFlags} from '../../lib/incidents/select-incidents.ts';
import {valueText} from '../../lib/output/cells.ts';
import {valueAt} from '../../lib/output/fields.ts';
import {isPlainlyId, reference} from '../../lib/resources/record-id.ts';
import {isUrl} from '../../lib/resources/web-url.ts';
import {PdCommand} from '../base/command.ts';
import {selectFlags} from './flags.ts';
import {idsArgs} from './id-args.ts';

export class IncidentsUrgency extends PdCommand {
  static override examples = ['pd incidents urgency 4 high'];
  static override usage = 'incidents urgency ID… high|low';
  static override strict = false;
  static override args = idsArgs;
  static override flags = selectFlags;

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsUrgency);
    const [urgency = ''] = wordList(lastOf(argv, flags, 'urgency'), ['high', 'low'], 'The urgency');
    // Among the filters of the other commands this flag says what to look for; here the last word says what to set.
    await applyChange(context, argv.slice(0, -1), flags, {
      question: incidents => `Set the urgency of ${incidents} to ${urgency}?`,
      past: 'changed',
      fields: {urgency},
      effect: ({urgency: now}) => `${valueText(now)} urgency`,
    });
  }
}

export class IncidentsPriority extends PdCommand {
  static override examples = ['pd incidents priority 8 P1', 'pd incidents priority 7 none'];
  static override usage = 'incidents priority ID… PRIORITY|none';
  static override strict = false;
  static override args = idsArgs;
  static override flags = selectFlags;

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsPriority);
    const name = lastOf(argv, flags, 'priority');
    const resolver = await context.resolver();
    const priority = name.toLowerCase() === 'none' ? null : reference(await resolver.priority(name), 'priority');
    await applyChange(context, argv.slice(0, -1), flags, {
      question: incidents => `Set the priority of ${incidents} to ${name}?`,
      past: 'changed',
      fields: {priority},
      effect: incident => `priority ${valueText(valueAt(incident, 'priority.summary')) || 'none'}`,
    });
  }
}

const usages = {urgency: IncidentsUrgency.usage, priority: IncidentsPriority.usage};

/** The value to set. One word alone that names an incident is none. */
function lastOf(argv: readonly string[], flags: SelectFlags, what: keyof typeof usages): string {
  const last = argv.at(-1);
  const isAlone = argv.length === 1 && !hasFilter(flags);
  if (last === undefined || (isAlone && namesIncident(last)))
    throw usageError(`The ${what} is missing`, `pd ${usages[what]}`);
  if (isAlone) throw usageError('No incident is named', `pd ${usages[what]}`);
  return last;
}

const namesIncident = (word: string): boolean =>
  /^#?\d+$/.test(word) || word === '-' || word.startsWith('@') || isUrl(word) || isPlainlyId(word);
