import {PdError} from '../../lib/base/errors.ts';
import {measuresOf, measuresView} from '../../lib/incidents/measures.ts';
import {PdCommand} from '../base/command.ts';
import {incidentPicks, readArgs} from './id-args.ts';
import {incidentsToRead} from './read-ids.ts';

export default class IncidentsAnalytics extends PdCommand {
  static override description =
    'Shows what PagerDuty measured: the time to the first acknowledgement and to the resolution, how many people took part, and how often they were interrupted. PagerDuty may take up to a day to produce these figures.';

  static override examples = [
    'pd incidents analytics 3',
    'pd incidents ls --status closed --since 7d -o id | pd incidents analytics - -o csv',
  ];
  static override strict = false;
  static override args = {id: {...readArgs.id, ...incidentPicks({statuses: ['resolved']})}};

  async run(): Promise<void> {
    const {argv, context} = await this.start(IncidentsAnalytics);
    const ids = await incidentsToRead(context, argv);
    const {found, missing} = await measuresOf(context, ids);
    const [first] = missing;
    if (first !== undefined && ids.length === 1) throw first;
    await context.output.records([found], measuresView);
    if (first === undefined) return;
    const what = `There are no analytics for ${missing.length} of ${ids.length} incidents`;
    throw new PdError('partial', what, {...first.facts, details: missing.map(({message}) => message)});
  }
}
