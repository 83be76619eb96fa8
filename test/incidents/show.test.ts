import {expect, test} from 'bun:test';
import {detailLines} from '../../src/lib/incidents/details.ts';
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
    const parts = ['', '/alerts', '/log_entries', '/notes', '/past_incidents', '/related_incidents'];
    expect(asked().toSorted()).toEqual(parts.map(part => `GET /incidents/${id}${part}`));
  });
});

test('who is asked after whom stands on the page, for an ID and for a number', async () => {
  await withDemo(async ({pd, sandbox}) => {
    for (const id of [incident(sandbox, 7).id, '7'])
      expect((await pd(`incidents show ${id}`)).stdout).toMatch(/^levels\t1\. \S.*, after \d+ min 2\. \S/m);
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
    expect(asked().length).toBe(2 + 6);
    await program('incidents ack 8 7', {tty: {columns: 80}, stdin: 'y\n'});
    expect(asked().slice(8).toSorted()).toEqual(['GET /incidents/7', 'GET /incidents/8', 'PUT /incidents']);
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
