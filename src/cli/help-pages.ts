import type {OutputFormat} from '../lib/output/output.ts';

interface HelpPage {
  summary: string;
  text: string;
}

/** Every output format, and what it is good for. */
export const formats: Readonly<Record<OutputFormat, string>> = {
  table: 'for reading; in a pipe columns parted by tabs, whole and without colour',
  json: 'what the API sent; a list is one array',
  jsonl: 'one record a line, written as they arrive',
  yaml: 'the same as YAML',
  csv: 'for a spreadsheet (RFC 4180)',
  tsv: 'columns parted by tabs, a tab inside a cell written \\t',
  id: 'one identifier a line, for xargs or the next pd',
};

const exitCodes = {
  0: 'done',
  1: 'a defect in pd',
  2: 'wrong usage: a flag, an argument, a file; nothing was sent',
  3: 'the key is missing or was refused',
  4: 'not found, or a name that matches nothing',
  5: 'refused by PagerDuty; the message says why',
  6: 'rate limited for longer than --max-wait',
  7: 'PagerDuty not reachable or failing for longer than --max-wait',
  8: 'done in part: some items failed, a list is not whole, the output was lost',
  129: 'ended by HUP',
  130: 'interrupted (Ctrl-C)',
  143: 'ended by TERM',
};

const variables = {
  PD_PROFILE: 'the profile to use (-p)',
  PD_API_KEY: 'REST API key or token',
  PD_AUTH_TYPE: 'token or bearer, how the key is sent (--auth-type)',
  PD_ROUTING_KEY: 'Events v2 integration key (-k)',
  PD_ROUTE: "one of the profile's routing keys, by its name (--to)",
  PD_FROM: 'e-mail of the user in whose name changes are made (--from)',
  PD_REGION: 'us or eu (--region)',
  PD_API_URL: 'another REST host (--api-url)',
  PD_EVENTS_URL: 'another Events host (--events-url)',
  PD_OUTPUT: 'the output format (-o)',
  PD_CONCURRENCY: 'requests in flight, 1 to 16 (--concurrency)',
  PD_MAX_WAIT: 'time for waiting and trying again (--max-wait)',
  PD_TIMEOUT: 'bound on one attempt (--timeout)',
  PD_SPOOL: '1: queue the events that cannot be delivered (--spool)',
  PD_CONFIG_DIR: 'the folder of the profile file',
  PD_STATE_DIR: 'the folder of the queue',
  HTTPS_PROXY: 'the proxy to go through; also HTTP_PROXY, NO_PROXY',
  NODE_EXTRA_CA_CERTS: 'a file of further certificate authorities',
  NO_COLOR: 'no colour; FORCE_COLOR: colour in a pipe too',
};

/** Help on what is not a command: `pd help output`. */
export const helpPages: Readonly<Record<string, HelpPage>> = {
  output: {
    summary: 'Formats, fields, colour',
    text: `Data goes to stdout, everything for people to stderr.

FORMATS
${table(formats)}

Choose with -o FORMAT; else PD_OUTPUT, the profile's output, and what the command prints by itself count, in that order:
a table, JSON for pd rest. --json is -o json. Numbers are printed as PagerDuty sent them.

FIELDS
  --fields id,service.summary    these dotted paths, in this order, in any format
  --no-header                    a table without its header
  --utc                          times in UTC instead of local time
  --no-color                     no colour, as with NO_COLOR

EXAMPLES
  $ pd incidents ls -o id | pd incidents ack - --yes
  $ pd rest list users -o csv --fields name,email
  $ pd incidents ls --json | jq -r '.[].title'`,
  },
  'exit-codes': {
    summary: 'What each exit code means',
    text: `EXIT CODES
${table(exitCodes)}

A list that ends with anything but 0 is not whole: a failure never looks like an empty list. An error is one line on
stderr; with JSON output it is one JSON object, the last line of stderr: {"error":{"kind","message","status","code",
"details","requestId","retryable"}}.`,
  },
  environment: {
    summary: 'The variables pd reads',
    text: `The order is flag, variable, profile, default. An empty variable counts as not set.

VARIABLES
${table(variables)}

pd profiles keeps the same settings under a name. Nothing is read from the folder pd is started in.`,
  },
};

function table(rows: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(rows).map(name => name.length));
  return Object.entries(rows)
    .map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
    .join('\n');
}
