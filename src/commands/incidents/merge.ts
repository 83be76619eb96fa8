import {string} from '@oclif/core/args';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {isObject} from '../../lib/base/json.ts';
import {alreadyMerged} from '../../lib/incidents/already.ts';
import {incidentView} from '../../lib/incidents/incident-columns.ts';
import {selectIncidents} from '../../lib/incidents/select-incidents.ts';
import {pathPart, reference} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {yesFlag} from './flags.ts';
import {idArg} from './id-args.ts';

export default class IncidentsMerge extends PdCommand {
  static override examples = ['pd incidents merge 8 7'];
  static override strict = false;
  static override args = {
    target: {...idArg, description: 'The incident to merge into, by ID, number or URL.'},
    source: string({
      required: true,
      ignoreStdin: true,
      description: 'Incidents to merge into it; - reads them from stdin, @FILE from a file.',
    }),
  };
  static override flags = {yes: yesFlag, ...changeFlags};

  async run(): Promise<void> {
    const {args, argv, flags, context} = await this.start(IncidentsMerge);
    const target = await (await context.resolver()).incident(args.target);
    const {ids: sources, missing} = await selectIncidents(context, argv.slice(1), flags, {
      question: incidents => `Merge ${incidents} into ${args.target}?`,
    });
    // A merge is one request: all of them are merged, or none.
    if (missing[0]?.error !== undefined) throw missing[0].error;
    if (sources.includes(target)) throw usageError(`${args.target} cannot be merged into itself`);
    if (sources.length === 0) return;
    const body = {source_incidents: sources.map(id => reference(id, 'incident'))};
    const answer = await sendChange(context, 'PUT', `/incidents/${pathPart(target)}/merge`, body).catch(
      async (error: unknown) => {
        if (!(error instanceof PdError) || error.kind !== 'refused') throw error;
        const merged = await alreadyMerged(await context.rest(), target, sources);
        if (merged === undefined) throw error;
        context.output.note('They were already merged.');
        return merged;
      },
    );
    if (isObject(answer)) await context.output.record(answer, incidentView(''));
  }
}
