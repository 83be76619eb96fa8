import {expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import {tempFolder} from '../support/pd.ts';
import {incident, withDemo} from './demo.ts';

test('an incident that the answer does not tell of is unknown, not done', async () => {
  await withDemo(async ({pd, sandbox}) => {
    for (const body of [{}, {incidents: []}, {incidents: [null, 5]}]) {
      sandbox.fail({match: {method: 'PUT'}, status: 200, body});
      const ran = await pd('incidents ack 5 4 -o json');
      const rows: {status: string; message: string}[] = JSON.parse(ran.stdout);
      expect([ran.code, rows.map(({status}) => status)]).toEqual([7, ['unknown', 'unknown']]);
      expect(rows[0]?.message).toContain('does not say');
    }
    const {id} = incident(sandbox, 4);
    sandbox.fail({match: {method: 'PUT'}, status: 200, body: {incidents: [{id, status: 'acknowledged'}]}});
    const ran = await pd('incidents ack 5 4 -o json');
    const statuses = JSON.parse(ran.stdout).map(({status}: {status: string}) => status);
    expect([ran.code, statuses]).toEqual([8, ['unknown', 'acknowledged']]);
    sandbox.fail({match: {path: '^/incidents/.*snooze'}, status: 200, body: {}});
    expect((await pd('incidents snooze 8 --for 1h')).code).toBe(7);
  });
});

test('a change that was made although its answer was lost is done', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const lost = {match: {method: 'PUT'}, after: true, reset: true};
    const env = {PD_MAX_WAIT: '5s'};
    sandbox.fail(lost);
    const ran = await pd('incidents resolve 5 -o json', {env});
    expect([ran.code, incident(sandbox, 5).status]).toEqual([0, 'resolved']);
    expect(JSON.parse(ran.stdout)[0]).toMatchObject({status: 'resolved'});
    expect(JSON.parse(ran.stdout)[0].message).toStartWith('already resolved: #5');
    expect(asked().slice(1)).toEqual(['PUT /incidents', 'PUT /incidents', `GET /incidents/${incident(sandbox, 5).id}`]);
    sandbox.fail(lost);
    const merged = await pd('incidents merge 8 7 -o id', {env});
    expect([merged.code, merged.stdout]).toEqual([0, `${incident(sandbox, 8).id}\n`]);
    expect(incident(sandbox, 7).status).toBe('resolved');
    expect((await pd('incidents merge 8 1')).code).toBe(5);
  });
});

test('@file is a list of IDs as standard input is', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const file = join(tempFolder(), 'ids');
    writeFileSync(file, `8\n${incident(sandbox, 7).id}\n`);
    expect((await pd(`incidents ack @${file}`)).code).toBe(0);
    expect([8, 7].map(number => incident(sandbox, number).status)).toEqual(['acknowledged', 'acknowledged']);
    writeFileSync(file, '\n');
    const none = await pd(`incidents ack @${file}`);
    expect([none.code, none.stdout, none.stderr.includes('nothing to do')]).toEqual([0, '', true]);
  });
});

test('a batch after a failed one is not tried, and does not borrow its failure', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ids = makeIncidents(sandbox.store, {count: 252, service: 'Search'});
    sandbox.fail({match: {method: 'PUT'}, times: -1, status: 503});
    const ran = await pd('incidents ack - -o json', {stdin: ids.join('\n')});
    const rows: {status: string; message: string}[] = JSON.parse(ran.stdout);
    expect([ran.code, rows[0]?.status, rows[251]?.status]).toEqual([7, 'unknown', 'not tried']);
    expect(rows[251]?.message).not.toContain('503');
  });
});

test('a dry run is one document, and refuses what the real run refuses', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ids = makeIncidents(sandbox.store, {count: 251, service: 'Search'});
    const ran = await pd('incidents ack - --dry-run -o json', {stdin: ids.join('\n')});
    expect(JSON.parse(ran.stdout).length).toBe(2);
    const nobody = {PD_API_KEY: sandboxKeys.account, PD_FROM: undefined};
    const refused = await pd('incidents ack 8 --dry-run', {env: nobody});
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('--from');
    const named = await pd('incidents ack 8 --dry-run -o json', {env: {PD_FROM: undefined}});
    expect(JSON.parse(named.stdout).headers.from).toBe('ada@example.com');
    expect(asked().some(line => line.startsWith('PUT'))).toBe(false);
  });
});

test('a snooze whose answer was lost is unknown in its row too, and one that was refused is not', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {path: `/incidents/${incident(sandbox, 8).id}/snooze`}, status: 503});
    const ran = await pd('incidents snooze 8 1 7 --for 1h -o json');
    const rows: {status: string; message: string}[] = JSON.parse(ran.stdout);
    expect([ran.code, rows.map(({status}) => status)]).toEqual([8, ['unknown', 'refused', 'acknowledged']]);
    expect(rows[0]?.message).toStartWith('The outcome is unknown');
  });
});

test('numbers that name nothing are each said once, as not found', async () => {
  await withDemo(async ({pd, asked}) => {
    const ran = await pd('incidents ack 998 999');
    expect([ran.code, ran.stdout]).toEqual([
      4,
      'ID\tSTATUS\tMESSAGE\n' +
        '998\tnot found\tNo incident has the number 998\n999\tnot found\tNo incident has the number 999\n',
    ]);
    expect(ran.stderr).toStartWith('pd: None of the 2 could be acknowledged: 998; 999');
    expect(ran.stderr).not.toContain('No incident');
    // Without rows the message is where the reasons stand.
    const ids = await pd('incidents ack 998 999 -o id');
    expect([ids.code, ids.stdout, ids.stderr.includes('999: No incident has the number 999')]).toEqual([4, '', true]);
    expect(asked().some(line => line.startsWith('PUT'))).toBe(false);
  });
});

const formats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'tsv', 'id'];

test('records that come as null are left out and said, in every format', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const {id, title} = incident(sandbox, 8);
    const body = {incidents: [null, {id, title, type: 'incident'}, null], more: false};
    sandbox.fail({match: {method: 'GET', path: '/incidents'}, times: -1, status: 200, body});
    for (const format of formats) {
      const ran = await pd(`incidents ls --no-header -o ${format}`);
      expect([format, ran.code, ran.stderr]).toEqual([
        format,
        0,
        'warning: 2 records in /incidents came as null and cannot be shown\n',
      ]);
      expect([format, ran.stdout.includes('null'), ran.stdout.split(id).length]).toEqual([format, false, 2]);
      expect(ran.stdout.split('\n').filter(line => line.trim() === '')).toEqual(['']);
    }
  });
});

test('an answer that tells of no incident it speaks of is never an empty list', async () => {
  await withDemo(async ({pd, sandbox}) => {
    for (const body of [{incidents: [null]}, {incidents: [5]}, {incidents: null}, {}, [], null, {incidents: {}}]) {
      sandbox.fail({match: {method: 'GET', path: '/incidents'}, status: 200, body});
      const ran = await pd('incidents ls');
      const isEmptyList = Array.isArray(body);
      expect([body, ran.code, ran.stderr.includes('There are no')]).toEqual([body, isEmptyList ? 0 : 7, isEmptyList]);
    }
  });
});

test('a change whose answers are all lost may have been made: unknown', async () => {
  await withDemo(async ({pd, sandbox}) => {
    sandbox.fail({match: {method: 'PUT'}, times: -1, reset: true});
    const one = await pd('incidents ack 8 -o json');
    const [row] = JSON.parse(one.stdout);
    expect([one.code, row.status]).toEqual([7, 'unknown']);
    expect(one.stderr).toContain('it may have been carried out: check before sending it again');
    const two = await pd('incidents ack 8 7');
    expect([two.code, two.stderr]).toEqual([7, expect.stringContaining('It is not known whether 2 of 2 were')]);
  });
});

test('an answer that leaves the incident as it was is no success', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const {id} = incident(sandbox, 8);
    const body = {incidents: [{id, status: 'triggered', title: 'x', incident_number: 8}]};
    sandbox.fail({match: {method: 'PUT'}, times: -1, status: 200, body});
    const ran = await pd('incidents resolve 8');
    expect([ran.code, ran.stdout.split('\n')[1]]).toEqual([
      5,
      `${id}\trefused\tPagerDuty accepted the request, but left it triggered`,
    ]);
    expect(ran.stderr).not.toContain('take it back');
    expect((await pd('incidents resolve 8 -o id')).stdout).toBe('');
  });
});

test('a resolved incident that is known to be is not reopened by ack', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ran = await pd('incidents ack 3');
    expect([ran.code, incident(sandbox, 3).status]).toEqual([5, 'resolved']);
    expect(ran.stderr).toContain('acknowledging it would reopen it');
    expect(asked()).toEqual(['GET /incidents/3']);
    expect((await pd('incidents ack 3 8')).code).toBe(8);
  });
});

test('what PagerDuty says of a refusal stands in its row, in full', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const {id} = incident(sandbox, 7);
    const body = {error: {message: 'Invalid', code: 2001, errors: ['Incident Already Resolved']}};
    sandbox.fail({match: {method: 'PUT', body: id}, times: -1, status: 400, body});
    const ran = await pd('incidents ack 8 7 --no-header');
    expect([ran.code, ran.stdout]).toEqual([8, expect.stringContaining('Invalid: Incident Already Resolved')]);
  });
});

test('a batch that is too large for the server is halved, as page or as JSON, and nobody is blamed', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ids = makeIncidents(sandbox.store, {count: 250, service: 'Search'});
    const page = {
      match: {method: 'PUT'},
      status: 413,
      headers: {'content-type': 'text/html'},
      body: '<h1>Too large</h1>',
    };
    sandbox.fail(page, {match: {method: 'PUT'}, status: 413});
    const ran = await pd('incidents ack - -o id', {stdin: ids.join('\n')});
    expect([ran.code, ran.stdout.trimEnd().split('\n').sort()]).toEqual([0, ids.toSorted()]);
    expect(asked().filter(line => line.startsWith('PUT'))).toHaveLength(5);
  });
});
