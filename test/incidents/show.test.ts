import {expect, test} from 'bun:test';
import {detailLines} from '../../src/lib/incidents/details.ts';
import {linksOf} from '../../src/lib/incidents/page-links.ts';
import {currentShifts} from '../../src/lib/incidents/shifts.ts';
import {incident, withDemo} from './demo.ts';

test('everything about an incident is asked for at once and shown', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const {id} = incident(sandbox, 7);
    const ran = await pd(`incidents show ${id}`);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    for (const text of [
      'HTTP 5xx over 5% in eu-central',
      'Alerts (3)',
      'region: eu-central',
      'Log (',
      'Related incidents',
    ]) {
      expect(ran.stdout).toContain(text);
    }
    const parts = [
      '',
      '/alerts',
      '/log_entries',
      '/notes',
      '/past_incidents',
      '/related_change_events',
      '/related_incidents',
    ];
    const others = asked().filter(request => !request.startsWith('GET /incidents/'));
    expect(
      asked()
        .filter(request => !others.includes(request))
        .toSorted(),
    ).toEqual(parts.map(part => `GET /incidents/${id}${part}`));
    expect(others.map(request => request.replace(/P\w+/, 'ID'))).toEqual([
      'GET /oncalls',
      ...Array.from({length: 3}, () => 'GET /users/ID/contact_methods'),
    ]);
  });
});

test('the page answers in the order in which an engineer asks', async () => {
  await withDemo(async ({pd, program, sandbox}) => {
    await pd('events change -s "Deployed checkout 4.2" --link https://ci.shop.example/42');
    const [event] = sandbox.store.changeEvents;
    const seven = incident(sandbox, 7);
    if (event !== undefined) event['services'] = [seven.service];
    seven['body'] = {type: 'incident_body', details: 'Customers see errors.\nSee https://wiki.shop.example/edge.'};
    await pd('incidents ack 7');
    await pd('incidents note 7 "Rolling back"');
    const {stdout, code} = await pd('incidents show 7');
    expect(code).toBe(0);
    const order = [
      ...[
        'number\t7',
        'status\tacknowledged',
        'title\tHTTP 5xx',
        'link\tRunbook: https://',
        'link 2\tGrafana: https://',
      ],
      ...[
        'link 3\tBody: https://wiki.shop.example/edge\n',
        'page\thttps://',
        'service\tShop API',
        'source\tlb-1.example',
      ],
      ...['client\tGrafana', 'dedup key\t', 'assigned to\tGrace Murray', 'acknowledged\tAda Byron, 20'],
      ...['\nOn call now\nLEVEL\tAFTER\tON CALL\tPHONE\tUNTIL\tNEXT', '\nBody\n  Customers see', '\nAlerts (3)'],
      ...[
        '\nDetails of alert',
        '\nNotes (1)',
        '\nRecent changes (1)',
        'Deployed checkout 4.2',
        '\nLog (',
        '\nRelated inc',
      ],
    ];
    const places = order.map(text => [text, stdout.indexOf(text)] as const);
    expect(places.filter(([, place]) => place === -1)).toEqual([]);
    expect(places.map(([, place]) => place)).toEqual(places.map(([, place]) => place).toSorted((a, b) => a - b));
    const terminal = await program('incidents show 7', {tty: {columns: 40, rows: 24}});
    expect(terminal.stdout.split('\n').slice(0, 4)).toEqual([
      '#7 acknowledged, high urgency, P1: HTTP 5xx over 5% in eu-central',
      'Runbook: https://wiki.shop.example/runbooks/http-5xx',
      'Grafana: https://grafana.shop.example/d/edge?var-region=eu-central',
      'Body: https://wiki.shop.example/edge',
    ]);
  });
});

test('who is on call now stands on the page for each level, with a phone number where it may be seen', async () => {
  await withDemo(async ({pd, sandbox}) => {
    for (const id of [incident(sandbox, 7).id, '7']) {
      const {stdout} = await pd(`incidents show ${id}`);
      expect(stdout).toMatch(/^1\t\tGrace Murray\t\+49 15120000002\t\d{4}-.{14}\tLinus Berg\tPlatform primary$/m);
      expect(stdout).toMatch(/^2\t15 min\tLinus Berg\t/m);
      expect(stdout).toMatch(/^3\t30 min\tAda Byron\t\+49 15120000001\t\t\t$/m);
    }
    sandbox.fail({match: {path: '^/users/\\w+/contact_methods'}, times: -1, status: 403});
    const unseen = await pd('incidents show 7');
    expect([unseen.code, unseen.stderr, unseen.stdout.includes('\n1\t\tGrace Murray\t\t')]).toEqual([0, '', true]);
  });
});

test('who is on call is shown without phone numbers that cannot be fetched, and JSON has it as oncalls', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const [first] = JSON.parse((await pd('incidents show 7 --json')).stdout).oncalls;
    expect([first.escalation_level, first.user.summary, first.phone, first.next.summary]).toEqual([
      ...[1, 'Grace Murray', '+49 15120000002', 'Linus Berg'],
    ]);
    sandbox.fail({match: {path: '^/users/\\w+/contact_methods'}, times: -1, status: 500});
    const ran = await pd('incidents show 7');
    expect([ran.code, ran.stdout.includes('\n1\t\tGrace Murray\t\t')]).toEqual([0, true]);
    expect(ran.stderr).toMatch(/^warning: Not all phone numbers could be fetched: /);
    sandbox.fail({match: {path: '^/oncalls'}, times: -1, status: 500});
    const failed = await pd('incidents show 7');
    expect([failed.code, failed.stdout.includes('On call now'), failed.stdout.includes('Alerts (3)')]).toEqual([
      8,
      false,
      true,
    ]);
    expect(failed.stderr).toContain('On call now');
  });
});

test('a shift under way is on call, and the one after it of the same rota is next', () => {
  const shift = (
    level: number,
    user: string,
    start: string | null,
    end: string | null,
    schedule: string | null = 'S',
  ) => ({
    escalation_level: level,
    user: {summary: user},
    schedule: schedule === null ? null : {id: schedule},
    start: start && `2026-03-01T${start}:00Z`,
    end: end && `2026-03-01T${end}:00Z`,
  });
  const shifts = [
    ...[shift(2, 'Ada', null, null, null), shift(1, 'Eve', '18:00', '20:00'), shift(1, 'Bob', '16:00', '18:00')],
    ...[shift(1, 'Amy', '08:00', '16:00'), shift(1, 'Ivy', '08:00', '16:00', 'T'), shift(1, 'Old', '06:00', '08:00')],
  ];
  const now = currentShifts(shifts, Date.parse('2026-03-01T12:00:00Z'));
  expect(now.map(({user, next}) => [Object(user).summary, Object(next).summary])).toEqual([
    ...[
      ['Amy', 'Bob'],
      ['Ivy', undefined],
      ['Ada', undefined],
    ],
  ]);
});

test('the addresses of an incident are those of its alerts, each once, runbooks first, and nothing but web pages', () => {
  const alert = {
    body: {
      contexts: [
        {type: 'link', href: 'https://graphs.example/1', text: 'Graph'},
        {type: 'image', src: 'https://graphs.example/1.png', alt: ''},
        {type: 'link', href: 'javascript:alert(1)', text: 'Click'},
        {type: 'link'},
      ],
      cef_details: {
        client: 'Grafana',
        client_url: 'https://graphs.example/1',
        details: {note: 'see https://wiki.example/play-book/7, (or ask)', trace: {url: 'file:///etc/passwd'}},
      },
    },
  };
  expect(linksOf({body: {details: 'Written down at http://wiki.example/x.'}}, [alert, alert])).toEqual([
    {label: 'note', href: 'https://wiki.example/play-book/7'},
    {label: 'Graph', href: 'https://graphs.example/1'},
    {label: 'Image', href: 'https://graphs.example/1.png'},
    {label: 'Body', href: 'http://wiki.example/x'},
  ]);
});

test('a body that is long and links that are many are folded, and --full unfolds them', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const lines = Array.from({length: 30}, (_, index) => `line ${index} https://wiki.example/${index}`);
    incident(sandbox, 8)['body'] = {type: 'incident_body', details: lines.join('\n')};
    const {stdout, stderr} = await pd('incidents show 8');
    expect([stdout.includes('  line 11 '), stdout.includes('  line 12 ')]).toEqual([true, false]);
    expect(stderr).toBe(
      'Not shown: 25 more links. --full shows them.\nNot shown: 18 more lines of the body. --full shows them.\n',
    );
    const full = await pd('incidents show 8 --full');
    expect([full.stdout.includes('  line 29 '), full.stderr]).toEqual([true, '']);
  });
});

test('hostile text does nothing on the page', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const evil = '\u001b]0;owned\u0007\u202eevil\nline';
    Object.assign(incident(sandbox, 8), {
      title: evil,
      body: {type: 'incident_body', details: `${evil} https://a.example/\u202e`},
    });
    for (const {body} of sandbox.store.alertsOf.get(incident(sandbox, 8).id) ?? []) {
      body['contexts'] = [{type: 'link', href: `https://a.example/${evil}`, text: evil}];
      body['cef_details'] = {client: evil, source_origin: evil};
    }
    const {stdout} = await pd('incidents show 8', {terminal: 80, env: {FORCE_HYPERLINK: '0'}});
    expect([stdout.includes('\u001b]0'), stdout.includes('\u202e')]).toEqual([false, false]);
    expect(stdout.split('\n')[0]).toContain('\\u{1b}]0;owned');
  });
});

test('JSON is the incident with its parts', async () => {
  await withDemo(async ({pd}) => {
    const shown = JSON.parse((await pd('incidents show 5 --json')).stdout);
    expect([shown.incident_number, shown.alerts.length, shown.notes[0].user.type]).toEqual([5, 1, 'user_reference']);
    expect([
      shown.log_entries.length > 0,
      Array.isArray(shown.past_incidents),
      Array.isArray(shown.related_incidents),
    ]).toEqual([true, true, true]);
  });
});

test('a part that fails is said, the rest is shown, and it is null in JSON', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const path = `/incidents/${incident(sandbox, 7).id}/notes`;
    sandbox.fail({match: {path}, times: -1, status: 500});
    const ran = await pd('incidents show 7');
    expect(ran.code).toBe(8);
    expect(ran.stdout).toContain('Alerts (3)');
    expect(ran.stderr).toContain('Notes');
    const shown = await pd('incidents show 7 --json');
    expect([shown.code, JSON.parse(shown.stdout).notes]).toEqual([8, null]);
  });
});

test('a feature that the account lacks is a remark and no failure', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({
      match: {path: '^/incidents/\\w+/related_incidents'},
      times: -1,
      status: 402,
      body: {error: {message: 'Upgrade'}},
    });
    const ran = await pd('incidents show 7');
    expect([ran.code, ran.stderr]).toEqual([0, 'Related incidents: not available with this account or key.\n']);
  });
});

test('related incidents come with their state and service', async () => {
  await withDemo(async ({pd}) => {
    const rows = (await pd('incidents related 7 --no-header')).stdout.trimEnd().split('\n');
    const cells = rows.map(row => row.split('\t'));
    expect(cells.map(row => [row[1], row[3]])).toContainEqual(['acknowledged', 'Search']);
    expect(cells.flat()).not.toContain('');
  });
});

test('related incidents that come without state and service leave no empty columns on a terminal', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const brief = {id: 'PR2P3RW', created_at: '2026-01-18T13:08:14Z', title: 'On fire'};
    const body = {related_incidents: [{incident: brief, relationships: []}]};
    sandbox.fail({match: {path: '^/incidents/.*related'}, status: 200, body});
    const {stdout} = await pd('incidents related 7', {terminal: 120});
    expect(stdout.split('\n')[0]?.trim().split(/ +/)).toEqual(['ID', 'AGE', 'TITLE', 'WHY']);
  });
});

test('what an incident has hundreds of is bounded, and how to see the rest is said', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const {id} = incident(sandbox, 7);
    const alert = (index: number) => ({id: `A${index}`, summary: `Alert ${index}`, body: {details: {host: index}}});
    const note = (index: number) => ({
      id: `N${index}`,
      content: `note ${index}`,
      created_at: `2026-01-01T00:00:${index}Z`,
    });
    const many = <T>(count: number, make: (index: number) => T) =>
      Array.from({length: count}, (_, index) => make(index + 10));
    const isPage = (text: string) => ({match: {path: text}, times: -1, status: 200});
    sandbox.fail({...isPage(`/incidents/${id}/alerts`), body: {alerts: many(100, alert), more: false}});
    sandbox.fail({...isPage(`/incidents/${id}/notes`), body: {notes: many(40, note)}});
    const ran = await pd('incidents show 7');
    expect(ran.stdout).toContain('\nAlerts (10 of 100 or more; all: pd incidents alerts 7)\n');
    expect(ran.stdout).toContain('\nNotes (10 of 40; all: pd incidents notes 7)\n');
    expect([ran.stdout.includes('note 49'), ran.stdout.includes('note 39')]).toEqual([true, false]);
    expect(ran.stderr).toBe('Not shown: the details of 7 more alerts. --full shows them.\n');
    const json = await pd('incidents show 7 --json');
    expect(json.stderr).toBe('Alerts: the first 100. --full prints all of them.\n');
    expect((await pd('incidents show 7 --full')).stdout).toContain('Details of alert A109');
  });
});

test('fields narrow it to those paths, and only the parts they name are asked for', async () => {
  await withDemo(async ({pd, asked, sandbox}) => {
    const ran = await pd('incidents show 7 --fields id,service.summary --no-header');
    const {id} = incident(sandbox, 7);
    expect([ran.stdout, ran.stderr, asked()]).toEqual([`${id}\tShop API\n`, '', ['GET /incidents/7']]);
    const alerts = await pd('incidents show 7 --fields alerts.severity -o csv --no-header');
    expect(alerts.stdout).toContain('critical');
    expect(asked().slice(1)).toEqual(['GET /incidents/7', `GET /incidents/${id}/alerts`]);
  });
});

test('an incident named by its number is asked for once', async () => {
  await withDemo(async ({pd, program, asked}) => {
    for (const line of ['open 8', 'responders ls 8']) await pd(`incidents ${line}`);
    expect(asked()).toEqual(['GET /incidents/8', 'GET /incidents/8']);
    await pd('incidents show 8');
    expect(asked().filter(request => request === 'GET /incidents/8').length).toBe(3);
    const before = asked().length;
    await program('incidents ack 8 7 --yes', {tty: {columns: 80}});
    expect(asked().slice(before).toSorted()).toEqual(['GET /incidents/7', 'GET /incidents/8', 'PUT /incidents']);
  });
});

test('an incident that is not there is exit 4', async () => {
  await withDemo(async ({pd}) => {
    const ran = await pd('incidents show 999');
    expect([ran.code, ran.stdout]).toEqual([4, '']);
    expect(ran.stderr).toContain('No incident has the number 999');
  });
});

test('details are harmless lines, folded until they are wanted whole', () => {
  const asItIs = (text: string) => text;
  const many = Object.fromEntries(Array.from({length: 30}, (_, index) => [`key${index}`, index]));
  const folded = detailLines({details: many}, false, asItIs);
  expect([folded.lines.length, folded.hidden, folded.lines[0]]).toEqual([12, 18, 'key0: 0']);
  expect(detailLines({details: many}, true, asItIs).lines.length).toBe(30);
  const long = detailLines({details: {text: 'x'.repeat(5000)}}, false, asItIs).lines[0] ?? '';
  expect(long.length).toBeLessThan(200);
  expect(detailLines({details: {a: {b: [1, 2]}, trace: 'one\n\u001b[2Jtwo'}}, true, asItIs).lines).toEqual([
    'a.b: 1, 2',
    'trace: one',
    '  \\u{1b}[2Jtwo',
  ]);
  expect(detailLines({details: 'plain text'}, true, asItIs).lines).toEqual(['plain text']);
  expect(detailLines(undefined, true, asItIs).lines).toEqual([]);
});

test('open prints the page without a terminal, and refuses what is no PagerDuty page', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const seven = incident(sandbox, 7);
    expect((await pd('incidents open 7')).stdout).toBe(`${seven.html_url}\n`);
    const pages = [
      '$(touch pwned)',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'http://shop.pagerduty.com/incidents/P1',
      'https://evil.example/incidents/P1',
      'https://pagerduty.com.evil.example/',
      'https://user:pass@shop.pagerduty.com/',
      'https://shop.pagerduty.com/\n--evil',
      'https://shop.pagerduty.com:8443/',
    ];
    for (const page of pages) {
      seven.html_url = page;
      const ran = await pd('incidents open 7', {terminal: 80, env: {DISPLAY: ':0', PATH: '/nowhere'}});
      expect([page, ran.code]).toEqual([page, 5]);
    }
  });
});

test('open falls back to printing where there is no opener', async () => {
  await withDemo(async ({program, sandbox}) => {
    const ran = await program('incidents open 7', {tty: {columns: 80}, env: {DISPLAY: ':0', PATH: '/nowhere'}});
    expect([ran.code, ran.stdout]).toEqual([0, `${incident(sandbox, 7).html_url}\n`]);
  });
});
