import {field} from '../../lib/base/json.ts';
import {incidentOf} from '../../lib/incidents/incident.ts';
import {openPage} from '../../lib/resources/browser.ts';
import {PdCommand} from '../base/command.ts';
import {readArgs} from './id-args.ts';
import {incidentsToRead} from './read-ids.ts';

export default class IncidentsOpen extends PdCommand {
  static override examples = ['pd incidents open 7', 'pd incidents open 7 8'];
  static override strict = false;
  static override args = readArgs;

  async run(): Promise<void> {
    const {argv, context} = await this.start(IncidentsOpen);
    for (const id of await incidentsToRead(context, argv))
      await openPage(context, field(await incidentOf(context, id), 'html_url'), 'incident');
  }
}
