import {field} from '../../lib/base/json.ts';
import {incidentOf} from '../../lib/incidents/incident.ts';
import {openPage} from '../../lib/resources/browser.ts';
import {PdCommand} from '../base/command.ts';
import {idArgs} from './id-args.ts';

export default class IncidentsOpen extends PdCommand {
  static override examples = ['pd incidents open 7'];
  static override args = idArgs;

  async run(): Promise<void> {
    const {args, context} = await this.start(IncidentsOpen);
    const id = await (await context.resolver()).incident(args.id);
    await openPage(context, field(await incidentOf(context, id), 'html_url'), 'incident');
  }
}
