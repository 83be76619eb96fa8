import {string as stringArg} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {PdError} from '../../lib/base/errors.ts';
import {folded} from '../../lib/base/folded.ts';
import {field, isObject, type Json, type JsonObject, stringField} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {positiveCount} from '../../lib/input/counts.ts';
import type {OutputFormat, View} from '../../lib/output/output.ts';
import {brief} from '../../lib/resources/brief.ts';
import {openPage} from '../../lib/resources/browser.ts';
import type {Resource} from '../../lib/resources/descriptors.ts';
import {notThere} from '../../lib/resources/missing.ts';
import {namesOf} from '../../lib/resources/named-record.ts';
import {printList} from '../../lib/resources/print-list.ts';
import {listAll} from '../../lib/resources/record-lists.ts';
import {teamIds} from '../../lib/resources/team-ids.ts';
import {withMemberNames} from '../../lib/resources/user-names.ts';
import type {OnProgress} from '../../lib/rest/rest-client.ts';
import {PdCommand} from '../base/command.ts';
import {pickedArg} from './name-args.ts';

export type ShowMore = (context: Context, record: JsonObject) => Promise<void>;

const many = {multiple: true, multipleNonGreedy: true} as const;

/** `pd <topic> ls`, made from a descriptor. */
export function lsCommand(resource: Resource, examples: string[]) {
  const {topic} = resource;
  const teamFlag = {team: string({helpValue: 'TEAM', summary: 'Of this team; may be repeated.', ...many})};
  return class ResourceLs extends PdCommand {
    static override examples = [`pd ${topic} ls`, ...examples];
    static override args = {
      text: stringArg({
        description: `Part of the ${resource.nameFields[0]} (default: all ${resource.plural}).`,
        ignoreStdin: true,
      }),
    };
    static override flags = {
      limit: string({helpValue: 'N', summary: `At most N ${resource.plural} (default: all).`}),
      ...(resource.byTeam ? teamFlag : {}),
      ...(resource.states === undefined ? {} : stateFlag(resource.states)),
    };

    async run(): Promise<void> {
      const {args, flags, context} = await this.start(ResourceLs);
      const limit = positiveCount(flags.limit, '--limit');
      const teams = 'team' in flags ? (flags.team ?? []) : [];
      const state = ('state' in flags ? flags.state : undefined) ?? resource.states?.[0];
      const wanted = {text: args.text ?? '', teams, limit, state};
      const list = await listed(context, resource, wanted);
      await printList(context, viewOf(resource, wanted), list);
    }
  };
}

const stateFlag = (states: readonly string[]) => ({
  state: string({
    options: [...states],
    helpValue: states.join('|'),
    summary: `Only those in this state: ${states.slice(0, -1).join(', ')} or ${states.at(-1)} (default: ${states[0]}).`,
  }),
});

/** `pd <topic> show ID`. `more` shows people what belongs to the record. */
export function showCommand(resource: Resource, examples: string[], more?: ShowMore) {
  return class ResourceShow extends PdCommand {
    static override pages: readonly OutputFormat[] = ['table', 'json', 'yaml'];
    static override examples = examples;
    static override args = {id: pickedArg(resource)};

    async run(): Promise<void> {
      const {args, flags, context} = await this.start(ResourceShow);
      const record = await fetched(context, resource, args.id);
      const isForPeople = context.output.format === 'table' && flags.fields === undefined && isObject(record);
      const clock = {nowMs: context.io.now(), utc: context.settings.utc};
      await context.output.record(
        isForPeople ? brief(await withMemberNames(await context.rest(), record), clock) : record,
      );
      if (isForPeople) await more?.(context, record);
    }
  };
}

/** `pd <topic> open ID`: its web page. */
export function openCommand(resource: Resource, examples: string[]) {
  return class ResourceOpen extends PdCommand {
    static override examples = examples;
    static override args = {id: pickedArg(resource)};

    async run(): Promise<void> {
      const {args, context} = await this.start(ResourceOpen);
      const find = await context.resolver();
      const record = find.known(await find.find(resource, args.id)) ?? (await fetched(context, resource, args.id));
      await openPage(context, field(record, 'html_url'), resource.noun);
    }
  };
}

interface Wanted {
  text: string;
  teams: readonly string[];
  limit: number | undefined;
  state: string | undefined;
}

async function listed(context: Context, resource: Resource, {text, teams, limit, state}: Wanted) {
  const ofTeams = await teamIds(context, teams);
  const query = [
    ...(state === undefined ? [] : [['filter', state] as const]),
    ...(text !== '' && resource.searches ? [['query', text] as const] : []),
    ...ofTeams.map(id => ['team_ids[]', id] as const),
  ];
  const rest = await context.rest();
  const isSearched = text === '' || resource.searches;
  return (onProgress: OnProgress) =>
    isSearched
      ? listAll(rest, resource, {query, limit, onProgress})
      : fitting(listAll(rest, resource, {query, onProgress}), resource, text, limit);
}

/** Searches on this side, where the API cannot. */
async function* fitting(
  pages: AsyncIterable<JsonObject[]>,
  resource: Resource,
  text: string,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<JsonObject[]> {
  const wanted = folded(text);
  let left = limit;
  for await (const page of pages) {
    const fits = page.filter(row => namesOf(row, resource).some(name => folded(name).includes(wanted)));
    yield fits.slice(0, left);
    left -= fits.length;
    if (left <= 0) return;
  }
}

function viewOf({columns, plural}: Resource, {text, teams, state}: Wanted): View {
  const filters = [text === '' ? '' : ` matching "${text}"`, teams.length === 0 ? '' : ` of team ${teams.join(', ')}`];
  const ofState = state === undefined || state === 'all' ? '' : `${state} `;
  return {columns, empty: `There are no ${ofState}${plural}${filters.join('')}.`};
}

/** One record, by name, ID or URL. */
export async function fetched(context: Context, resource: Resource, text: string): Promise<Json> {
  const find = await context.resolver();
  const id = await find.find(resource, text);
  const path = resource.single ? await find.path(resource, text) : resource.path;
  const known = find.known(id, {whole: resource.single});
  if (known !== undefined) return known;
  const rest = await context.rest();
  const [message, next] = [`No ${resource.noun} has the ID ${id}`, `pd ${resource.topic} ls`];
  if (resource.single) return (await rest.request('GET', path).catch(notThere(message, next))).body ?? null;
  for await (const page of rest.list(resource.path)) {
    const row = page.find(candidate => stringField(candidate, 'id') === id);
    if (row !== undefined) return row;
  }
  throw new PdError('not-found', message, {next});
}
