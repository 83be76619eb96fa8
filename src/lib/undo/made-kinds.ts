import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {
  findOverride,
  madeOverride,
  overrideAgain,
  overrideGone,
  overrideRemoval,
  overrideState,
} from '../resources/override-state.ts';
import {noWindow, windowAgain, windowPath, windowState} from '../resources/window-state.ts';
import {recordIn} from '../rest/promised.ts';
import type {MadeKind} from './restore-made.ts';

export const windows: MadeKind = {
  noun: 'maintenance window',
  key: 'window',
  find: async ({rest}, state) => {
    try {
      return windowState((await (await rest()).request('GET', windowPath(idIn(state, 'window')))).body);
    } catch (error) {
      if (error instanceof PdError && error.kind === 'not-found') return undefined;
      throw error;
    }
  },
  none: () => noWindow,
  remove: state => ({method: 'DELETE', path: windowPath(idIn(state, 'window'))}),
  again: windowAgain,
  read: answer => {
    const record = recordIn(answer);
    const state = windowState(record);
    return record && state && {record, state};
  },
  consequence: isRemoved =>
    isRemoved ? 'Its services page again.' : 'Its services page nobody until the window ends.',
};

export const overrides: MadeKind = {
  noun: 'override',
  key: 'override',
  find: async ({rest, io}, state) => findOverride(await rest(), state, io.now()),
  none: overrideGone,
  remove: overrideRemoval,
  again: overrideAgain,
  read: (answer, state) => {
    const isShiftBased = state['isShiftBased'] === true;
    const record = isShiftBased && Array.isArray(answer) ? recordIn(answer[0] ?? null) : madeOverride(answer);
    const made = overrideState({schedule: idIn(state, 'schedule'), isShiftBased}, record);
    return record && made && {record, state: made};
  },
  consequence: isRemoved =>
    isRemoved ? 'Whoever the rotation names is on call again.' : 'The user of the override is on call instead.',
};

const idIn = (state: JsonObject, key: string): string => String(state[key] ?? '');
