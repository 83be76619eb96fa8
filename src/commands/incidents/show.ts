import {boolean} from '@oclif/core/flags';
import {showEverything} from '../../lib/incidents/incident-page.ts';
import {fetchEverything} from '../../lib/incidents/page-parts.ts';
import {parseFields} from '../../lib/output/fields.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import {PdCommand} from '../base/command.ts';
import {idArgs} from './id-args.ts';

export default class IncidentsShow extends PdCommand {
  static override examples = ['pd incidents show 7', 'pd incidents show 7 --full'];
  static override args = idArgs;
  static override pages: readonly OutputFormat[] = ['table', 'json', 'yaml'];
  // Its requests are sent at once: someone is waiting for the slowest.
  static override defaultConcurrency = 10;
  static override flags = {
    full: boolean({
      summary: 'Show long details in full, and all alerts, notes and log entries (default: ten of each).',
    }),
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(IncidentsShow);
    const id = await (await context.resolver()).incident(args.id);
    const options = {full: flags.full, fields: flags.fields === undefined ? undefined : parseFields(flags.fields)};
    await showEverything(context, await fetchEverything(context, id, options), options);
  }
}
