import {boolean} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {type Context, makeContext} from '../../lib/context.ts';
import {showEverything, showSeveral} from '../../lib/incidents/incident-page.ts';
import {type Everything, fetchEverything} from '../../lib/incidents/page-parts.ts';
import {showText} from '../../lib/incidents/page-text.ts';
import {drawsOn} from '../../lib/incidents/watch-screen.ts';
import {parseFields} from '../../lib/output/fields.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import {PdCommand} from '../base/command.ts';
import type {OclifConfig} from '../base/oclif-config.ts';
import {readArgs} from './id-args.ts';
import {incidentsToRead} from './read-ids.ts';
import {checkWatchFormat, watchFlags, watchInterval, withInterval} from './watch-flag.ts';

export default class IncidentsShow extends PdCommand {
  static override examples = ['pd incidents show 7', 'pd incidents show 7 8', 'pd incidents show 7 --full'];
  static override strict = false;
  static override args = readArgs;
  static override pages: readonly OutputFormat[] = ['table', 'json', 'yaml'];
  // Its requests are sent at once: someone is waiting for the slowest.
  static override defaultConcurrency = 10;
  static override flags = {
    full: boolean({
      summary: 'Show long details in full, and all alerts, notes and log entries (default: ten of each).',
    }),
    ...watchFlags,
  };

  constructor(argv: string[], config: OclifConfig) {
    super(withInterval(argv), config);
  }

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsShow);
    const intervalMs = flags.watch === undefined ? undefined : watchInterval(flags.watch);
    if (intervalMs !== undefined) checkWatchFormat(context, flags);
    const ids = await incidentsToRead(context, argv);
    if (intervalMs !== undefined) return await watchOne(context, ids, flags, intervalMs);
    const options = {full: flags.full, fields: flags.fields === undefined ? undefined : parseFields(flags.fields)};
    const all = await Promise.all(ids.map(id => fetchEverything(context, id, options)));
    const [only, ...more] = all;
    if (only !== undefined && more.length === 0) await showEverything(context, only, options);
    else if (only !== undefined) await showSeveral(context, all, options);
  }
}

/** Draws the page of one incident again and again; in a pipe, each change of the incident is a line. */
async function watchOne(
  started: Context,
  [id, ...more]: readonly string[],
  flags: {bell: boolean; full: boolean; fields?: string | undefined; color?: boolean | undefined},
  intervalMs: number,
): Promise<void> {
  if (id === undefined || more.length > 0)
    throw usageError('--watch shows one incident', 'pd incidents ls --watch shows several');
  const context = drawsOn(started.io) ? makeContext({...started, quiet: true}) : started;
  const {watchIncidents} = await import('../../lib/incidents/watch-incidents.ts');
  let last: Everything | undefined;
  await watchIncidents(context, {
    list: async function* () {
      // Each look has a resolver of its own, which knows nothing of the last.
      last = await fetchEverything(makeContext({...context, quiet: true}), id, {full: flags.full, fields: undefined});
      yield [last.incident];
    },
    page: async page => {
      if (last !== undefined) await showText(page, last, flags.full);
    },
    ...{words: 'incident', intervalMs, bell: flags.bell, outputFlags: flags},
  });
}
