import {string} from '@oclif/core/args';
import {type Line, Picks, pickedText} from '../base/picks.ts';

export interface PickWish {
  /** The statuses of the incidents that are offered (default: those of open ones). */
  statuses?: readonly string[];
  /** What is asked for. */
  label?: string;
  many?: boolean;
  when?: (line: Line) => boolean;
  isLeftOut?: (words: readonly string[]) => boolean;
}

/** Incidents are picked where they are left out: one, or several. */
export function incidentPicks({statuses, many = true, label, ...rest}: PickWish = {}): {picks: Picks} {
  const asked = label ?? (many ? 'Incidents' : 'Incident');
  const choices: Picks['choices'] = async context =>
    (await import('./choices.ts')).incidentChoices(context, asked, statuses);
  return {picks: new Picks({choices, many, ...rest})};
}

export const severalText = `Incidents, by ID, number or URL; - reads them from stdin, @FILE from a file; ${pickedText}.`;

/** `ID…` of a command that only reads. */
export const readArgs = {id: {...string({ignoreStdin: true, description: severalText}), ...incidentPicks()}};

/** The one incident; `when` tells whether nothing else is missing. */
export const idArg = (when?: (line: Line) => boolean) => ({
  ...string({required: true, description: `The incident, by ID, number or URL; ${pickedText}.`, ignoreStdin: true}),
  ...incidentPicks({many: false, ...(when && {when})}),
});

/** `ID…` of a command that takes several, but no filter. */
export const someIds = (wish: PickWish = {}) => ({
  ...string({required: true, description: severalText, ignoreStdin: true}),
  ...incidentPicks(wish),
});
