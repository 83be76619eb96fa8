import type {OutputFormat} from '../lib/output/output.ts';

interface HelpPage {
  summary: string;
  text: string;
}

/** Every output format, and what it is good for. */
export const formats: Readonly<Record<OutputFormat, string>> = {
  table: 'for reading; in a pipe, tab-separated columns, uncut and without colour',
  json: 'what the API sent; a list is one array',
  jsonl: 'one record per line, written as it arrives',
  yaml: 'the same data as YAML',
  csv: 'for a spreadsheet (RFC 4180)',
  tsv: 'tab-separated columns; a tab inside a cell is written as \\t',
  id: 'one ID per line, for xargs or another pd',
};

export const exitCodes: Readonly<Record<string, string>> = {
  0: 'success',
  1: 'a defect in pd',
  2: 'incorrect usage: a flag, an argument or a file; nothing was sent',
  3: 'the key is missing or was refused',
  4: 'not found, or a name that matches nothing',
  5: 'refused by PagerDuty; the message says why',
  6: 'rate limited for longer than --max-wait',
  7: 'PagerDuty unreachable or failing for longer than --max-wait',
  8: 'partly done: some items failed, a list is incomplete, or output was lost',
  129: 'terminated by SIGHUP',
  130: 'interrupted (Ctrl-C)',
  143: 'terminated by SIGTERM',
};

export const variables: Readonly<Record<string, string>> = {
  PD_PROFILE: 'profile to use (-p)',
  PD_API_KEY: 'REST API key or token',
  PD_AUTH_TYPE: 'token or bearer, how the key is sent (--auth-type)',
  PD_ROUTING_KEY: 'Events v2 integration key (-k)',
  PD_ROUTE: 'name of a routing key in the profile (--to)',
  PD_FROM: 'email address of the user to make changes as (--from)',
  PD_REGION: 'us or eu (--region)',
  PD_API_URL: "REST API URL to use instead of the region's (--api-url)",
  PD_EVENTS_URL: "Events API URL to use instead of the region's (--events-url)",
  PD_NO_INPUT: '1 never asks (--no-input); CI does too, unless it is 0',
  PD_OUTPUT: 'output format (-o)',
  PD_CONCURRENCY: 'concurrent requests, 1 to 16 (--concurrency)',
  PD_MAX_WAIT: 'total time to spend waiting and retrying (--max-wait)',
  PD_TIMEOUT: 'time limit for one attempt (--timeout)',
  PD_SPOOL: '1 queues events that cannot be delivered (--spool)',
  PD_CONFIG_DIR: 'directory of the profile file',
  PD_STATE_DIR: 'directory of the queue and of the journal of changes',
  HTTPS_PROXY: 'proxy to use; also ALL_PROXY, and NO_PROXY for hosts to reach directly',
  NODE_EXTRA_CA_CERTS: 'file of additional CA certificates; also SSL_CERT_FILE and SSL_CERT_DIR',
  PD_CLIENT_CERT: 'PEM file with a client certificate for a gateway (--client-cert)',
  PD_CLIENT_KEY: 'PEM file with the key of the client certificate (--client-key)',
  PD_GATEWAY_HEADER: 'header that a gateway requires, NAME:VALUE; several one per line (--gateway-header)',
  PD_PAGER: 'pager for what is longer than the screen (default: PAGER, else less -FRX); empty for none',
  NO_COLOR: 'turns colour off; FORCE_COLOR turns it on, even in a pipe',
};

/** Help pages that are not about a command: `pd help output`. */
export const helpPages: Readonly<Record<string, HelpPage>> = {
  output: {
    summary: 'Formats, fields and colour',
    text: `Data goes to stdout; messages for people go to stderr.

FORMATS
${table(formats)}

Choose a format with -o FORMAT, PD_OUTPUT or the profile's output setting, in that order of precedence; the default is a
table, or JSON for pd rest. --json is short for -o json. Numbers are printed exactly as PagerDuty sent them.

FIELDS
  --fields id,service.summary    only these dotted paths, in this order, in any format
  --jq EXPR                      the JSON filtered by jq, one result per line
  --wide                         every column of a table whole, at a terminal
  --no-header                    no header line
  --utc                          times in UTC instead of local time
  --no-color                     no colour, as with NO_COLOR
  --no-pager                     no pager for what is longer than the screen

EXAMPLES
  $ pd incidents ls --mine -o id | pd incidents ack -
  $ pd rest list users -o csv --fields name,email
  $ pd incidents ls --jq '.[].title'`,
  },
  'exit-codes': {
    summary: 'What each exit code means',
    text: `EXIT CODES
${table(exitCodes)}

A list that exits with anything but 0 is incomplete: a failure never looks like an empty list. An error is one line on
stderr; with JSON output it is one JSON object, the last line of stderr: {"error":{"kind","message","status","code",
"details","requestId","retryable"}}.`,
  },
  environment: {
    summary: 'Environment variables that pd reads',
    text: `Order of precedence: flag, variable, profile, default. An empty variable counts as unset, except PD_PAGER and PAGER.

VARIABLES
${table(variables)}

pd profiles stores the same settings under a name. Nothing is read from the current directory.`,
  },
};

function table(rows: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(rows).map(name => name.length));
  return Object.entries(rows)
    .map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
    .join('\n');
}
