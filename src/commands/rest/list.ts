import {boolean, string} from '@oclif/core/flags';
import {isObject, type JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import {momentsOf} from '../../lib/input/window.ts';
import {ProgressLine} from '../../lib/output/progress.ts';
import {isDocument} from '../../lib/output/view.ts';
import type {ListOptions} from '../../lib/rest/rest-client.ts';
import {PdCommand} from '../base/command.ts';
import {bodyFlags, pathArg, queryFlags, readBody, readHeaders, readQuery, tellOf} from './request.ts';

export default class RestList extends PdCommand {
  static override defaultFormat = 'json' as const;
  static override examples = [
    'pd rest list users -o jsonl',
    'pd rest list incidents -q statuses=triggered --since 2w -o id',
    'pd rest list log_entries --since 2026-01-01 --until 2026-02-01 --total',
  ];
  static override flags = {
    ...queryFlags,
    data: bodyFlags.data,
    limit: string({helpValue: 'N', summary: 'At most N records (default: all).'}),
    'page-size': string({helpValue: 'N', summary: 'Records per request (default: as many as the endpoint allows).'}),
    since: string({helpValue: 'TIME', summary: 'Start of the time window, if the endpoint takes one.'}),
    until: string({helpValue: 'TIME', summary: 'End of the time window (default: now).'}),
    total: boolean({summary: 'Print only the number of records.'}),
  };
  static override args = {path: pathArg};

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(RestList);
    const {io, output} = context;
    const rest = await context.rest();
    const options: ListOptions = {
      query: readQuery(flags.query),
      headers: readHeaders(flags.header),
      body: await readBody(io, flags),
      limit: positiveCount(flags.limit, '--limit'),
      pageSize: positiveCount(flags['page-size'], '--page-size'),
      ...(await momentsOf(flags, io.now(), isPlanned(args.path) ? 'ahead' : 'back')),
    };
    tellOf(context, rest.describe(args.path, options.body !== undefined));
    const progress = new ProgressLine(io, {streams: output.streams});
    try {
      const watched = {...options, onProgress: progress.update.bind(progress)};
      if (flags.total) output.jsonLine(await rest.count(args.path, watched));
      else await output.records(rows(context, rest.list(args.path, watched), progress));
    } finally {
      progress.clear();
    }
  }
}

/** Shifts and overrides: what is to come. */
const isPlanned = (path: string): boolean => /(?:^|\/)(?:oncalls|schedules)(?:[/?]|$)/.test(path);

/** A list of plain strings (/abilities) gets a column where the format needs one. */
async function* rows(
  {output}: Context,
  pages: AsyncIterable<JsonObject[]>,
  progress: ProgressLine,
): AsyncGenerator<JsonObject[]> {
  const takesAny = isDocument(output.format);
  for await (const page of pages) {
    yield takesAny ? page : page.map(record => (isObject(record) ? record : {id: record}));
  }
  progress.clear();
}
