import {boolean, string} from '@oclif/core/flags';

const everywhere = {helpGroup: 'GLOBAL'};

/** Taken by every command. */
export const globalFlags = {
  profile: string({char: 'p', helpValue: 'NAME', summary: 'Profile to use (PD_PROFILE).', ...everywhere}),
  'api-key': string({hidden: true, summary: 'REST API key or token; prefer PD_API_KEY or a profile.', ...everywhere}),
  'auth-type': string({helpValue: 'token|bearer', summary: 'How the key is sent; told by its shape.', ...everywhere}),
  from: string({helpValue: 'EMAIL', summary: 'User in whose name changes are made (PD_FROM).', ...everywhere}),
  region: string({helpValue: 'us|eu', summary: 'Service region (PD_REGION).', ...everywhere}),
  'api-url': string({helpValue: 'URL', summary: 'Another REST host (PD_API_URL).', ...everywhere}),
  'events-url': string({helpValue: 'URL', summary: 'Another Events host (PD_EVENTS_URL).', ...everywhere}),
  output: string({
    char: 'o',
    helpValue: 'FORMAT',
    summary: 'table, json, jsonl, yaml, csv, tsv or id (PD_OUTPUT).',
    ...everywhere,
  }),
  json: boolean({summary: 'The same as -o json.', ...everywhere}),
  fields: string({helpValue: 'A,B.C', summary: 'Narrow the output to these dotted paths.', ...everywhere}),
  'no-header': boolean({summary: 'Leave out the header of a table.', ...everywhere}),
  utc: boolean({summary: 'Show times in UTC.', ...everywhere}),
  color: boolean({allowNo: true, summary: 'Colour, or none (NO_COLOR, FORCE_COLOR).', ...everywhere}),
  concurrency: string({helpValue: 'N', summary: 'Requests in flight, 1 to 16 (default 4).', ...everywhere}),
  'max-wait': string({
    helpValue: 'DURATION',
    summary: 'Time for waiting and trying again (default 2m).',
    ...everywhere,
  }),
  timeout: string({helpValue: 'DURATION', summary: 'Bound on one attempt (default 30s).', ...everywhere}),
  debug: boolean({summary: 'Trace requests on stderr, secrets hidden.', ...everywhere}),
};

/** For a command that sends or changes something. Having it also makes the command outlive a closed pipe. */
export const changeFlags = {
  'dry-run': boolean({summary: 'Print what would be sent, and send nothing.'}),
};

/** For the commands that send events. */
export const routingFlags = {
  'routing-key': string({char: 'k', helpValue: 'KEY', summary: 'Events v2 integration key (PD_ROUTING_KEY).'}),
  to: string({helpValue: 'ROUTE', summary: "One of the profile's routes (PD_ROUTE)."}),
};
