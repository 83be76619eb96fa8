import {string} from '@oclif/core/flags';
import {PdCommand} from '../../lib/command.ts';
import {applyChange} from '../../lib/incidents/apply.ts';
import {assignedTo} from '../../lib/incidents/columns.ts';
import {escalateToNext} from '../../lib/incidents/escalate.ts';
import {selectFlags, selectIncidents} from '../../lib/incidents/select.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import {idsArgs} from './ids.ts';

export default class IncidentsEscalate extends PdCommand {
  static override examples = ['pd incidents escalate 7', 'pd incidents escalate 7 8 --level 2'];
  static override strict = false;
  static override args = idsArgs;
  static override flags = {
    level: string({helpValue: 'N', summary: 'The level to go to; the next one by default.'}),
    ...selectFlags,
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsEscalate);
    const level = positiveCount(flags.level, '--level');
    if (level !== undefined) {
      const fields = {escalation_level: level};
      const verb = `Escalate to level ${level}`;
      return await applyChange(context, argv, flags, {verb, past: 'escalated', fields, effect: assignedTo});
    }
    await escalateToNext(context, await selectIncidents(context, argv, flags, {verb: 'Escalate'}));
  }
}
