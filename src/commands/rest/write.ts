import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {answerFlags, bodyFlags, pathArg, queryFlags, runRequest} from './request.ts';

/** Base of post, put and patch. */
export abstract class RestWrite extends PdCommand {
  static override defaultFormat = 'json' as const;
  static override flags = {...queryFlags, ...bodyFlags, ...answerFlags, ...changeFlags};
  static override args = {path: pathArg};

  protected abstract readonly method: 'POST' | 'PUT' | 'PATCH';

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(RestWrite);
    await runRequest(context, this.method, args.path, flags);
  }
}
