import {string as argument} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {findRecord} from '../../lib/rest/find-record.ts';
import {PdCommand} from '../base/command.ts';
import {pathArg, queryFlags, readHeaders, readQuery, tellOf} from './request.ts';

export default class RestFind extends PdCommand {
  static override defaultFormat = 'json' as const;
  static override examples = ['pd rest find teams Platform', 'pd rest find users ada@example.com --by email -o id'];
  static override flags = {
    ...queryFlags,
    by: string({
      default: 'name',
      helpValue: 'ATTRIBUTE',
      summary: 'Attribute to compare; a dotted path for a nested one (default: name).',
    }),
  };
  static override args = {
    path: pathArg,
    text: argument({required: true, ignoreStdin: true, description: 'Value to look for, ignoring case.'}),
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(RestFind);
    if (args.text === '') throw usageError('The text to look for is empty');
    const rest = await context.rest();
    tellOf(context, rest.describe(args.path));
    const wanted = {
      by: flags.by,
      text: args.text,
      query: readQuery(flags.query),
      headers: readHeaders(flags.header),
      everyKind: true,
    };
    const record = await findRecord(rest, args.path, wanted);
    if (!record) throw new PdError('not-found', `No record in ${args.path} has the ${flags.by} "${args.text}"`);
    await context.output.record(record);
  }
}
