import {expect, test} from 'bun:test';
import {incident, withDemo} from './demo.ts';

test('what several incidents have is one list, with a column that says which', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const {stdout, code} = await pd('incidents alerts 7 8 --no-header');
    expect([code, stdout.match(/^7\t/gm)?.length, stdout.match(/^8\t/gm)?.length]).toEqual([0, 3, 1]);
    const json = JSON.parse((await pd('incidents notes - -o json', {stdin: '5\n1\n'})).stdout);
    expect([json.length, Object.keys(json[0]).includes('INCIDENT')]).toEqual([2, false]);
    const {id} = incident(sandbox, 8);
    expect((await pd(`incidents log ${id} ${id}`)).stdout).toStartWith('TIME\tEVENT');
    const none = await pd('incidents notes 7 8');
    expect([none.code, none.stderr]).toEqual([0, 'The incidents have no notes.\n']);
    expect((await pd('incidents alerts 7 999')).code).toBe(4);
    expect((await pd('incidents log')).stderr).toStartWith('pd: No incident was given');
    expect((await pd('incidents log -', {stdin: ''})).stderr).toContain('nothing to do');
  });
});

test('several incidents are shown one after the other, and as one list in JSON', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const {stdout} = await pd('incidents show 7 8');
    expect(stdout.match(/^number\t[78]$/gm)).toEqual(['number\t7', 'number\t8']);
    const json = JSON.parse((await pd('incidents show 7 8 -o json')).stdout);
    expect(json.map(({alerts}: {alerts: object[]}) => alerts.length)).toEqual([3, 1]);
    sandbox.fail({match: {path: `/incidents/${incident(sandbox, 8).id}/notes`}, times: -1, status: 500});
    const failed = await pd('incidents show 7 8');
    expect([failed.code, failed.stderr.includes('Parts of 1 of 2 incidents')]).toEqual([8, true]);
    expect((await pd('incidents show 7 8 --watch')).code).toBe(2);
  });
});

test('several pages are opened, and responders of several listed', async () => {
  await withDemo(async ({pd}) => {
    expect((await pd('incidents open 7 8')).stdout.trimEnd().split('\n').length).toBe(2);
    for (const number of [7, 8]) await pd(`incidents responders add ${number} --user grace`);
    expect((await pd('incidents responders ls 7 8 -o id')).stdout.trimEnd().split('\n').length).toBe(2);
  });
});

test('custom fields of several incidents are shown with theirs, and set at once', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const set = await pd('incidents fields 7 8 environment=test');
    expect([set.code, set.stdout.match(/environment .*test: #[78] /g)?.length]).toEqual([0, 2]);
    const {stdout} = await pd('incidents fields 7 8 --no-header');
    expect([/^7\tenvironment\t.*\ttest$/m.test(stdout), /^8\tenvironment\t.*\ttest$/m.test(stdout)]).toEqual([
      true,
      true,
    ]);
    const writes = sandbox.requests.filter(({method}) => method !== 'GET').length;
    expect((await pd('incidents fields 7 8 nosuch=1')).code).toBe(4);
    expect(sandbox.requests.filter(({method}) => method !== 'GET').length).toBe(writes);
  });
});

test('subscribers and responders of several incidents are listed with theirs, and changed at once', async () => {
  await withDemo(async ({pd}) => {
    const added = await pd('incidents subscribers add - grace --team Payments', {stdin: '8\n7\n'});
    expect([added.code, added.stdout.match(/#[78] /g)]).toEqual([0, ['#8 ', '#7 ']]);
    const listed = await pd('incidents subscribers ls - --no-header', {stdin: '8\n7\n'});
    expect([listed.code, listed.stdout.match(/^[78]\tP/gm)?.length]).toEqual([0, 4]);
    expect((await pd('incidents subscribers rm - grace', {stdin: '8\n7\n'})).code).toBe(0);
    expect((await pd('incidents subscribers ls 8 7 -o id')).stdout.trim().split('\n').length).toBe(2);
    expect((await pd('incidents subscribers ls 3 1')).stderr).toContain('updates of these incidents');
    const both = await pd('incidents subscribers add - -', {stdin: '8\n'});
    expect([both.code, both.stderr.includes('cannot hold both')]).toEqual([2, true]);
    await pd('incidents responders add 7 8 --user grace');
    expect((await pd('incidents responders ls 7 8 --no-header')).stdout).toMatch(/^7\tP.*\n8\tP/);
  });
});

test('a subscriber that the key may not change is a failure, of one incident and of several', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const subscriptions = [{subscriber_id: 'P1', subscriber_type: 'user', result: 'unauthorized'}];
    sandbox.fail({match: {method: 'POST'}, times: -1, status: 200, body: {subscriptions}});
    expect((await pd('incidents subscribers add 8 grace')).code).toBe(3);
    expect((await pd('incidents subscribers add - grace', {stdin: '8 7\n'})).code).toBe(3);
  });
});

test('wait waits for all of several incidents', async () => {
  await withDemo(async ({pd}) => {
    const waited = await pd('incidents wait - --for resolved -o id', {stdin: '3\n2\n'});
    expect([waited.code, waited.stdout.trim().split('\n').length]).toEqual([0, 2]);
    const late = await pd('incidents wait 3 8 7 --for resolved --timeout 1m -o id');
    expect([late.code, late.stdout.trim().split('\n').length]).toEqual([8, 1]);
    expect(late.stderr).toContain('2 of 3 incidents are not resolved');
  });
});
