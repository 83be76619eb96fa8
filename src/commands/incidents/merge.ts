import {string} from '@oclif/core/args';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {isObject, type Json} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {alreadyMerged} from '../../lib/incidents/already.ts';
import {inBatches} from '../../lib/incidents/batch.ts';
import {idList} from '../../lib/incidents/carry-out.ts';
import {incidentView, titleOf} from '../../lib/incidents/incident-columns.ts';
import {selectIncidents} from '../../lib/incidents/select-incidents.ts';
import {pathPart, reference} from '../../lib/resources/record-id.ts';
import {type ChangeRequest, sendChange, showRequests} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import {pickedText} from '../base/picks.ts';
import {idArg, incidentPicks} from './id-args.ts';

export default class IncidentsMerge extends PdCommand {
  static override description =
    'Merges incidents into one. Asks for confirmation at a terminal, because a merge cannot be undone.';

  static override examples = ['pd incidents merge 8 7'];
  static override strict = false;
  static override args = {
    target: {
      ...idArg(),
      description: `The incident to merge into, by ID, number or URL; ${pickedText}.`,
      ...incidentPicks({many: false, label: 'Incident to merge into'}),
    },
    source: {
      ...string({
        required: true,
        ignoreStdin: true,
        description: `Incidents to merge into it; - reads them from stdin, @FILE from a file; ${pickedText}.`,
      }),
      ...incidentPicks({label: 'Incidents to merge into it'}),
    },
  };
  static override flags = {yes: yesFlag, ...changeFlags};

  async run(): Promise<void> {
    const {args, argv, flags, context} = await this.start(IncidentsMerge);
    const find = await context.resolver();
    const target = await find.incident(args.target);
    const known = find.known(target);
    const {ids: sources, missing} = await selectIncidents(context, argv.slice(1), flags, {
      question: incidents => `Merge ${incidents} into ${known ? titleOf(known) : args.target}?`,
      asksAlways: true,
      isFinal: true,
      consequences: () => ['A merge cannot be undone.'],
    });
    // The sources are given by name: one that is not there is a mistake, and nothing is merged.
    if (missing[0]?.error !== undefined) throw missing[0].error;
    if (sources.includes(target)) throw usageError(`${args.target} cannot be merged into itself`);
    if (sources.length === 0) return;
    const {recorded} = await import('../../lib/journal/recorded.ts');
    const items = [target, ...sources].map(id => ({id, name: id, before: undefined}));
    const why = 'PagerDuty has no way to separate merged incidents';
    const {answer} = await recorded(context, {kind: 'final', command: 'incidents merge', why, items}, () =>
      mergeAll(context, target, sources),
    );
    if (isObject(answer)) await context.output.record(answer, incidentView(''));
  }
}

const mergeRequest = (target: string, sources: readonly string[]): ChangeRequest => ({
  method: 'PUT',
  path: `/incidents/${pathPart(target)}/merge`,
  body: {source_incidents: sources.map(id => reference(id, 'incident'))},
});

/** Merges in as few requests as the API allows. Throws `partial` if one fails after another succeeded. */
async function mergeAll(context: Context, target: string, sources: readonly string[]): Promise<Json | undefined> {
  const parts = inBatches(sources);
  if (context.dryRun) {
    await showRequests(
      context,
      parts.map(part => mergeRequest(target, part)),
    );
    return undefined;
  }
  let answer: Json | undefined;
  for (const [index, part] of parts.entries()) {
    try {
      answer = await mergePart(context, target, part);
    } catch (error) {
      if (index === 0 || !(error instanceof PdError) || error.kind === 'interrupted') throw error;
      const left = parts.slice(index).flat();
      throw new PdError('partial', `${left.length} of ${sources.length} could not be merged: ${error.message}`, {
        ...error.facts,
        details: [...(error.facts.details ?? []), `not merged: ${idList(left)}`],
      });
    }
  }
  return answer;
}

async function mergePart(context: Context, target: string, sources: readonly string[]): Promise<Json | undefined> {
  const {method, path, body} = mergeRequest(target, sources);
  try {
    return await sendChange(context, method, path, body);
  } catch (error) {
    if (!(error instanceof PdError) || error.kind !== 'refused') throw error;
    const merged = await alreadyMerged(await context.rest(), target, sources);
    if (merged === undefined) throw error;
    context.output.note('They were already merged.');
    return merged;
  }
}
