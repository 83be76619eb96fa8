import {
  extensions,
  maintenance,
  policies,
  priorities,
  type Resource,
  schedules,
  services,
  teamsResource,
  users,
  vendors,
} from '../../lib/resources/descriptors.ts';
import type {ResourceTopic} from '../../lib/resources/nouns.ts';
import {lsCommand, openCommand, type ShowMore, showCommand} from './factories.ts';

/** `pd <topic> ls|show|open`. Each command class is made when it is first needed. */
export const resourceCommands = {
  services: verbs(services, {ls: ['check', '-o id'], show: 'Checkout', more: 'serviceOnCall'}),
  users: verbs(users, {ls: ['ada', '-o csv --fields name,email'], show: 'ada', more: 'contacts'}),
  teams: verbs(teamsResource, {show: 'Platform'}),
  schedules: verbs(schedules, {show: '"Platform primary"'}),
  policies: verbs(policies, {show: 'Platform', more: 'policyOnCall'}),
  priorities: verbs(priorities, {show: 'P1'}),
  maintenance: verbs(maintenance, {}),
  extensions: verbs(extensions, {}),
  vendors: verbs(vendors, {ls: ['datadog'], show: 'Datadog'}),
} as const satisfies Readonly<Record<ResourceTopic, unknown>>;

type More = typeof import('./show-more.ts');

const moreOf = (name: keyof More | undefined): ShowMore | undefined =>
  name === undefined ? undefined : async (context, record) => (await import('./show-more.ts'))[name](context, record);

/**
 * `words`: what the examples use. For `ls`, the arguments of further examples; for `show`, a name in the demo account; `more`,
 * what it shows besides the record.
 */
function verbs(resource: Resource, words: {ls?: readonly string[]; show?: string; more?: keyof More}) {
  const {topic} = resource;
  const lists = (words.ls ?? []).map(text => `pd ${topic} ls ${text}`);
  const example = (verb: string): string =>
    words.show === undefined
      ? `pd ${topic} ls -o id | xargs -r -n1 pd ${topic} ${verb}`
      : `pd ${topic} ${verb} ${words.show}`;
  return {
    ls: () => lsCommand(resource, lists),
    show: () => showCommand(resource, [example('show')], moreOf(words.more)),
    open: () => openCommand(resource, [example('open')]),
  };
}
