import {PdCommand} from '../base/command.ts';
import {answerFlags, bodyFlags, pathArg, queryFlags, runRequest} from './request.ts';

export default class RestGet extends PdCommand {
  static override defaultFormat = 'json' as const;
  static override examples = [
    'pd rest get users/me',
    'pd rest get incidents -q statuses=triggered -q limit=5',
    'pd rest get abilities -i',
  ];
  // One GET takes a body: /analytics/raw/incidents/{id}/responses.
  static override flags = {...queryFlags, data: bodyFlags.data, ...answerFlags};
  static override args = {path: pathArg};

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(RestGet);
    await runRequest(context, 'GET', args.path, flags);
  }
}
