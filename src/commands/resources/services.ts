import {PdError} from '../../lib/base/errors.ts';
import {isObject, type Json, type JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {itemsOf} from '../../lib/input/argument-values.ts';
import type {NewItem} from '../../lib/journal/entry.ts';
import {services} from '../../lib/resources/descriptors.ts';
import {type ChangeRequest, sendChange, showRequests} from '../../lib/resources/send-change.ts';
import {type Switch, serviceName, serviceOf, switchOf, switchRequest} from '../../lib/resources/service-switch.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import {namesArg} from './name-args.ts';

const args = {service: namesArg(services)};

export class ServicesEnable extends PdCommand {
  static override examples = ['pd services enable Checkout'];
  static override strict = false;
  static override args = args;
  static override flags = {yes: yesFlag, ...changeFlags};

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(ServicesEnable);
    await setStatus(context, argv, 'active', flags.yes);
  }
}

export class ServicesDisable extends PdCommand {
  static override description =
    'Disables services, so that they stop alerting. Asks for confirmation first at a terminal.';

  static override examples = ['pd services disable Checkout'];
  static override strict = false;
  static override args = args;
  static override flags = {yes: yesFlag, ...changeFlags};

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(ServicesDisable);
    await setStatus(context, argv, 'disabled', flags.yes);
  }
}

async function setStatus(context: Context, names: readonly string[], status: Switch, yes: boolean): Promise<void> {
  const find = await context.resolver();
  const rest = await context.rest();
  const items = await itemsOf(context.io, names, 'SERVICE');
  if (items.length === 0) context.output.note('There are no services in the list: nothing to do.');
  const ids = [...new Set(await Promise.all(items.map(name => find.service(name))))];
  const before = await Promise.all(ids.map(async id => find.known(id) ?? (await serviceOf(rest, id))));
  const changes = ids.map((id, index) => switchRequest(id, before[index] ?? null, status));
  if (context.dryRun) return await showRequests(context, changes);
  if (ids.length > 1 || (ids.length === 1 && status === 'disabled')) await ask(context, before, status, yes);
  if (ids.length > 0) await sendAll(context, {ids, changes, before, status});
}

async function ask(context: Context, services: readonly Json[], status: Switch, yes: boolean): Promise<void> {
  const {askFirst} = await import('../../lib/asking/ask-first.ts');
  const what = services.length === 1 ? '1 service' : `${services.length} services`;
  const isOff = status === 'disabled';
  const change = {
    question: `${isOff ? 'Disable' : 'Enable'} ${what}?`,
    touched: services.map(serviceName),
    consequences: isOff ? ['A disabled service pages nobody, until it is enabled again.'] : [],
  };
  await askFirst(context, change, yes);
}

interface Switching {
  ids: readonly string[];
  changes: readonly ChangeRequest[];
  before: readonly Json[];
  status: Switch;
}

/** Sends one after the other and prints one document, even if one of them is refused. */
async function sendAll(context: Context, {ids, changes, before, status}: Switching): Promise<void> {
  const {journalOf, tellWayBack} = await import('../../lib/journal/journal-of.ts');
  const command = status === 'disabled' ? 'services disable' : 'services enable';
  const items = ids.map((id, index) => ({
    ...{id, name: serviceName(before[index]), before: switchOf(before[index]), wanted: {status}},
  }));
  const recording = journalOf(context).begin({kind: 'services', command, items});
  const release = context.io.hold();
  const answers: JsonObject[] = [];
  const done: string[] = [];
  try {
    for (const [index, change] of changes.entries()) {
      const answer = await sendChange(context, change.method, change.path, change.body);
      const id = ids[index] ?? '';
      recording.tell([{id, outcome: 'done', after: switchOf(answer)}]);
      done.push(id);
      if (isObject(answer)) answers.push(answer);
    }
  } catch (error) {
    const [failed = '', ...left] = ids.slice(done.length);
    const isUnknown = error instanceof PdError && error.facts.mayHaveBeenDone === true;
    recording.tell([{id: failed, outcome: isUnknown ? 'unknown' : 'refused'}, ...left.map(notTried)]);
    throw done.length === 0 ? error : midway(error, {failed, left, count: ids.length});
  } finally {
    release();
    const view = {columns: services.columns};
    const [only] = answers;
    if (only !== undefined && changes.length === 1) await context.output.record(only, view);
    else if (only !== undefined) await context.output.records([answers], view);
    if (done.length > 0) tellDone(context, items.slice(0, done.length), status);
    const otherwise = `pd services ${status === 'disabled' ? 'enable' : 'disable'} ${done.join(' ')}`;
    if (done.length > 0) tellWayBack(context, recording, otherwise);
  }
}

/** Says what the services were before, and what that means. */
function tellDone({output}: Context, items: readonly NewItem[], status: Switch): void {
  for (const {name, before} of items) {
    const was = before?.['status'];
    if (was !== undefined && was !== status) output.note(`${name}: ${String(was)} → ${status}`);
  }
  if (status === 'disabled')
    output.note(items.length === 1 ? 'It no longer pages anyone.' : 'They no longer page anyone.');
}

const notTried = (id: string) => ({id, outcome: 'not tried'}) as const;

/** Some services have been changed already, so the error must say more than which one failed. */
function midway(
  error: unknown,
  {failed, left, count}: {failed: string; left: readonly string[]; count: number},
): unknown {
  if (!(error instanceof PdError)) return error;
  const details = [`${failed}: ${error.message}`, ...left.map(id => `${id}: not tried`)];
  const message = `${left.length + 1} of ${count} services could not be changed`;
  return error.kind === 'interrupted'
    ? new PdError('interrupted', message, {...error.facts, details})
    : new PdError('partial', message, {details});
}
