import type {Fault} from '../../src/sandbox/faults.ts';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import type {Line} from './lines.ts';

const plain = (...lines: string[]): Line[] => lines.map(line => ({line}));
const terminal = (...lines: string[]): Line[] => lines.map(line => ({line, form: 'terminal'}));
const pipe = (...lines: string[]): Line[] => lines.map(line => ({line, form: 'pipe'}));

const incidents: Line[] = [
  ...pipe('incidents ls -o json --limit 2', 'incidents ls -o id', 'incidents ls -o csv --limit 2'),
  ...plain('incidents ls --notes --status resolved --all-time'),
  ...terminal('incidents ls --service Checkuot', 'incidents ls --status broken', 'incidents ls --since yesterdy'),
  {line: 'incidents ls', note: 'PagerDuty is down', faults: () => [{times: -1, status: 503}]},
  {line: 'incidents ls', note: 'no key', form: 'terminal', env: {PD_API_KEY: ''}},
  {line: 'incidents ls --watch', looks: ['incidents ack 8', 'incidents resolve 7']},
  ...pipe('incidents show 8 -o json', 'incidents show 8 -o id'),
  {line: 'incidents ack 8 7 4', typed: ['y'], form: 'terminal'},
  {line: 'incidents ack 8 7 4', typed: ['n'], form: 'terminal'},
  {line: 'incidents ack --service Checkout', typed: ['y']},
  {line: 'incidents ack 8 7 6 999', typed: ['y'], note: 'one is acknowledged already, one is not there'},
  {line: 'incidents ack - --yes', stdin: '8\n7\n', form: 'pipe'},
  ...pipe('incidents ack 8 7 -o json', 'incidents ack 8 7 -o id', 'incidents ack 8 --dry-run -o json'),
  ...terminal('incidents ack', 'incidents reopen 8', 'incidents snooze 8', 'incidents snooze 8 --for tomorrow'),
  ...plain('incidents fields 8', 'incidents analytics 3 1'),
  ...terminal('incidents log 8 --overview', 'incidents create --service Checkout -s Slow --open'),
  ...terminal(
    'incidents note 8',
    'incidents merge 8',
    'incidents assign 8',
    'incidents priority 8',
    'incidents urgency 8',
  ),
  {line: 'incidents resolve 8 --resolution "Rolled back"', form: 'terminal'},
  {line: 'incidents note 8 -', stdin: 'Rolled back.\nWatching.\n', form: 'pipe'},
];

const undo: Line[] = [
  ...plain('undo --list'),
  {line: 'undo', typed: ['y'], before: pipe('incidents resolve 8 6'), note: 'after two were resolved'},
  {line: 'undo', form: 'pipe', before: pipe('incidents urgency 8 low', 'undo'), note: 'twice'},
  {line: 'undo', form: 'terminal', before: pipe('incidents note 8 "Looking"'), note: 'after a note'},
  {line: 'undo --list', before: pipe('incidents ack 8 7', 'services disable Search', 'undo', 'incidents merge 8 7')},
  {line: 'incidents ack 8 7 --no-input', form: 'terminal'},
];

const resources: Line[] = [
  ...pipe('oncalls ls -o json', 'oncalls ls -o id', 'oncalls ls --at "last monday 9am" --level 1 --utc'),
  ...[
    'services',
    'users',
    'teams',
    'schedules',
    'policies',
    'priorities',
    'maintenance',
    'extensions',
    'vendors',
  ].flatMap(topic => [
    ...terminal(`${topic} show nosuch`),
    ...pipe(`${topic} ls -o json --limit 1`, `${topic} ls -o id`),
  ]),
  {line: 'changes ls', note: 'once there is one', before: plain('events change -s "Deploy 41"')},
  ...terminal('log 7', 'services ls nosuch', 'services show ch', 'schedules override add Payments --user grace'),
  ...pipe('schedules show "Support desk"', 'schedules override add "Support desk" --user grace --for 1h'),
  {
    line: 'schedules override ls Payments',
    note: 'once there is one',
    before: plain('schedules override add Payments --user grace --for 1h'),
  },
];

/** What a table leaves out and cuts depends on the terminal: lines for a narrow one, and for a wide one. */
const widths: Line[] = [
  ...['incidents ls', 'incidents show 7', 'incidents analytics 3 1', 'status', 'oncalls ls', 'log ls'],
  ...['schedules show Payments', 'services show Checkout'],
].flatMap(line => [80, 120].map(columns => ({line, columns, form: 'terminal' as const})));

const down: Fault[] = [{match: {path: '/v2/'}, status: 503}];
const queued: Line = {
  line: 'events trigger -s "Disk full on db1" --dedup-key disk-db1 --spool --max-wait 0',
  faults: () => down,
};
const rejected: Line = {
  line: 'events queue flush',
  faults: () => [
    {
      match: {path: '/v2/'},
      status: 400,
      body: {status: 'invalid event', message: 'Event object is invalid', errors: ["'payload.summary' is missing"]},
    },
  ],
};
const two = `${JSON.stringify({event_action: 'resolve', dedup_key: 'disk-db1'})}\n{"event_action": "resolv"}\n`;

const events: Line[] = [
  ...plain('events trigger -s "Disk full on db1" --severity error --dedup-key disk-db1'),
  ...terminal('events trigger', 'events trigger -s "Disk full" --severity bad'),
  ...pipe('events trigger -s "Disk full" -o json', 'events trigger -s "Disk full" -o id'),
  ...plain('events trigger -s "Disk full" --dedup-key disk-db1 --details free_gb:=3 --dry-run'),
  {line: 'events trigger -s "Disk full"', note: 'no key', form: 'terminal', env: {PD_ROUTING_KEY: ''}},
  {
    line: 'events trigger -s "Disk full" --dedup-key disk-db1',
    note: 'PagerDuty is down',
    faults: () => [{times: -1, status: 503}],
  },
  {...queued, note: 'PagerDuty is down'},
  ...plain(
    'events ack disk-db1',
    'events resolve disk-db1 disk-db2',
    'events change -s "Deployed shop 1.4.2" --source shop',
  ),
  {line: 'events change --ci --dry-run', env: {GITHUB_ACTIONS: 'true', GITHUB_WORKFLOW: 'Deploy'}},
  {line: 'events send', stdin: two, note: 'the second line is wrong'},
  ...terminal('events send'),
  ...[
    {line: 'events run --dedup-key job -- sh -c "echo hello"'},
    {line: 'events run --dedup-key job -- sh -c "echo no space left; exit 3"'},
    {
      line: 'events run --dedup-key job -- /bin/false',
      note: 'PagerDuty does not answer',
      env: {PD_EVENTS_URL: 'http://127.0.0.1:1', PD_MAX_WAIT: '0'},
    },
  ].map((line): Line => ({...line, program: true})),
  ...plain('events run --dry-run -- /bin/false'),
  ...['ls', 'status', 'status --max-age 10m', 'flush', 'retry nosuch', 'restore nosuch', 'rm nosuch'].map(verb => ({
    line: `events queue ${verb}`,
    note: 'nothing waits',
    typed: ['y'],
  })),
  ...['ls', 'ls -o json', 'status', 'flush', 'flush --dry-run'].map(verb => ({
    line: `events queue ${verb}`,
    note: 'one waits',
    before: [queued],
  })),
  ...['ls', 'retry hg960ns740-0102', 'rm hg960ns740-0102'].map(verb => ({
    line: `events queue ${verb}`,
    note: 'one was rejected',
    before: [queued, rejected],
    typed: ['y'],
  })),
];

const rest: Line[] = [
  ...plain(
    'rest get users/me',
    'rest list teams',
    'rest list teams -o table',
    'rest list users --total',
    'rest find teams platform',
  ),
  ...plain(
    'rest post teams -f name=Ops',
    'rest put teams/PD02KVC -f description=Day',
    'rest upsert teams --by name -f name=Ops',
  ),
  ...plain('rest upsert teams --by name -f name=Data', 'rest paths merge', 'rest paths merge -o table'),
  {line: 'rest delete teams/PD02KVC', typed: ['y']},
  ...plain('rest patch workflows/integrations/PINT001/connections/PCON001 -f name=jira --dry-run'),
  ...plain(
    'rest get teams/PNOT001',
    'rest get teems',
    'rest get abilities -i',
    'rest post teams -f name=Ops --dry-run',
  ),
  {line: 'rest delete teams/PD02KVC', typed: ['y']},
  ...plain('rest patch workflows/integrations/PINT001/connections/PCON001 -f name=jira'),
  ...pipe('rest list teams -o id', 'rest get users/me -o yaml', 'rest list teams -o csv --fields id,name'),
  ...terminal(
    'rest find teams p',
    'rest find teams nosuch',
    'rest get https://example.com/users',
    'rest post teams',
    'rest get abilities --debug',
  ),
  {line: 'rest get users', note: 'the key may not do it', faults: () => [{times: -1, status: 403}]},
  {
    line: 'rest list users',
    note: 'too many requests',
    faults: () => [{times: -1, status: 429, headers: {'ratelimit-reset': '30'}}],
  },
  {
    line: 'rest list users -o id --page-size 2 --limit 6',
    note: 'the second page fails',
    faults: () => [{match: {path: '^/users.*offset=2'}, times: -1, status: 500}],
  },
];

const acme: Line[] = [{line: 'profiles set acme from=ana@acme.example region=eu apiKey=-', stdin: sandboxKeys.user}];
const known = (...lines: Line[]): Line[] => lines.map(line => ({...line, before: acme}));

const profiles: Line[] = [
  ...plain('profiles ls', 'profiles show', 'profiles check', 'profiles set acme region=eu from=ana@acme.example'),
  ...terminal(
    'profiles show nosuch',
    'profiles use nosuch',
    'profiles set acme region=mars',
    'profiles set acme apiKey=secret',
  ),
  ...known(
    ...plain(
      'profiles ls',
      'profiles ls -o json',
      'profiles show acme',
      'profiles unset acme from',
      'profiles use acme',
      'profiles rename acme acme-eu',
    ),
    {line: 'profiles logout', typed: ['y']},
    {line: 'profiles rm acme', typed: ['y']},
    ...terminal('profiles unset acme routingKey', 'profiles rm acme --dry-run'),
  ),
  {line: 'profiles set acme apiKey=', typed: [sandboxKeys.user], form: 'terminal'},
  {line: 'profiles login acme', typed: [sandboxKeys.user], form: 'terminal'},
  {line: 'profiles login acme', stdin: sandboxKeys.user, form: 'pipe'},
  {line: 'profiles login acme', typed: ['wrong'], form: 'terminal', note: 'the key is wrong'},
  {line: 'profiles login me --client-id sandbox-client --web', visits: true},
  {line: 'profiles check', form: 'terminal', note: 'the key is refused', env: {PD_API_KEY: 'u+NotAKey00000000001'}},
];

const around: Line[] = [
  {line: 'commands', kept: 6},
  {line: 'completion bash', kept: 6},
  {line: 'sandbox --demo', until: /Ctrl-C/},
  {line: 'sandbox --demo -- sh -c "echo $PD_API_URL; exit 3"', program: true, form: 'pipe'},
  ...plain('sandbox start --port 70000', 'sandbox stop --shell bash', 'sandbox status'),
  ...plain(
    'pagerduty trigger -k R0SANDBOX00000000000000000000001 -i disk-db1 --description "Disk full on db1"',
    'pagerduty acknowledge -k R0SANDBOX00000000000000000000001 -i disk-db1',
    'pagerduty resolve -k R0SANDBOX00000000000000000000001 -i disk-db1',
  ),
  ...terminal(
    '--version',
    'help',
    'incidents',
    'incidents ack --help',
    'incidnets ls',
    'incidents lst',
    'incidents ls --mien',
  ),
];

export const more: readonly Line[] = [
  ...incidents,
  ...undo,
  ...resources,
  ...widths,
  ...events,
  ...rest,
  ...profiles,
  ...around,
];
