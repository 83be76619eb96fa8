import {string} from '@oclif/core/args';
import type {Resource} from '../../lib/resources/descriptors.ts';
import {type Line, Picks, pickedText} from '../base/picks.ts';

interface Wish {
  many?: boolean;
  when?: (line: Line) => boolean;
}

/** Records of the collection are picked where they are left out: one, or several. */
export function resourcePicks(resource: Resource, wish: Wish = {}): {picks: Picks} {
  const label = capital(wish.many ? resource.plural : resource.noun);
  const choices: Picks['choices'] = async context =>
    (await import('./choices.ts')).resourceChoices(context, resource, label);
  return {picks: new Picks({choices, ...wish})};
}

/** The one record of the collection that has to be given. */
export const nameArg = ({noun}: Resource) =>
  string({required: true, ignoreStdin: true, description: `Name, ID or URL of the ${noun}.`});

/** The same where it can be picked; `when` tells whether nothing else is missing. */
export const pickedArg = (resource: Resource, when?: (line: Line) => boolean) => ({
  ...nameArg(resource),
  description: `Name, ID or URL of the ${resource.noun}; ${pickedText}.`,
  ...resourcePicks(resource, when && {when}),
});

/** Any number of records, with `strict = false`; `purpose` says what is done with them. */
export const namesArg = (resource: Resource, purpose = '', when?: (line: Line) => boolean) => ({
  ...string({
    required: true,
    ignoreStdin: true,
    description: `${capital(resource.plural)}${purpose}, by name, ID or URL; - reads them from stdin, @FILE from a file; ${pickedText}.`,
  }),
  ...resourcePicks(resource, {many: true, ...(when && {when})}),
});

const capital = (word: string): string => word.replace(/^./, letter => letter.toUpperCase());
