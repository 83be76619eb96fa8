import {string} from '@oclif/core/args';
import {PdCommand} from '../../lib/command.ts';
import type {Context} from '../../lib/context.ts';
import {usageError} from '../../lib/errors.ts';
import {changeFlags} from '../../lib/flags.ts';
import {field, isObject} from '../../lib/json.ts';
import {sendChange} from '../../lib/resources/change.ts';
import {services} from '../../lib/resources/descriptors.ts';
import {pathPart} from '../../lib/resources/ids.ts';

const args = {services: string({ignoreStdin: true, description: 'Services, by name, ID or URL.'})};

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
    const ids = await setStatus(context, argv, 'disabled');
    if (!context.dryRun)
      context.output.note(`They page nobody now. To take it back: pd services enable ${ids.join(' ')}`);
  }
}

async function setStatus(context: Context, names: readonly string[], status: string): Promise<string[]> {
  if (names.length === 0) throw usageError('No service is named', 'pd services ls');
  const find = await context.resolver();
  const rest = await context.rest();
  const ids = await Promise.all(names.map(name => find.service(name)));
  for (const id of ids) {
    const path = `${services.path}/${pathPart(id)}`;
    // A service without its escalation policy is no service to the API, so what it has is sent along.
    const {body} = await rest.request('GET', path);
    const service = {type: 'service', status, escalation_policy: field(body, 'escalation_policy') ?? null};
    const answer = await sendChange(context, 'PUT', path, {service});
    if (isObject(answer)) await context.output.record(answer, {columns: services.columns});
  }
  return ids;
}
