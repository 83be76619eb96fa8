import {string} from '@oclif/core/args';
import {boolean} from '@oclif/core/flags';
import {usageError} from '../lib/base/errors.ts';
import {PdCommand} from './base/command.ts';
import {changeFlags, yesFlag} from './base/flags.ts';
import type {Line} from './base/picks.ts';

export default class Undo extends PdCommand {
  static override description =
    'Undoes the last change that was made from this machine with this profile, or the given one. At a terminal, shows what that does and asks first. What somebody else has changed since is left alone. An undo is itself in the list, and can be undone.';

  static override examples = [
    'pd undo --list',
    'pd incidents urgency 4 high && pd undo --yes',
    'pd incidents ack 8 && pd undo --dry-run',
  ];
  static override onlyReads = ({flags}: Line) => flags['list'] === true;
  static override args = {
    change: string({
      ignoreStdin: true,
      description: 'The change: 2 for the second to last, or its ID, such as C42 (default: the last).',
    }),
  };
  static override flags = {
    list: boolean({summary: 'List the changes, the last first, and whether they can be undone.'}),
    yes: yesFlag,
    ...changeFlags,
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(Undo);
    if (flags.list) {
      if (args.change !== undefined) throw usageError('--list lists all changes', 'leave out the change, or --list');
      const {listChanges} = await import('../lib/undo/list.ts');
      return await listChanges(context);
    }
    const {undoChange} = await import('../lib/undo/undo-change.ts');
    await undoChange(context, args.change, flags.yes);
  }
}
