import {string} from '@oclif/core/args';

/** `ID…`: with `strict = false` any number of them. */
export const idsArgs = {
  ids: string({description: 'IDs, numbers or URLs; - reads them from stdin, @FILE from a file.', ignoreStdin: true}),
};

export const idArg = string({required: true, description: 'ID, number or URL of the incident.', ignoreStdin: true});

export const idArgs = {id: idArg};
