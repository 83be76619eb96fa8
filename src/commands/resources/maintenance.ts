import {string} from '@oclif/core/flags';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {isObject, type Json, stringField} from '../../lib/base/json.ts';
import {longestSaid, shortened} from '../../lib/base/text.ts';
import type {Context} from '../../lib/context.ts';
import {itemsOf} from '../../lib/input/argument-values.ts';
import {spanOf} from '../../lib/input/window.ts';
import {valueAt} from '../../lib/output/fields.ts';
import {maintenance, openMaintenance, services} from '../../lib/resources/descriptors.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {reference} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {noWindow, windowPath, windowState} from '../../lib/resources/window-state.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {pickedText} from '../base/picks.ts';
import {namesArg, pickedArg} from './name-args.ts';

export class MaintenanceStart extends PdCommand {
  static override examples = ['pd maintenance start Checkout --for 1h --description "Database upgrade"'];
  static override usage = 'maintenance start [SERVICE...] --for DURATION|--end TIME [FLAGS]';
  static override strict = false;
  static override args = {
    service: namesArg(services, ' to put in maintenance', ({flags}) => (flags['for'] ?? flags['end']) !== undefined),
  };
  static override flags = {
    start: string({helpValue: 'TIME', summary: 'When it starts (default: now).'}),
    end: string({helpValue: 'TIME', summary: 'When it ends.'}),
    for: string({helpValue: 'DURATION', summary: 'How long it lasts, instead of --end.'}),
    description: string({helpValue: 'TEXT', summary: 'What the maintenance is about (default: none).'}),
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(MaintenanceStart);
    const {start, end} = await spanOf(flags, context.io.now());
    const find = await context.resolver();
    const names = await itemsOf(context.io, argv, 'SERVICE');
    if (names.length === 0) throw usageError('There are no services in the list');
    const ids = await Promise.all(names.map(name => find.service(name)));
    const window = {
      type: 'maintenance_window',
      start_time: start.toISOString(),
      end_time: end.toISOString(),
      services: ids.map(id => reference(id, 'service')),
      ...(flags.description === undefined ? {} : {description: flags.description}),
    };
    const {recorded} = await import('../../lib/journal/recorded.ts');
    const items = [{id: 'new', name: names.join(', '), before: noWindow}];
    const {answer, recording} = await recorded(
      context,
      {kind: 'windows', command: 'maintenance start', items},
      () => sendChange(context, 'POST', '/maintenance_windows', {maintenance_window: window}),
      made => [windowState(made)],
    );
    if (!isObject(answer)) return;
    await context.output.record(answer, {columns: maintenance.columns});
    const {tellWayBack} = await import('../../lib/journal/journal-of.ts');
    if (recording) tellWayBack(context, recording, `pd maintenance end ${stringField(answer, 'id') ?? 'ID'}`);
  }
}

export class MaintenanceEnd extends PdCommand {
  static override examples = [
    'pd maintenance end $(pd maintenance start Checkout --for 1h -o id)',
    'pd maintenance start Search --for 1h && pd maintenance end Search',
  ];
  static override args = {
    id: {
      ...pickedArg(openMaintenance),
      description: `Description, service, ID or URL of an open maintenance window; ${pickedText}.`,
    },
  };
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {args, context} = await this.start(MaintenanceEnd);
    const find = await context.resolver();
    const id = await find.find(openMaintenance, args.id);
    const before = windowState(find.known(id) ?? (context.dryRun ? undefined : await windowBefore(context, id)));
    const [{recorded}, {tellWayBack}] = await Promise.all([
      import('../../lib/journal/recorded.ts'),
      import('../../lib/journal/journal-of.ts'),
    ]);
    const items = [{id, name: stringField(before, 'description') || args.id, before}];
    const {answer, recording} = await recorded(
      context,
      {kind: 'windows', command: 'maintenance end', items},
      () =>
        // DELETE ends an ongoing window, and removes a future one.
        sendChange(context, 'DELETE', windowPath(id)).catch(
          notThere(`No maintenance window has the ID ${id}`, 'pd maintenance ls'),
        ),
      () => [noWindow],
    );
    if (answer === undefined) return;
    await context.output.record({id, status: 'ended'});
    // A window found by one of its services may have covered others too.
    const names = valueAt(find.known(id), 'services.summary');
    if (Array.isArray(names) && names.length > 1)
      context.output.note(`It covered ${shortened(names.join(', '), longestSaid)}.`);
    if (recording !== undefined) tellWayBack(context, recording);
  }
}

/** What is ended, so that it can be started again. Undefined where it cannot be read: it is ended all the same. */
async function windowBefore({rest}: Context, id: string): Promise<Json | undefined> {
  try {
    return (await (await rest()).request('GET', windowPath(id))).body;
  } catch (error) {
    if (error instanceof PdError && error.kind !== 'interrupted') return undefined;
    throw error;
  }
}
