import {boolean, string} from '@oclif/core/flags';

const everywhere = {helpGroup: 'GLOBAL'};

/** Taken by every command. */
export const globalFlags = {
  profile: string({
    char: 'p',
    helpValue: 'NAME',
    summary: 'Profile to use (PD_PROFILE; default: the one in use).',
    ...everywhere,
  }),
  'api-key': string({hidden: true, summary: 'REST API key or token; prefer PD_API_KEY or a profile.', ...everywhere}),
  'auth-type': string({
    helpValue: 'token|bearer',
    summary: 'How the key is sent (PD_AUTH_TYPE; default: detected from its shape).',
    ...everywhere,
  }),
  from: string({
    helpValue: 'EMAIL',
    summary: "Email of the user to make changes as (PD_FROM; default: the key's owner).",
    ...everywhere,
  }),
  region: string({helpValue: 'us|eu', summary: 'Service region (PD_REGION; default: us).', ...everywhere}),
  'api-url': string({
    helpValue: 'URL',
    summary: "REST API to use instead of the region's (PD_API_URL).",
    ...everywhere,
  }),
  'events-url': string({
    helpValue: 'URL',
    summary: "Events API to use instead of the region's (PD_EVENTS_URL).",
    ...everywhere,
  }),
  'client-cert': string({
    helpValue: 'FILE',
    summary: 'Client certificate for a gateway, PEM (PD_CLIENT_CERT).',
    ...everywhere,
  }),
  'client-key': string({
    helpValue: 'FILE',
    summary: 'Key of the client certificate, PEM (PD_CLIENT_KEY; default: in the same file).',
    ...everywhere,
  }),
  'gateway-header': string({
    helpValue: 'NAME:VALUE',
    summary: 'Header that a gateway requires; prefer PD_GATEWAY_HEADER, which is not in the process list.',
    ...everywhere,
  }),
  output: string({
    char: 'o',
    helpValue: 'FORMAT',
    summary: 'Output format: table, json, jsonl, yaml, csv, tsv or id (PD_OUTPUT; default: table, or json for rest).',
    ...everywhere,
  }),
  json: boolean({summary: 'Same as -o json.', ...everywhere}),
  fields: string({
    helpValue: 'A,B.C',
    summary: 'Print only these fields, in this order: dotted paths or column names; help lists them.',
    ...everywhere,
  }),
  jq: string({
    helpValue: 'EXPR',
    summary: 'Filter the JSON with this jq expression, one result per line, strings without quotes; jq is built in.',
    ...everywhere,
  }),
  'no-header': boolean({summary: 'Omit the header line of table, csv or tsv.', ...everywhere}),
  wide: boolean({summary: 'Keep every column of a table whole at a terminal (default: cut to fit).', ...everywhere}),
  utc: boolean({summary: 'Show times in UTC (default: local time).', ...everywhere}),
  color: boolean({
    allowNo: true,
    summary: 'Force colour on or off (NO_COLOR, FORCE_COLOR; default: on at a terminal).',
    ...everywhere,
  }),
  'no-pager': boolean({
    summary: 'Do not show long output with a pager (PD_PAGER, PAGER; default: less).',
    ...everywhere,
  }),
  concurrency: string({
    helpValue: 'N',
    summary: 'Concurrent requests, 1 to 16 (PD_CONCURRENCY; default: 4).',
    ...everywhere,
  }),
  'max-wait': string({
    helpValue: 'DURATION',
    summary: 'Total time to spend waiting and retrying; 0 tries once (PD_MAX_WAIT; default: 2m).',
    ...everywhere,
  }),
  timeout: string({
    helpValue: 'DURATION',
    summary: 'Time limit for one attempt (PD_TIMEOUT; default: 30s).',
    ...everywhere,
  }),
  quiet: boolean({char: 'q', summary: 'Print nothing on stderr but errors.', ...everywhere}),
  'no-input': boolean({
    summary: 'Never ask: exit 2 and name the flag that answers the question (PD_NO_INPUT; CI).',
    ...everywhere,
  }),
  debug: boolean({summary: 'Trace each request on stderr, with secrets hidden.', ...everywhere}),
};

/** For the commands of `rest`, where -q is a query parameter. */
export const quietFlag = {quiet: boolean({summary: 'Print nothing on stderr but errors.', ...everywhere})};

/** For a command that sends or changes something. A command that has it also survives a closed pipe. */
export const changeFlags = {
  'dry-run': boolean({summary: 'Print the request that would be sent, and send nothing.'}),
};

/** The same for a command that changes only files on this machine. */
export const localChangeFlags = {
  'dry-run': boolean({summary: 'Print what would change, and change nothing.'}),
};

export const yesFlag = boolean({char: 'y', summary: 'Do not ask for confirmation.'});

/** For the commands that send events. */
export const routingFlags = {
  'routing-key': string({char: 'k', helpValue: 'KEY', summary: 'Events v2 integration key (PD_ROUTING_KEY).'}),
  to: string({helpValue: 'ROUTE', summary: 'Name of a routing key stored in the profile (PD_ROUTE).'}),
};
