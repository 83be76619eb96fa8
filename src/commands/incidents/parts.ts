import {string} from '@oclif/core/flags';
import type {Context} from '../../lib/context.ts';
import {noIncident} from '../../lib/incidents/incident.ts';
import {alerts, changes, listPart, log, notes, type Part, past, related} from '../../lib/incidents/incident-parts.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {printList} from '../../lib/resources/print-list.ts';
import {PdCommand} from '../base/command.ts';
import {idArgs} from './id-args.ts';

const flags = {limit: string({helpValue: 'N', summary: 'At most N records (default: all).'})};

export class IncidentsAlerts extends PdCommand {
  static override examples = ['pd incidents alerts 7'];
  static override args = idArgs;
  static override flags = flags;

  async run(): Promise<void> {
    const started = await this.start(IncidentsAlerts);
    await list(alerts, started.context, started.args.id, started.flags.limit);
  }
}

export class IncidentsNotes extends PdCommand {
  static override examples = ['pd incidents notes 5'];
  static override args = idArgs;
  static override flags = flags;

  async run(): Promise<void> {
    const started = await this.start(IncidentsNotes);
    await list(notes, started.context, started.args.id, started.flags.limit);
  }
}

export class IncidentsLog extends PdCommand {
  static override pages: readonly OutputFormat[] = ['table', 'json', 'yaml'];

  static override examples = ['pd incidents log 7', 'pd incidents log 7 --limit 5'];
  static override args = idArgs;
  static override flags = flags;

  async run(): Promise<void> {
    const started = await this.start(IncidentsLog);
    await list(log, started.context, started.args.id, started.flags.limit);
  }
}

export class IncidentsChanges extends PdCommand {
  static override examples = ['pd incidents changes 7'];
  static override args = idArgs;
  static override flags = flags;

  async run(): Promise<void> {
    const started = await this.start(IncidentsChanges);
    await list(changes, started.context, started.args.id, started.flags.limit);
  }
}

export class IncidentsRelated extends PdCommand {
  static override examples = ['pd incidents related 7'];
  static override args = idArgs;
  static override flags = flags;

  async run(): Promise<void> {
    const started = await this.start(IncidentsRelated);
    await list(related, started.context, started.args.id, started.flags.limit);
  }
}

export class IncidentsPast extends PdCommand {
  static override examples = ['pd incidents past 8'];
  static override args = idArgs;
  static override flags = flags;

  async run(): Promise<void> {
    const started = await this.start(IncidentsPast);
    await list(past, started.context, started.args.id, started.flags.limit);
  }
}

async function list(part: Part, context: Context, text: string, limit: string | undefined): Promise<void> {
  const max = positiveCount(limit, '--limit');
  const id = await (await context.resolver()).incident(text);
  const rest = await context.rest();
  const print = printList(context, part.view, onProgress => listPart(rest, part, id, {limit: max, onProgress}));
  // An account without the feature gets the same answer.
  await (part.optional === true ? print : print.catch(notThere(noIncident(id))));
}
