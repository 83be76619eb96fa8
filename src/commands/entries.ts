import {nouns, type ResourceTopic} from '../lib/resources/nouns.ts';
import type {PdCommand} from './base/command.ts';
import type {OclifConfig} from './base/oclif-config.ts';

export type CommandClass = typeof PdCommand & {new (argv: string[], config: OclifConfig): PdCommand};

type CommandEntry = readonly [summary: string, load: () => Promise<CommandClass>];

/** A file whose default export is the command. */
type Load = () => Promise<{readonly default: CommandClass}>;

type Verbs = Readonly<Record<string, readonly [summary: string, load: Load]>>;

/** The verbs of each topic. Those of the topic '' are typed without one. */
export type Topics = Readonly<Record<string, () => Verbs>>;

/**
 * Every command, by its ID: what is typed, joined (`incidents:ls`). A topic's verbs are put together when one of them is
 * looked for, since every start looks for one.
 */
export class CommandTable {
  readonly #topics: Topics;
  readonly #verbs = new Map<string, Verbs>();

  constructor(topics: Topics) {
    this.#topics = topics;
  }

  find(id: string): CommandEntry | undefined {
    const end = id.indexOf(':');
    const inTopic = end > 0 ? this.#in(id.slice(0, end), id.slice(end + 1)) : undefined;
    const verb = inTopic ?? this.#in('', id);
    return verb && [verb[0], async () => (await verb[1]()).default];
  }

  has(id: string): boolean {
    return this.find(id) !== undefined;
  }

  /** Of these topics only: '' has the commands that are typed without one. */
  ids(topics = Object.keys(this.#topics)): string[] {
    return topics.flatMap(topic =>
      Object.keys(this.#verbsOf(topic)).map(verb => (topic === '' ? verb : `${topic}:${verb}`)),
    );
  }

  entries(topics?: string[]): [id: string, entry: CommandEntry][] {
    return this.ids(topics).flatMap((id): [string, CommandEntry][] => {
      const entry = this.find(id);
      return entry ? [[id, entry]] : [];
    });
  }

  #in(topic: string, verb: string): Verbs[string] | undefined {
    const verbs = this.#verbsOf(topic);
    return Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  }

  #verbsOf(topic: string): Verbs {
    const known = this.#verbs.get(topic);
    if (known !== undefined) return known;
    const verbs = Object.hasOwn(this.#topics, topic) ? (this.#topics[topic]?.() ?? {}) : {};
    this.#verbs.set(topic, verbs);
    return verbs;
  }
}

/** Picks one of the commands that a file exports. */
export function oneOf<Name extends string>(
  load: () => Promise<Readonly<Record<Name, CommandClass>>>,
): (name: Name) => Load {
  return name => async () => ({default: (await load())[name]});
}

/** The verbs that every collection of the API has; `open` if its records have a web page. */
export function collection(topic: ResourceTopic): Verbs {
  const {one, many} = nouns[topic];
  const hasPage = !('hasNoPage' in nouns[topic]);
  // Of the nouns that begin with a vowel, only "user" takes "a".
  const a = 'aeio'.includes(one.charAt(0)) ? `an ${one}` : `a ${one}`;
  const load = (verb: 'ls' | 'show' | 'open') => async () => {
    const {resourceCommands} = await import('./resources/resources.ts');
    return {default: resourceCommands[topic][verb]()};
  };
  return {
    ls: [`List ${many}`, load('ls')],
    show: [`Show ${a}`, load('show')],
    ...(hasPage ? {open: [`Open ${a} in the browser`, load('open')] as const} : {}),
  };
}
