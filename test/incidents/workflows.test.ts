import {expect, test} from 'bun:test';
import {incident, withDemo} from './demo.ts';

const started = (sandbox: Parameters<typeof incident>[0], id = 'PFLOW01') =>
  sandbox.store.part('workflow_instances', id).map(one => one['incident']);

test('workflows are listed, and searched by name', async () => {
  await withDemo(async ({pd}) => {
    const names = async (words: string) =>
      (await pd(`incidents workflows ls ${words} --fields name -o csv --no-header`)).stdout.trim().split('\r\n');
    expect(await names('')).toEqual(['Major incident', 'Minor incident', 'Send the customers a notice']);
    expect(await names('major')).toEqual(['Major incident']);
    expect((await pd('incidents workflows ls nosuch')).stderr).toBe(
      'There are no incident workflows matching "nosuch".\n',
    );
  });
});

test('start starts the workflow on each incident', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('incidents workflows start 8 major');
    expect([ran.code, ran.stderr, ran.stdout.split('\n')[0]]).toEqual([0, '', 'ID\tINCIDENT']);
    expect(started(sandbox)).toEqual([expect.objectContaining({id: incident(sandbox, 8).id})]);
    const several = await pd('incidents workflows start 8 7 PFLOW02 -o id');
    expect([several.code, several.stdout]).toEqual([0, `${incident(sandbox, 8).id}\n${incident(sandbox, 7).id}\n`]);
    const undone = await pd('undo');
    expect([undone.code, undone.stderr.includes('what a workflow does cannot be undone')]).toEqual([5, true]);
  });
});

test('start with --dry-run sends nothing, and what is not there is not started', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const dry = await pd('incidents workflows start 8 major --dry-run -o json');
    const {method, url, body} = JSON.parse(dry.stdout);
    expect([method, url]).toEqual(['POST', expect.stringContaining('/incident_workflows/PFLOW01/instances')]);
    expect(body).toEqual({
      incident_workflow_instance: {incident: {id: incident(sandbox, 8).id, type: 'incident_reference'}},
    });
    expect(started(sandbox)).toEqual([]);
    const codes = ['8 nosuch', '8 cident', 'Q9999ZZ major', '8', ''].map(words => `incidents workflows start ${words}`);
    const ran = await Promise.all(codes.map(async line => (await pd(line.trim())).code));
    expect(ran).toEqual([4, 2, 4, 2, 2]);
    sandbox.fail({match: {method: 'POST'}, times: -1, status: 201, body: {ok: true}});
    const empty = await pd('incidents workflows start 8 major');
    expect([empty.code, empty.stdout]).toEqual([7, '']);
    expect(empty.stderr).toContain('The outcome is unknown');
  });
});

test('analytics has what PagerDuty measured of each incident', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('incidents analytics 3 7 -o csv');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    const [header = '', three = '', seven = ''] = ran.stdout.split('\r\n').map(line => line.split(','));
    const of = (row: string | string[], name: string) => row[header.indexOf(name)];
    expect([of(three, 'number'), of(three, 'to_resolve'), of(three, 'people')]).toEqual(['3', '1620', '1']);
    expect([of(seven, 'number'), of(seven, 'to_resolve'), of(seven, 'to_ack')]).toEqual(['7', '', '']);
    expect((await pd('incidents analytics 3 --no-header')).stdout).toContain('\t27m\t');
    const wrapped = {data: {id: 'PABC123', incident_number: 3, seconds_to_resolve: 7200}, time_zone: 'Etc/UTC'};
    sandbox.fail({match: {path: '/analytics'}, times: 1, status: 200, body: wrapped});
    expect(JSON.parse((await pd('incidents analytics 3 -o json')).stdout)).toEqual([wrapped.data]);
  });
});

test('an incident without analytics is said, and the others are shown', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const {id} = incident(sandbox, 8);
    sandbox.fail({match: {path: `/analytics/raw/incidents/${id}`}, times: -1, status: 404});
    const one = await pd('incidents analytics 8');
    expect([one.code, one.stdout]).toEqual([4, '']);
    expect(one.stderr).toMatch(/^pd: There are no analytics for incident Q\w+ .*PagerDuty may take up to a day/);
    const two = await pd('incidents analytics 8 3 -o id');
    expect([two.code, two.stdout]).toEqual([8, `${incident(sandbox, 3).id}\n`]);
    expect(two.stderr).toContain('There are no analytics for 1 of 2 incidents');
    sandbox.fail({match: {path: '/analytics'}, times: -1, status: 503});
    expect((await pd('incidents analytics 8 3 -o id')).code).toBe(7);
  });
});
