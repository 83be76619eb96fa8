import {string} from '@oclif/core/args';
import {PdError} from '../../lib/base/errors.ts';
import {field, isObject, type JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {itemsOf} from '../../lib/input/argument-values.ts';
import {services} from '../../lib/resources/descriptors.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {type ChangeRequest, sendChange, showRequests} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';

const args = {
  service: string({
    required: true,
    ignoreStdin: true,
    description: 'Services, by name, ID or URL; - reads them from stdin, @FILE from a file.',
  }),
};

export class ServicesEnable extends PdCommand {
  static override examples = ['pd services enable Checkout'];
  static override strict = false;
  static override args = args;
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {argv, context} = await this.start(ServicesEnable);
    await setStatus(context, argv, 'active');
  }
}

export class ServicesDisable extends PdCommand {
  static override examples = ['pd services disable Checkout'];
  static override strict = false;
  static override args = args;
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {argv, context} = await this.start(ServicesDisable);
    await setStatus(context, argv, 'disabled', ids => {
      const who = ids.length === 1 ? 'It no longer pages' : 'They no longer page';
      return `${who} anyone. To undo: pd services enable ${ids.join(' ')}`;
    });
  }
}

/** `undo` says how to undo what was done. */
async function setStatus(
  context: Context,
  names: readonly string[],
  status: string,
  undo?: (ids: readonly string[]) => string,
): Promise<void> {
  const find = await context.resolver();
  const rest = await context.rest();
  const items = await itemsOf(context.io, names, 'SERVICE');
  if (items.length === 0) context.output.note('There are no services in the list: nothing to do.');
  const ids = [...new Set(await Promise.all(items.map(name => find.service(name))))];
  const changes = ids.map(async (id): Promise<ChangeRequest> => {
    const path = `${services.path}/${pathPart(id)}`;
    // The API refuses a service without its escalation policy, so the current one is sent along.
    const notHere = notThere(`No service has the ID ${id}`, 'pd services ls');
    const known = find.known(id) ?? (await rest.request('GET', path).catch(notHere)).body;
    const service = {type: 'service', status, escalation_policy: field(known, 'escalation_policy') ?? null};
    return {method: 'PUT', path, body: {service}};
  });
  await sendAll(context, await Promise.all(changes), undo);
}

/** Sends one after the other and prints one document, even if one of them is refused. */
async function sendAll(
  context: Context,
  changes: readonly ChangeRequest[],
  undo: ((ids: readonly string[]) => string) | undefined,
): Promise<void> {
  if (context.dryRun) return await showRequests(context, changes);
  const view = {columns: services.columns};
  const answers: JsonObject[] = [];
  const done: string[] = [];
  try {
    for (const change of changes) {
      const answer = await sendChange(context, change.method, change.path, change.body);
      done.push(idIn(change));
      if (isObject(answer)) answers.push(answer);
    }
  } catch (error) {
    throw done.length === 0 ? error : midway(error, changes.slice(done.length), changes.length);
  } finally {
    const [only] = answers;
    if (only !== undefined && changes.length === 1) await context.output.record(only, view);
    else if (only !== undefined) await context.output.records([answers], view);
    if (undo !== undefined && done.length > 0) context.output.note(undo(done));
  }
}

const idIn = ({path}: ChangeRequest): string => path.slice(services.path.length + 1);

/** Some services have been changed already, so the error must say more than which one failed. */
function midway(error: unknown, [failed, ...left]: readonly ChangeRequest[], count: number): unknown {
  if (!(error instanceof PdError) || error.kind === 'interrupted' || failed === undefined) return error;
  const untried = left.map(change => `${idIn(change)}: not tried`);
  return new PdError('partial', `${left.length + 1} of ${count} services could not be changed`, {
    details: [`${idIn(failed)}: ${error.message}`, ...untried],
  });
}
