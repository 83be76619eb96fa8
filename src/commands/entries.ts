import {nouns, type ResourceTopic} from '../lib/resources/nouns.ts';
import type {PdCommand} from './base/command.ts';
import type {OclifConfig} from './base/oclif-config.ts';

export type CommandClass = typeof PdCommand & {new (argv: string[], config: OclifConfig): PdCommand};

type CommandEntry = readonly [summary: string, load: () => Promise<CommandClass>];

/** Commands by what is typed (`incidents:ls`). */
export type CommandTable = Readonly<Record<string, CommandEntry>>;

/** A file whose default export is the command. */
type Load = () => Promise<{readonly default: CommandClass}>;

type Verbs = Readonly<Record<string, readonly [summary: string, load: Load]>>;

/** The table of the verbs of each topic. Those of the topic '' are typed without one. */
export function tableOf(topics: Readonly<Record<string, Verbs>>): CommandTable {
  // Every start builds this table, and the loops take half as long as Object.entries() and map().
  const table: Record<string, CommandEntry> = {};
  for (const topic in topics) {
    const verbs = topics[topic] ?? {};
    for (const verb in verbs) {
      const [summary, load] = verbs[verb] ?? [];
      if (summary !== undefined && load !== undefined)
        table[topic === '' ? verb : `${topic}:${verb}`] = [summary, async () => (await load()).default];
    }
  }
  return table;
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
