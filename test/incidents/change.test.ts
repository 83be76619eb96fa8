import {expect, test} from 'bun:test';
import {sandboxKeys} from '../../src/sandbox/keys.ts';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import {pdAtTerminal} from '../support/terminal.ts';
import {incident, withDemo} from './demo.ts';

test('acknowledges by number, ID and URL in one update', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const {id} = incident(sandbox, 7);
    const ran = await pd(
      `incidents ack 8 ${id} https://shop.eu.pagerduty.com/incidents/${incident(sandbox, 4).id}/timeline -o json`,
    );
    expect([ran.code, ran.stderr]).toEqual([0, 'To undo: pd undo C1\n']);
    expect(JSON.parse(ran.stdout)[0]).toEqual({
      id: incident(sandbox, 8).id,
      status: 'acknowledged',
      message: 'triggered → acknowledged: #8 Checkout is slow: median over 4 s',
    });
    expect([8, 7, 4].map(number => incident(sandbox, number).status)).toEqual(Array(3).fill('acknowledged'));
    // The number is looked up, the others are for their former values.
    expect(asked().map(line => line.split(' ')[0])).toEqual(['GET', 'GET', 'GET', 'PUT']);
  });
});

test('a resolution is kept, and the way back is told and works', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const {id} = incident(sandbox, 8);
    const ran = await pd('incidents resolve 8 --resolution "Cache was cleared" -o id');
    expect(ran).toEqual({code: 0, stdout: `${id}\n`, stderr: 'To undo: pd undo C1\n'});
    expect(sandbox.store.logOf.get(id)?.at(-1)?.['note']).toBe('Cache was cleared');
    expect((await pd('undo C1')).code).toBe(0);
    expect(incident(sandbox, 8).status).toBe('triggered');
  });
});

test('IDs from a pipe go out 250 at a time', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ids = makeIncidents(sandbox.store, {count: 600, service: 'Search'});
    const ran = await pd('incidents ack - -o id', {stdin: ids.join('\n')});
    expect(ran.code).toBe(0);
    expect(ran.stdout.trimEnd().split('\n')).toEqual(ids);
    expect(asked().filter(line => line.startsWith('PUT'))).toHaveLength(3);
    // The former values come a hundred at a time.
    expect(asked().length).toBeLessThanOrEqual(3 + 7);
  });
});

test('one that may not be changed does not stop the others, and is found with few requests', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ids = makeIncidents(sandbox.store, {count: 250, service: 'Search'});
    const culprit = ids[170] ?? '';
    // A refusal that names nobody: the halves have to be asked.
    sandbox.fail({
      match: {method: 'PUT', body: culprit},
      times: -1,
      status: 400,
      body: {error: {code: 2001, message: 'No', errors: ['nameless']}},
    });
    const before = asked().length;
    const ran = await pd('incidents resolve - -o json', {stdin: ids.join('\n')});
    expect(ran.code).toBe(8);
    const outcomes: {id: string; status: string}[] = JSON.parse(ran.stdout);
    expect(outcomes.length).toBe(250);
    expect(outcomes.filter(({status}) => status !== 'resolved').map(({id}) => id)).toEqual([culprit]);
    const left = ids.filter(id => sandbox.store.incidents.get(id)?.status !== 'resolved');
    expect(left).toEqual([culprit]);
    expect(asked().length - before).toBeLessThanOrEqual(18);
    expect(JSON.parse(ran.stderr.trim().split('\n').at(-1) ?? '').error.kind).toBe('partial');
  });
});

test('one that is named by the refusal is left out at once, and done where it is as wanted', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ids = makeIncidents(sandbox.store, {count: 40, service: 'Search'});
    await pd(`incidents resolve ${ids[3]} ${ids[30]}`);
    const before = asked().length;
    const ran = await pd('incidents resolve - -o jsonl', {stdin: ids.join(' ')});
    const [code, sent] = [
      ran.code,
      asked()
        .slice(before)
        .filter(line => line.startsWith('PUT')).length,
    ];
    expect([code, sent]).toEqual([0, 3]);
    expect(ran.stdout.split('already resolved').length - 1).toBe(2);
    // What was resolved before is not this command's to take back.
    await pd('undo C2');
    expect(ids.filter(id => sandbox.store.incidents.get(id)?.status === 'resolved')).toEqual(
      [3, 30].map(index => ids[index] ?? ''),
    );
  });
});

test('when none can be changed the exit code is that of the refusal', async () => {
  await withDemo(async ({pd}) => {
    await pd('incidents merge 8 7 4');
    expect((await pd('incidents reopen 7')).code).toBe(5);
    const ran = await pd('incidents reopen 7 4 -o id');
    expect([ran.code, ran.stdout]).toEqual([5, '']);
    expect((await pd('incidents ack Q0NOTTHERE1234')).code).toBe(4);
    expect((await pd('incidents ack 999')).code).toBe(4);
  });
});

test('a number that names nothing is reported beside those that do', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('incidents ack 8 999');
    expect(ran.code).toBe(8);
    expect(ran.stdout).toContain('No incident has the number 999');
    expect(incident(sandbox, 8).status).toBe('acknowledged');
  });
});

test('an outage is not taken for a refusal: nothing is split, and the rest is not tried', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ids = makeIncidents(sandbox.store, {count: 300, service: 'Search'});
    sandbox.fail({match: {method: 'PUT'}, times: -1, status: 503});
    const ran = await pd('incidents ack - -o json', {stdin: ids.join('\n')});
    expect([ran.code, asked().filter(line => line.startsWith('PUT'))]).toEqual([7, ['PUT /incidents']]);
    expect(JSON.parse(ran.stdout).length).toBe(300);
  });
});

test('a filter needs --yes where nobody can be asked, and nothing is sent', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ran = await pd('incidents ack --service Checkout');
    expect([ran.code, ran.stdout, asked()]).toEqual([2, '', []]);
    expect(ran.stderr).toContain('--yes');
    expect((await pd('incidents ack --service Checkout --yes')).code).toBe(0);
    expect(incident(sandbox, 8).status).toBe('acknowledged');
    expect(incident(sandbox, 7).status).toBe('triggered');
  });
});

test('on a terminal a filter asks first, one ID does not', async () => {
  await withDemo(async ({program, sandbox, env}) => {
    const tty = {columns: 100};
    const filter = pdAtTerminal(['incidents', 'ack', '--service', 'Checkout'], env);
    await filter.shown('Acknowledge 1 incident?');
    filter.type('y\n');
    expect([(await filter.ended()).code, incident(sandbox, 8).status]).toEqual([0, 'acknowledged']);
    const one = await program('incidents ack 7', {tty});
    expect([one.code, incident(sandbox, 7).status]).toEqual([0, 'acknowledged']);
    const yes = await program('incidents resolve 7 8 --yes', {tty});
    expect([yes.code, incident(sandbox, 7).status]).toEqual([0, 'resolved']);
  });
});

test('nothing on standard input is nothing to do', async () => {
  await withDemo(async ({pd, asked}) => {
    expect(await pd('incidents ack -', {stdin: '\n'})).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There are no IDs on standard input: nothing to do.\n',
    });
    expect(asked()).toEqual([]);
  });
});

test('an account key without --from is told what to do, and nothing is changed', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ran = await pd('incidents ack 8', {env: {PD_API_KEY: sandboxKeys.account, PD_FROM: undefined}});
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain('--from');
    expect(asked().some(line => line.startsWith('PUT'))).toBe(false);
    expect(incident(sandbox, 8).status).toBe('triggered');
  });
});

test('a dry run prints the update, secrets hidden, and changes nothing', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const {id} = incident(sandbox, 8);
    const ran = await pd(`incidents ack ${id} --dry-run -o json`);
    const shown = JSON.parse(ran.stdout);
    expect([shown.method, new URL(shown.url).pathname, shown.body]).toEqual([
      'PUT',
      '/incidents',
      {incidents: [{id, type: 'incident_reference', status: 'acknowledged'}]},
    ]);
    expect(ran.stdout).not.toContain(sandboxKeys.user);
    expect(asked()).toEqual([]);
  });
});

test('what leads out of /incidents/ is wrong usage, and nothing is asked', async () => {
  await withDemo(async ({pd, asked}) => {
    for (const text of [
      '../../users/me',
      'P1/merge',
      '..',
      '',
      '%2e%2e',
      'P1?x=1',
      'https://evil.example/incidents/P1',
      'https://x.pagerduty.com/users/P1',
    ]) {
      const verbs = ['show', 'ack', 'open', 'notes', 'fields'];
      const codes = await Promise.all(verbs.map(async verb => (await pd(`incidents ${verb} "${text}"`)).code));
      expect([text, ...codes]).toEqual([text, ...verbs.map(() => 2)]);
    }
    expect(asked()).toEqual([]);
  });
});

test('a change of many tells on a terminal how far it has come, and a limit bounds what is said of a list', async () => {
  await withDemo(async ({program: pd, sandbox}) => {
    makeIncidents(sandbox.store, {count: 900, service: 'Search'});
    sandbox.fail({match: {method: 'PUT'}, times: -1, delayMs: 600});
    const tty = {columns: 100};
    const ran = await pd('incidents ack --service search --yes', {tty});
    expect(ran.stdout).toContain('500 of 900 records, ');
    sandbox.fail({match: {method: 'GET', path: '/incidents'}, times: -1, delayMs: 600});
    expect((await pd('incidents ls --limit 250', {tty})).stdout).toContain(' of 250 records, ');
  });
});
