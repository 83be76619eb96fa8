import {string} from '@oclif/core/flags';
import {applyChange} from '../../lib/incidents/apply-change.ts';
import {escalated, escalateToNext} from '../../lib/incidents/escalation.ts';
import {selectIncidents} from '../../lib/incidents/select-incidents.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import {PdCommand} from '../base/command.ts';
import {selectFlags} from './flags.ts';
import {idsArgs} from './select-args.ts';

export default class IncidentsEscalate extends PdCommand {
  static override examples = ['pd incidents escalate 7', 'pd incidents escalate 7 8 --level 2'];
  static override strict = false;
  static override args = idsArgs();
  static override flags = {
    level: string({helpValue: 'N', summary: 'Level of the escalation policy, starting at 1 (default: the next one).'}),
    ...selectFlags(),
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsEscalate);
    const level = positiveCount(flags.level, '--level');
    const question = (incidents: string) => `Escalate ${incidents}${level === undefined ? '' : ` to level ${level}`}?`;
    if (level === undefined)
      return await escalateToNext(context, await selectIncidents(context, argv, flags, {question}));
    const fields = {escalation_level: level};
    await applyChange(context, argv, flags, {...escalated, question, fields});
  }
}
