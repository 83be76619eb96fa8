import {describe, expect, test} from 'bun:test';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import {type Demo, incident, withDemo} from '../incidents/demo.ts';
import {nothingLeft, typist} from '../support/typist.ts';

type Steps = Parameters<typeof typist>[0];

const shown = 'Esc ends';
const [enter, down, tab, esc] = ['\r', '\u001b[B', '\t', '\u001b'];

/** Runs a line at a terminal where somebody types. */
async function typed({pd}: Demo, line: string, steps: Steps, env: Record<string, string> = {}) {
  const session = typist(steps);
  const {changes, onWrite} = session;
  const ran = await pd(line, {terminal: 80, changes, onWrite, env});
  return {...ran, left: session.left()};
}

const writes = ({asked}: Demo) => asked().filter(line => !line.startsWith('GET'));

test('an incident that was left out is picked from a list that narrows, in one request', async () => {
  await withDemo(async demo => {
    const ran = await typed(demo, 'incidents show -o id', [
      [shown, '5'],
      ['1 of 5', 'x'],
      ['1 of 5', enter],
    ]);
    expect([ran.code, ran.stdout, ran.left]).toEqual([0, `${incident(demo.sandbox, 7).id}\n`, nothingLeft]);
    expect(demo.asked()[0]).toBe('GET /incidents');
    expect(demo.asked().filter(line => line === 'GET /incidents')).toHaveLength(1);
    expect(ran.stderr).toContain('#  AGE  URGENCY  SERVICE       TITLE\n>   8  ');
    // The number of an incident means that one alone, and not what has the same digit in its title.
    expect(ran.stderr).toMatch(/Incidents: 5_\n.*\n> {3}5 .*\n1 of 5;/);
    expect(ran.stderr).toMatch(/Incidents: 5x_\n.*\n> {3}7 .*\n1 of 5;/);
    expect(ran.stderr).toContain('Incidents: #7 HTTP 5xx over 5% in eu-central\n\u001b[?25h');
  });
});

test('several that are marked are asked about, changed and taken back', async () => {
  await withDemo(async demo => {
    const {sandbox} = demo;
    const pick: Steps = [
      [shown, tab + down + tab],
      ['2 marked', enter],
    ];
    const no = await typed(demo, 'incidents resolve', [...pick, ['[y/N]', 'n\n']]);
    expect([no.code, writes(demo), no.left]).toEqual([2, [], nothingLeft]);
    const yes = await typed(demo, 'incidents resolve', [...pick, ['[y/N]', 'y\n']]);
    expect([yes.code, [8, 7, 6].map(number => incident(sandbox, number).status)]).toEqual([
      0,
      ['resolved', 'resolved', 'acknowledged'],
    ]);
    expect((await demo.pd('undo --yes')).code).toBe(0);
    expect(incident(sandbox, 8).status).toBe('triggered');
  });
});

test('one that is picked is changed without a question, as one that is named', async () => {
  await withDemo(async demo => {
    const ran = await typed(demo, 'incidents snooze 2h', [[shown, down + enter]]);
    expect([ran.code, ran.stderr.includes('To undo:')]).toEqual([0, true]);
    expect(writes(demo)).toEqual([`POST /incidents/${incident(demo.sandbox, 7).id}/snooze`]);
  });
});

test('a target and what is merged into it are picked one after the other', async () => {
  await withDemo(async demo => {
    const ran = await typed(demo, 'incidents merge', [
      ['Incident to merge into: _', enter],
      ['Incidents to merge into it: _', enter],
      ['Merge 1 incident into #8 Checkout is slow: median over 4 s? [y/N]', 'n\n'],
    ]);
    expect([ran.code, ran.left, writes(demo)]).toEqual([2, nothingLeft, []]);
    expect(ran.stderr).toMatch(/merge into it: _\n.*\n> {3}7 /);
  });
});

const lines: readonly (readonly [line: string, shows: string])[] = [
  ['incidents ack', 'Nightly backup ended'],
  ['incidents reopen', 'Incidents: _'],
  ['incidents assign --to me', 'Incidents: _'],
  ['incidents escalate', 'Incidents: _'],
  ['incidents snooze --until 9am', 'Incidents: _'],
  ['incidents urgency high', 'Incidents: _'],
  ['incidents priority P1', 'Incidents: _'],
  ['incidents fields', 'Incidents: _'],
  ['incidents fields a=1', 'Incidents: _'],
  ['incidents rename --prefix drill', 'Incidents: _'],
  ['incidents responders add --user ada', 'Incidents: _'],
  ['incidents responders ls', 'Incidents: _'],
  ['incidents subscribers ls', 'Incidents: _'],
  ['incidents subscribers add 7', 'Users: _'],
  ['incidents subscribers rm --team Platform', 'Incident: _'],
  ['incidents wait --for resolved', 'Incidents: _'],
  ['incidents workflows start Major', 'Incidents: _'],
  ['incidents merge 8', 'Incidents to merge into it: _'],
  ['incidents log', 'Incidents: _'],
  ['incidents open', 'Incidents: _'],
  ['services show', 'Service: _'],
  ['services enable', 'Services: _'],
  ['services disable', 'Services: _'],
  ['users show', 'User: _'],
  ['teams show', 'Team: _'],
  ['policies open', 'Escalation policy: _'],
  ['schedules show', 'Platform primary'],
  ['schedules override ls', 'Schedule: _'],
  ['schedules override add --user me --for 1h', 'Schedule: _'],
  ['maintenance start --for 1h', 'Services: _'],
];

test('every command offers what it was not given, and Esc ends it with nothing done', async () => {
  await withDemo(async demo => {
    for (const [line, shows] of lines) {
      const ran = await typed(demo, line, [[shown, esc]]);
      expect([line, ran.code, ran.stderr.includes(shows), ran.left]).toEqual([line, 2, true, nothingLeft]);
      expect([line, ran.stderr]).toEqual([line, expect.stringContaining('pd: Nothing was picked\n')]);
    }
    expect(writes(demo)).toEqual([]);
  });
});

test('where it cannot be asked, the missing argument is named as ever', async () => {
  await withDemo(async demo => {
    const said = new Map<string, string>();
    for (const [line] of lines) {
      const {code, stderr} = await demo.pd(line);
      expect([line, code, /is missing|No incident was given|Nobody was named/.test(stderr)]).toEqual([line, 2, true]);
      said.set(line, stderr);
    }
    for (const [flag, env] of [
      [' --no-input', {}],
      ['', {PD_NO_INPUT: '1'}],
      ['', {CI: 'true'}],
      ['', {TERM: 'dumb'}],
    ] as const)
      for (const line of ['incidents ack', 'services disable', 'incidents merge', 'users show']) {
        const ran = await typed(demo, line + flag, [], env);
        expect([line, ran.code, ran.stderr]).toEqual([
          line,
          2,
          said.get(line) ?? 'pd: TARGET SOURCE is missing. See pd incidents merge --help\n',
        ]);
      }
    expect(demo.asked()).toEqual([]);
  });
});

test('nothing is offered while something else is missing too', async () => {
  await withDemo(async demo => {
    for (const line of [
      'incidents assign',
      'incidents snooze',
      'incidents urgency',
      'incidents urgency 8',
      'incidents note',
      'incidents rename',
      'incidents responders add',
      'maintenance start',
      'schedules override add --user me',
      'schedules override rm',
      'incidents wait',
    ]) {
      const ran = await typed(demo, line, []);
      expect([line, ran.code, ran.stderr]).toEqual([line, 2, expect.stringMatching(/missing|was given|Nobody|Give/)]);
    }
    expect(demo.asked()).toEqual([]);
  });
});

describe('what is offered', () => {
  test('nothing, if the target of a merge is the only incident', async () => {
    await withDemo(async demo => {
      for (const one of demo.sandbox.store.incidents.values()) one.status = 'resolved';
      incident(demo.sandbox, 8).status = 'triggered';
      const ran = await typed(demo, 'incidents merge', [[shown, enter]]);
      expect([ran.code, ran.stderr.includes('there is nothing else to pick from'), ran.left]).toEqual([
        4,
        true,
        nothingLeft,
      ]);
    });
  });

  test('an empty list is not found, and one that cannot be fetched is that error', async () => {
    await withDemo(async demo => {
      for (const one of demo.sandbox.store.incidents.values()) one.status = 'acknowledged';
      const none = await typed(demo, 'incidents ack', []);
      expect([none.code, none.stderr]).toEqual([
        4,
        'pd: There are no triggered incidents to pick from. Give an ID, a number or a URL\n',
      ]);
      demo.sandbox.fail({match: {path: '/incidents'}, times: -1, status: 500});
      demo.sandbox.fail({match: {path: '/services'}, times: -1, status: 403});
      expect((await typed(demo, 'incidents show', [])).code).toBe(7);
      const refused = await typed(demo, 'services show', []);
      expect([refused.code, refused.stderr.includes('_')]).toEqual([3, false]);
    });
  });

  test('the newest 100 incidents, which says that there are more', async () => {
    await withDemo(async demo => {
      makeIncidents(demo.sandbox.store, {count: 150, service: 'Search'});
      const ran = await typed(demo, 'incidents log', [[shown, esc]]);
      expect(ran.stderr).toContain('100; Enter picks, Tab marks, Esc ends; the 100 newest only');
      expect(demo.asked()).toEqual(['GET /incidents']);
    });
  });

  test('what can be listed, with a warning, where one of two lists cannot be fetched', async () => {
    await withDemo(async demo => {
      demo.sandbox.fail({match: {path: '/v3/schedules'}, times: -1, status: 403});
      const ran = await typed(demo, 'schedules show -o id', [[shown, `primary${enter}`]]);
      expect([ran.code, ran.stderr.includes('/v3/schedules cannot be listed')]).toEqual([0, true]);
      expect(ran.stderr).toContain('Schedule: Platform primary\n');
    });
  });

  test('a list that nothing matches picks nothing, and goes on once something does', async () => {
    await withDemo(async demo => {
      const ran = await typed(demo, 'users show -o id', [
        [shown, 'grace zzz'],
        ['Nothing matches.', `${enter}\u007f\u007f\u007f`],
        ['1 of ', enter],
      ]);
      expect([ran.code, ran.left]).toEqual([0, nothingLeft]);
      expect(ran.stderr).toContain('User: Grace Murray\n');
    });
  });
});

test.each([
  ['Ctrl-C', '\u0003', 130],
  ['Ctrl-D', '\u0004', 2],
])('%s ends it, and leaves nothing on the screen', async (_name, key, code) => {
  await withDemo(async demo => {
    const ran = await typed(demo, 'incidents resolve', [[shown, key]]);
    expect([ran.code, ran.left, writes(demo)]).toEqual([code, nothingLeft, []]);
    // One line for what was typed, the header, five incidents and the keys.
    expect(ran.stderr).toMatch(/\u001b\[8A\r\u001b\[J\u001b\[\?25hpd: [^\n]*\n$/);
  });
});
