import {string} from '@oclif/core/args';
import {type Filters, hasFilter} from '../../lib/incidents/incident-query.ts';
import {isPlainlyId} from '../../lib/resources/record-id.ts';
import {webUrl} from '../../lib/resources/web-url.ts';
import type {Line} from '../base/picks.ts';
import {incidentPicks, type PickWish, severalText} from './id-args.ts';

/** Whether the flags select no incidents. */
export const noFilter = ({flags}: Pick<Line, 'flags'>): boolean => !hasFilter(flags as Filters);

const many = {description: `${severalText} Or give filter flags.`, ignoreStdin: true};

/** `ID…`, or a filter: any number of them, with `strict = false`. */
export const idsArgs = (wish: PickWish = {}) => ({id: {...string(many), ...incidentPicks({when: noFilter, ...wish})}});

/** `ID…` where one more argument comes after it. */
export const leadingIds = {
  ...string({...many, multiple: true}),
  ...incidentPicks({when: noFilter, isLeftOut: ([only = '', ...more]) => more.length === 0 && !namesIncident(only)}),
};

/** Whether a word names an incident or a list of them, and nothing else. */
export const namesIncident = (word: string): boolean =>
  /^#?\d+$/.test(word) || word === '-' || word.startsWith('@') || webUrl(word) !== undefined || isPlainlyId(word);
