import {quoted} from '../lib/base/shell-quote.ts';
import {shortened} from '../lib/base/text.ts';
import {commands} from './commands.ts';
import {pluralOf} from './topic-words.ts';

/** What other command line tools call these verbs. */
export const verbsElsewhere: Readonly<Record<string, string>> = {
  ...{list: 'ls', get: 'show', view: 'show', describe: 'show', browse: 'open', watch: 'ls'},
  ...{delete: 'rm', remove: 'rm', add: 'create', new: 'create', close: 'resolve', comment: 'note'},
  ...{acknowledge: 'ack', annotate: 'note', history: 'log', unack: 'reopen', mute: 'snooze', reassign: 'assign'},
};

/** The same without a topic. */
const wholeLines: Readonly<Record<string, string>> = {
  ...{
    ls: 'incidents ls',
    list: 'incidents ls',
    ps: 'incidents ls',
    mine: 'incidents ls --mine',
    top: 'incidents ls --watch',
  },
  ...{
    who: 'oncalls ls',
    'on-call': 'oncalls ls',
    schedule: 'schedules ls',
    whoami: 'status',
    me: 'status',
    st: 'status',
  },
  ...{login: 'profiles login', signin: 'profiles login', logout: 'profiles logout', auth: 'profiles login'},
  ...{
    config: 'profiles show',
    context: 'profiles ls',
    use: 'profiles use',
    doctor: 'profiles check',
    ping: 'profiles check',
  },
  ...{page: 'events trigger -s', alert: 'events trigger -s', send: 'events send', change: 'events change -s'},
  ...{api: 'rest get', curl: 'rest get', override: 'schedules override add', man: 'help'},
};

/** Verbs that other tools put before the topic: `pd get incidents`. */
const verbFirst = ['get', 'list', 'describe', 'view', 'show', 'create', 'delete', 'open', 'edit'];

/**
 * The line to type instead of what users of other command lines type: `pd ack 7`, `pd get services`, `pd whoami`.
 * Undefined if the words mean nothing. Pure. `words`: those before the first flag.
 */
export function lineElsewhere(words: readonly string[]): string | undefined {
  const [first = '', second, ...rest] = words;
  const topic = second === undefined ? undefined : pluralOf(second);
  if (topic !== undefined && verbFirst.includes(first)) {
    const verb = first === 'get' && rest.length === 0 ? 'ls' : (verbsElsewhere[first] ?? first);
    return known(`${topic}:${verb}`) ? line(`${topic} ${verb}`, rest) : undefined;
  }
  // `gh auth logout`
  if (first === 'auth' && second !== undefined && known(`profiles:${second}`)) return line(`profiles ${second}`, rest);
  const after = words.slice(1);
  const whole = Object.hasOwn(wholeLines, first) ? wholeLines[first] : undefined;
  if (whole !== undefined) return line(whole, first === 'auth' ? [] : after);
  // A verb without a topic is most often about incidents.
  const verb = Object.hasOwn(verbsElsewhere, first) ? verbsElsewhere[first] : first;
  return known(`incidents:${verb}`) ? line(`incidents ${verb}`, after) : undefined;
}

const known = (id: string): boolean => commands.has(id);

const line = (command: string, words: readonly string[]): string =>
  shortened(['pd', command, ...words.map(word => (/^[\w#@./:=-]+$/.test(word) ? word : quoted(word)))].join(' '), 200);
