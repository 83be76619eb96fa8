/** Why a command has no line of that sort. */
interface Because {
  because: string;
}

export type Lines = readonly string[] | Because;

/** What each command is asked where everything goes wrong. The account is that of refusals-run.ts. */
export interface Row {
  /** Works as long as the API does. */
  line: string;
  /** Its last request changes something, so that it may be the first to be refused. */
  writes?: true;
  /** Names something that is not there. */
  unknown: Lines;
  /** Finds nothing where every list is empty. */
  empty: Lines;
  /** Each names two of that kind. */
  twice: Readonly<Record<string, string>> | Because;
  /** For commands that act on many: 7, 2 and Search are refused, the others are not. */
  half?: Lines;
}

type Pairs = Readonly<Record<string, readonly [part: string, first: string, second: string]>>;

const collections: Pairs = {
  services: ['ch', 'Checkout', 'Search'],
  users: ['ad', 'Ada Byron', 'Noor Haddad'],
  teams: ['p', 'Platform', 'Payments'],
  schedules: ['platform', 'Platform primary', 'Platform secondary'],
  policies: ['p', 'Platform', 'Payments'],
  priorities: ['p', 'P1', 'P2'],
  maintenance: ['upgrade', 'Upgrade of db1', 'Upgrade of db2'],
  extensions: ['hook', 'Chat hook', 'Wiki hook'],
  vendors: ['at', 'Amazon CloudWatch', 'Datadog'],
};

/** A part of a name that fits two of its kind, and the two. */
export const pairs: Pairs = {...collections, workflows: ['incident', 'Major incident', 'Minor incident']};

const numbered = {because: 'an incident goes by its ID, its number or its URL, of which each means one'};
const oneRecord = {because: 'it is about one record, and that is there or not'};
const makes = {because: 'it makes a record, and looks for none'};
const searches = {because: 'it searches, and finding nothing is an answer'};
const fromStdin = {because: 'it reads several incidents from stdin only'};
const noNames = {because: 'it takes no name'};

const one = (line: string): Row => ({
  line: `${line} 8`,
  unknown: [`${line} 999`],
  empty: oneRecord,
  twice: numbered,
});

const list = (line: string): Row => ({...one(line), empty: [`${line} 8`]});

const written = (line: string, rest: string): Row => ({
  ...one(line),
  line: `${line} 8 ${rest}`,
  unknown: [`${line} 999 ${rest}`],
  writes: true,
});

/** Any number of incidents. */
const several = (line: string, rest: string): Row => ({...written(line, rest), half: [`${line} 8 7 ${rest}`]});

/** Any number of incidents, or what a filter finds. `number`: of one that can be changed so. */
const many = (line: string, rest = '', [number, refused] = [8, 7]): Row => ({
  line: `${line} ${number} ${rest}`,
  writes: true,
  unknown: [`${line} 999 ${rest}`, `${line} 998 999 ${rest}`, `${line} ${rest} --service nosuch --yes`],
  empty: [`${line} ${rest} --mine --yes`, `${line} - ${rest}`],
  twice: {
    services: `${line} ${rest} --service ch --yes`,
    teams: `${line} ${rest} --team p --yes`,
    users: `${line} ${rest} --user ad --yes`,
  },
  half: [`${line} ${number} ${refused} ${rest}`],
});

const also = (row: Row, {unknown, twice}: {unknown: readonly string[]; twice: Record<string, string>}): Row => ({
  ...row,
  unknown: [...('because' in row.unknown ? [] : row.unknown), ...unknown],
  twice: 'because' in row.twice ? twice : {...row.twice, ...twice},
});

const incidents: Record<string, Row> = {
  'incidents ls': {
    line: 'incidents ls',
    unknown: ['service', 'team', 'user', 'priority'].map(flag => `incidents ls --${flag} nosuch`),
    empty: ['incidents ls', 'incidents ls --mine', 'incidents ls --notes'],
    twice: {
      services: 'incidents ls --service ch',
      teams: 'incidents ls --team p',
      users: 'incidents ls --user ad',
      priorities: 'incidents ls --priority p',
    },
  },
  'incidents show': one('incidents show'),
  'incidents open': one('incidents open'),
  'incidents alerts': list('incidents alerts'),
  'incidents notes': list('incidents notes'),
  'incidents log': list('incidents log'),
  'incidents changes': list('incidents changes'),
  'incidents related': list('incidents related'),
  'incidents past': list('incidents past'),
  'incidents fields': {...several('incidents fields', 'environment=test'), empty: ['incidents fields 8']},
  'incidents ack': many('incidents ack'),
  'incidents resolve': many('incidents resolve'),
  'incidents reopen': {
    ...many('incidents reopen', '', [3, 2]),
    // A resolved incident is assigned to nobody, so no user finds one.
    empty: ['incidents reopen --urgency low --yes', 'incidents reopen -'],
    twice: {
      services: 'incidents reopen --service ch --yes',
      teams: 'incidents reopen --team p --yes',
    },
  },
  'incidents snooze': many('incidents snooze', '--for 1h'),
  'incidents assign': also(many('incidents assign', '--policy Platform'), {
    unknown: ['incidents assign 8 --to nosuch', 'incidents assign 8 --policy nosuch'],
    twice: {users: 'incidents assign 8 --to ad', policies: 'incidents assign 8 --policy p'},
  }),
  'incidents escalate': many('incidents escalate'),
  'incidents merge': {
    ...one('incidents merge'),
    line: 'incidents merge 8 7',
    writes: true,
    unknown: ['incidents merge 999 7', 'incidents merge 8 999'],
    empty: ['incidents merge 8 -'],
    half: {because: 'one merge is one request: all of them go into the target or none'},
  },
  'incidents priority': also(many('incidents priority', 'none'), {
    unknown: ['incidents priority 8 nosuch'],
    twice: {priorities: 'incidents priority 8 p'},
  }),
  'incidents urgency': many('incidents urgency', 'low'),
  'incidents rename': several('incidents rename', 'Slow'),
  'incidents note': written('incidents note', 'Looking'),
  'incidents update': several('incidents update', 'Looking'),
  'incidents create': {
    line: 'incidents create --service Checkout -s Slow',
    writes: true,
    unknown: ['--service nosuch', '--service Checkout --policy nosuch', '--service Checkout --assign nosuch'].map(
      flags => `incidents create -s Slow ${flags}`,
    ),
    empty: makes,
    twice: {
      services: 'incidents create -s Slow --service ch',
      policies: 'incidents create -s Slow --service Checkout --policy p',
      users: 'incidents create -s Slow --service Checkout --assign ad',
      priorities: 'incidents create -s Slow --service Checkout --priority p',
    },
  },
  'incidents responders ls': list('incidents responders ls'),
  'incidents responders add': also(several('incidents responders add', '--user grace --message Help'), {
    unknown: ['incidents responders add 8 --user nosuch --message Help'],
    twice: {users: 'incidents responders add 8 --user ad --message Help'},
  }),
  'incidents subscribers ls': list('incidents subscribers ls'),
  'incidents subscribers add': also(
    {...written('incidents subscribers add', 'grace'), half: fromStdin},
    {
      unknown: ['incidents subscribers add 8 nosuch', 'incidents subscribers add 8 --team nosuch'],
      twice: {users: 'incidents subscribers add 8 ad', teams: 'incidents subscribers add 8 --team p'},
    },
  ),
  'incidents subscribers rm': also(
    {...written('incidents subscribers rm', 'grace'), half: fromStdin},
    {
      unknown: ['incidents subscribers rm 8 nosuch', 'incidents subscribers rm 8 --team nosuch'],
      twice: {users: 'incidents subscribers rm 8 ad', teams: 'incidents subscribers rm 8 --team p'},
    },
  ),
  'incidents workflows ls': {
    line: 'incidents workflows ls',
    unknown: searches,
    empty: ['incidents workflows ls', 'incidents workflows ls nosuch'],
    twice: noNames,
  },
  'incidents workflows start': {
    ...several('incidents workflows start', ''),
    line: 'incidents workflows start 8 Major',
    unknown: ['incidents workflows start 999 Major', 'incidents workflows start 8 nosuch'],
    twice: {workflows: 'incidents workflows start 8 incident'},
    half: ['incidents workflows start 8 7 Major'],
  },
  'incidents analytics': one('incidents analytics'),
  'incidents wait': {
    line: 'incidents wait 3 --for resolved',
    unknown: ['incidents wait 999 --for resolved'],
    empty: oneRecord,
    twice: numbered,
  },
};

const services = (line: string): Row => ({
  line: `${line} Checkout`,
  writes: true,
  unknown: [`${line} nosuch`, `${line} Checkout nosuch`],
  empty: [`${line} -`],
  twice: {services: `${line} ch`},
  half: [`${line} Checkout Search`],
});

const others: Record<string, Row> = {
  status: {
    line: 'status',
    unknown: noNames,
    empty: {because: 'that nothing is open, and nobody on call, is an answer'},
    twice: noNames,
  },
  'oncalls ls': {
    line: 'oncalls ls',
    unknown: ['schedule', 'policy', 'user', 'service'].map(flag => `oncalls ls --${flag} nosuch`),
    empty: ['oncalls ls', 'oncalls ls --level 9'],
    twice: {
      schedules: 'oncalls ls --schedule platform',
      policies: 'oncalls ls --policy p',
      users: 'oncalls ls --user ad',
    },
  },
  ...Object.fromEntries(
    ['services', 'teams', 'users', 'incidents'].map((verb): [string, Row] => [
      `analytics ${verb}`,
      {
        line: `analytics ${verb}`,
        unknown: [`analytics ${verb} --team nosuch`],
        empty: [`analytics ${verb} --since 1m`],
        twice: {teams: `analytics ${verb} --team p`},
      },
    ]),
  ),
  'log ls': {
    line: 'log ls',
    unknown: ['log ls --team nosuch'],
    empty: ['log ls', 'log ls --since 1h'],
    twice: {teams: 'log ls --team p'},
  },
  'notifications ls': {line: 'notifications ls', unknown: noNames, empty: ['notifications ls'], twice: noNames},
  'changes ls': {
    line: 'changes ls',
    unknown: ['changes ls --service nosuch', 'changes ls --team nosuch'],
    empty: ['changes ls', 'changes ls --until 1h'],
    twice: {services: 'changes ls --service ch', teams: 'changes ls --team p'},
  },
  'services enable': services('services enable'),
  'services disable': services('services disable'),
  'schedules override ls': {
    line: 'schedules override ls Payments',
    unknown: ['schedules override ls nosuch'],
    // By ID: where every list is empty no name is found.
    empty: ['schedules override ls PROTA01'],
    twice: {schedules: 'schedules override ls platform'},
  },
  'schedules override add': {
    line: 'schedules override add Payments --user grace --for 1h',
    writes: true,
    unknown: [
      'schedules override add nosuch --user grace --for 1h',
      'schedules override add Payments --user nosuch --for 1h',
    ],
    empty: makes,
    twice: {
      schedules: 'schedules override add platform --user grace --for 1h',
      users: 'schedules override add Payments --user ad --for 1h',
    },
  },
  'schedules override rm': {
    line: 'schedules override rm Payments POVER01',
    writes: true,
    unknown: ['schedules override rm nosuch POVER01', 'schedules override rm Payments POVER01'],
    empty: oneRecord,
    twice: {schedules: 'schedules override rm platform POVER01'},
  },
  'maintenance start': {
    line: 'maintenance start Checkout --for 1h',
    writes: true,
    unknown: ['maintenance start nosuch --for 1h', 'maintenance start Checkout nosuch --for 1h'],
    empty: {because: 'a window needs a service, so that a list of none is wrong usage'},
    twice: {services: 'maintenance start ch --for 1h'},
  },
  'maintenance end': {...record('maintenance', 'end', 'PMAINT1'), writes: true},
};

function record(topic: string, verb: string, name: string): Row {
  const [part = ''] = pairs[topic] ?? [];
  return {
    line: `${topic} ${verb} ${name}`,
    unknown: [`${topic} ${verb} nosuch`, `${topic} ${verb} PNOT001`],
    empty: oneRecord,
    twice: {[topic]: `${topic} ${verb} ${part}`},
  };
}

/** PagerDuty shows these on no page of their own. */
const pageless = ['priorities', 'extensions', 'vendors'];

const byTeam = ['services', 'users', 'schedules', 'policies', 'maintenance'];

function plain([topic, [, name]]: [string, readonly [string, string, string]]): [string, Row][] {
  const ls = byTeam.includes(topic)
    ? {unknown: [`${topic} ls --team nosuch`], twice: {teams: `${topic} ls --team p`}}
    : {unknown: searches, twice: noNames};
  const open: [string, Row] = [`${topic} open`, record(topic, 'open', JSON.stringify(name))];
  return [
    [`${topic} ls`, {line: `${topic} ls`, empty: [`${topic} ls`, `${topic} ls nosuch`], ...ls}],
    [`${topic} show`, record(topic, 'show', JSON.stringify(name))],
    ...(pageless.includes(topic) ? [] : [open]),
  ];
}

export const table: Readonly<Record<string, Row>> = {
  ...incidents,
  ...others,
  ...Object.fromEntries(Object.entries(collections).flatMap(plain)),
};
