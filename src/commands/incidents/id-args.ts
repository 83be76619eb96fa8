import {string} from '@oclif/core/args';

const many = {
  description: 'Incidents, by ID, number or URL; - reads them from stdin, @FILE from a file. Or give filter flags.',
  ignoreStdin: true,
};

/** `ID…`: any number of them, with `strict = false`. */
export const idsArgs = {id: string(many)};

/** `ID…` where another argument comes after it. */
export const leadingIds = string({...many, multiple: true});

/** `ID…` of a command that only reads. */
export const readArgs = {
  id: string({
    ignoreStdin: true,
    description: 'Incidents, by ID, number or URL; - reads them from stdin, @FILE from a file.',
  }),
};

export const idArg = string({required: true, description: 'The incident, by ID, number or URL.', ignoreStdin: true});

/** `ID…` of a command that takes several, but no filter. */
export const someIds = {
  ...idArg,
  description: 'The incidents, by ID, number or URL; - reads them from stdin, @FILE from a file.',
};
