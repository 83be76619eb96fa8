import {PdCommand} from '../../lib/command.ts';
import {usageError} from '../../lib/errors.ts';
import {applyChange} from '../../lib/incidents/apply.ts';
import {wordList} from '../../lib/incidents/query.ts';
import {selectFlags} from '../../lib/incidents/select.ts';
import {reference} from '../../lib/resources/ids.ts';
import {idsArgs} from './ids.ts';

export class IncidentsUrgency extends PdCommand {
  static override examples = ['pd incidents urgency 4 high'];
  static override usage = 'incidents urgency ID… high|low';
  static override strict = false;
  static override args = idsArgs;
  static override flags = selectFlags;

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsUrgency);
    const [urgency = ''] = wordList(lastOf(argv, 'high or low'), ['high', 'low'], 'The urgency');
    // Among the filters of the other commands this flag says what to look for; here the last word says what to set.
    await applyChange(context, argv.slice(0, -1), flags, {
      verb: `Set the urgency to ${urgency} of`,
      past: 'changed',
      fields: {urgency},
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
    const name = lastOf(argv, 'a priority such as P1, or none');
    const resolver = await context.resolver();
    const priority = name.toLowerCase() === 'none' ? null : reference(await resolver.priority(name), 'priority');
    await applyChange(context, argv.slice(0, -1), flags, {
      verb: `Set the priority to ${name} of`,
      past: 'changed',
      fields: {priority},
    });
  }
}

function lastOf(argv: readonly string[], what: string): string {
  const last = argv.at(-1);
  if (last === undefined) throw usageError(`The last word is missing: ${what}`);
  return last;
}
