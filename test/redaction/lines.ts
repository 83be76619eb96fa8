import {table} from '../commands/refusals-table.ts';

const events = [
  'events trigger -s down',
  'events trigger -s down --spool --debug',
  'events ack k1',
  'events resolve k1 --debug',
  'events change -s deployed',
  'events send -',
  'events send - --spool',
  'events queue ls',
  'events queue status',
  'events queue flush',
  'trigger --description down',
];

const rest = [
  'rest get users',
  'rest get users/me -i',
  'rest get nosuch --debug',
  'rest list users',
  'rest list incidents --limit 3 --debug',
  'rest post teams -f name=x -i',
  'rest put teams/PX -f name=x',
  'rest patch nosuch -f a=b',
  'rest delete teams/PX --debug',
  'rest find users Ada',
  'rest upsert teams --by name -f name=x',
];

const around = ['profiles check', 'profiles check w', 'profiles show w'];

/** A line for every command that asks a server something; those that change something also with --debug. */
export const lines: readonly string[] = [
  ...Object.values(table).map(({line, writes}, index) => (writes && index % 3 === 0 ? `${line} --debug` : line)),
  ...events,
  ...rest,
  ...around,
];

export const watchMs = 5000;

/** The watch is stopped after a few looks. */
export const watchLines: readonly string[] = [
  'incidents ls --watch 5s --debug',
  'incidents ls --watch 5s --bell',
  'incidents ls --watch 5s -o jsonl --fields id,title,service.summary --debug',
];

/** Their job fails, so that it is reported. */
export const runLines: readonly string[] = [
  'events run --debug -- sh -c "exit 3"',
  'events run --spool --dedup-key job --debug -- sh -c "exit 3"',
  'events run -s failed --no-command --link odd --to nowhere -- sh -c "exit 3"',
];
