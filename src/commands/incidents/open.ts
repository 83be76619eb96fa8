import {PdCommand} from '../../lib/command.ts';
import {field} from '../../lib/json.ts';
import {openPage} from '../../lib/resources/browser.ts';
import {pathPart} from '../../lib/resources/ids.ts';
import {idArgs} from './ids.ts';

export default class IncidentsOpen extends PdCommand {
  static override examples = ['pd incidents open 7'];
  static override args = idArgs;

  async run(): Promise<void> {
    const {args, context} = await this.start(IncidentsOpen);
    const id = await (await context.resolver()).incident(args.id);
    const {body} = await (await context.rest()).request('GET', `/incidents/${pathPart(id)}`);
    await openPage(context, field(body, 'html_url'), 'incident');
  }
}
