import {string} from '@oclif/core/flags';
import {incidentView} from '../../lib/incidents/incident-columns.ts';
import {wordList} from '../../lib/incidents/incident-query.ts';
import {waitForAll} from '../../lib/incidents/wait-for.ts';
import {parseDuration} from '../../lib/input/times.ts';
import {ownWords} from '../base/argv.ts';
import {PdCommand} from '../base/command.ts';
import type {OclifConfig} from '../base/oclif-config.ts';
import {readArgs} from './id-args.ts';
import {incidentsToRead} from './read-ids.ts';

const usual = '30m';

export default class IncidentsWait extends PdCommand {
  static override description =
    'Waits until the incidents are acknowledged or resolved, and prints them. Waiting for acknowledged also ends when they are resolved. Exits with 8 if that does not happen in time.';

  static override examples = [
    'pd incidents wait 6 --for acknowledged',
    'pd incidents wait 3 --for resolved --timeout 2h && echo over',
  ];
  static override strict = false;
  static override args = readArgs;
  static override flags = {
    for: string({helpValue: 'acknowledged|resolved', required: true, summary: 'The status to wait for.'}),
    // Elsewhere --timeout limits one attempt; here it is how long to wait. See the constructor.
    timeout: string({helpValue: 'DURATION', summary: `How long to wait at most (default: ${usual}).`}),
    within: string({hidden: true, summary: 'What --timeout becomes, which is a setting elsewhere.'}),
  };

  constructor(argv: string[], config: OclifConfig) {
    super(withoutTimeout(argv), config);
  }

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsWait);
    const [status = ''] = wordList(flags.for, ['acknowledged', 'resolved'], '--for');
    const withinMs = parseDuration(flags.within ?? usual, '--timeout');
    const ids = await incidentsToRead(context, argv);
    const {there, failure} = await waitForAll(context, ids, {status, withinMs});
    const [only, ...more] = there;
    if (only !== undefined && ids.length === 1) await context.output.record(only, incidentView(''));
    else if (only !== undefined) await context.output.records([[only, ...more]], incidentView(''));
    if (failure !== undefined) throw failure;
  }
}

/** Keeps the settings from taking --timeout for the limit of one attempt. */
function withoutTimeout(argv: readonly string[]): string[] {
  const own = ownWords(argv);
  const renamed = own.map(word => word.replace(/^--timeout(?==|$)/, '--within'));
  return [...renamed, ...argv.slice(own.length)];
}
