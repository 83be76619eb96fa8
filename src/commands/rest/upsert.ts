import {boolean, string} from '@oclif/core/flags';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {atPath, type JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {match} from '../../lib/rest/endpoints.ts';
import {findRecord, isContained, textOf} from '../../lib/rest/find-record.ts';
import {checkPromised} from '../../lib/rest/promised.ts';
import type {PreparedRequest, RestClient} from '../../lib/rest/rest-client.ts';
import {unwrapRequest} from '../../lib/rest/wrap.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {bodyFlags, pathArg, queryFlags, readBody, readHeaders, readQuery, showPrepared, tellOf} from './request.ts';

export default class RestUpsert extends PdCommand {
  static override defaultFormat = 'json' as const;
  static override examples = [
    `pd rest upsert teams --by name -d '{"name": "Ops"}'`,
    'pd rest upsert services --by name -d @service.json --update',
  ];
  static override flags = {
    ...queryFlags,
    ...bodyFlags,
    by: string({
      required: true,
      helpValue: 'ATTRIBUTE',
      summary: 'Attribute that identifies the record, such as name.',
    }),
    update: boolean({summary: 'Update the record if it exists and differs (default: leave it as it is).'}),
    ...changeFlags,
  };
  static override usage = 'rest upsert PATH --by ATTRIBUTE -d JSON|-f KEY=VALUE... [FLAGS]';
  static override args = {path: pathArg};

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(RestUpsert);
    const headers = readHeaders(flags.header);
    const body = await readBody(context.io, flags);
    if (body === undefined) throw usageError('There is no body', 'give one with -d JSON or -f key=value');
    const rest = await context.rest();
    const {path} = rest.describe(args.path);
    const inside = unwrapRequest(match('POST', path)?.endpoint, body);
    const text = textOf(atPath(inside, flags.by));
    if (!text) throw usageError(`The body has no ${flags.by} to look for`);
    const created = {query: readQuery(flags.query), headers, body};
    const create = await rest.prepare('POST', args.path, created);
    tellOf(context, create);
    const record = await findRecord(rest, args.path, {by: flags.by, text, headers});
    if (!record) return await sendOrShow(context, rest, create);
    const isSame = isContained(inside, record);
    if (!flags.update || isSame) return await keep(context, record, isSame);
    const change = await rest.prepare('PUT', `${path}/${idOf(record)}`, {...created, body: inside});
    await sendOrShow(context, rest, change);
  }
}

async function sendOrShow(context: Context, rest: RestClient, request: PreparedRequest) {
  if (context.dryRun) return await showPrepared(context, request);
  const answer = await rest.complete(request);
  checkPromised(request, answer);
  const {body} = answer;
  if (body !== undefined) await context.output.record(body);
}

async function keep({dryRun, output}: Context, record: JsonObject, isSame: boolean): Promise<void> {
  if (!dryRun) return await output.record(record);
  const name = textOf(atPath(record, 'id')) ?? 'The record';
  output.note(
    isSame
      ? `${name} already exists with these values: nothing would be sent`
      : `${name} already exists: nothing would be sent without --update`,
  );
}

function idOf(record: JsonObject): string {
  const id = textOf(atPath(record, 'id'));
  if (id === undefined) throw new PdError('refused', 'The record found has no ID, so it cannot be changed');
  return encodeURIComponent(id);
}
