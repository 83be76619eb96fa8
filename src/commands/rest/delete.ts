import {askFirst} from '../../lib/asking/ask-first.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import {answerFlags, bodyFlags, pathArg, queryFlags, runRequest} from './request.ts';

export default class RestDelete extends PdCommand {
  static override description = 'Sends a DELETE request. Asks for confirmation first at a terminal.';

  static override examples = ['pd rest delete teams/$(pd rest find teams Data -o id) --dry-run'];
  static override defaultFormat = 'json' as const;
  static override flags = {...queryFlags, ...bodyFlags, ...answerFlags, yes: yesFlag, ...changeFlags};
  static override args = {path: pathArg};

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(RestDelete);
    const consequences = ['What is deleted cannot be brought back.'];
    await askFirst(context, {question: 'Delete it?', touched: [args.path], consequences}, flags.yes);
    await runRequest(context, 'DELETE', args.path, flags);
  }
}
