import {boolean} from '@oclif/core/flags';
import {PdCommand} from '../../lib/command.ts';
import {fetchEverything, showEverything} from '../../lib/incidents/show.ts';
import {idArgs} from './ids.ts';

export default class IncidentsShow extends PdCommand {
  static override examples = ['pd incidents show 7', 'pd incidents show 7 --full'];
  static override args = idArgs;
  // Its six questions are asked at once: someone is waiting for the slowest.
  static override defaultConcurrency = 6;
  static override flags = {full: boolean({summary: 'Everything, unfolded.'})};

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(IncidentsShow);
    const id = await (await context.resolver()).incident(args.id);
    const everything = await fetchEverything(await context.rest(), id);
    await showEverything(context, everything, flags.full);
  }
}
