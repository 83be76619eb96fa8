import {expect, test} from 'bun:test';
import {makeIncidents} from '../../src/sandbox/seed-incidents.ts';
import {incident, withDemo} from './demo.ts';

const forbidden = (id: string) => ({
  match: {method: 'PUT', body: id},
  times: -1,
  status: 403,
  body: {error: {message: 'Access Denied', code: 2010}},
});

test('3 of 300 incidents that may not be changed: 297 are done, 3 are told, exit 8', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ids = makeIncidents(sandbox.store, {count: 300, service: 'Search'});
    const hindered = [0, 1, 170].map(index => ids[index] ?? '');
    sandbox.fail(...hindered.map(forbidden));
    const ran = await pd('incidents ack - -o json', {stdin: ids.join('\n')});
    const rows: {id: string; status: string}[] = JSON.parse(ran.stdout);
    const of = (wanted: string) => rows.filter(({status}) => status === wanted).map(({id}) => id);
    expect([ran.code, rows.length, of('acknowledged').length, of('refused')]).toEqual([8, 300, 297, hindered]);
    const {message, details} = JSON.parse(ran.stderr.trimEnd().split('\n').at(-1) ?? '').error;
    expect([message, details]).toEqual(['3 of 300 could not be acknowledged', hindered]);
  });
});

test('a key that may not change any incident is refused after a few requests, exit 3', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ids = makeIncidents(sandbox.store, {count: 300, service: 'Search'});
    sandbox.fail({...forbidden(''), match: {method: 'PUT'}});
    const ran = await pd('incidents ack - -o id', {stdin: ids.join('\n')});
    expect([ran.code, ran.stdout]).toEqual([3, '']);
    expect(asked().length).toBeLessThan(25);
  });
});

test('a merge of 300 is done in parts, and says which part failed', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ids = makeIncidents(sandbox.store, {count: 300, service: 'Search'});
    const target = incident(sandbox, 8).id;
    const merged = await pd('incidents merge 8 - -o id', {stdin: ids.slice(0, 260).join('\n')});
    expect([merged.code, merged.stdout]).toEqual([0, `${target}\n`]);
    expect(asked().filter(line => line.startsWith('PUT'))).toEqual(Array(2).fill(`PUT /incidents/${target}/merge`));
    const statuses = new Set(
      [...sandbox.store.incidentsByNumber.values()].map(({id, status}) =>
        ids.slice(0, 260).includes(id) ? status : '',
      ),
    );
    expect(statuses).toEqual(new Set(['', 'resolved']));
  });
});

test('a merge of which one part fails is exit 8 with those that are left', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ids = makeIncidents(sandbox.store, {count: 252, service: 'Search'});
    const last = ids.at(-1) ?? '';
    sandbox.fail({match: {method: 'PUT', body: last}, times: -1, status: 403});
    const ran = await pd('incidents merge 8 -', {stdin: ids.join('\n')});
    expect([ran.code, ran.stderr.includes('2 of 252 could not be merged'), ran.stderr.includes(last)]).toEqual([
      8,
      true,
      true,
    ]);
  });
});

test('responders whose answer has another shape are still told', async () => {
  await withDemo(async ({pd, sandbox}) => {
    for (const targets of [undefined, [], {}, [{responder_request_target: {}}], [null]]) {
      const responder_request = {
        requester: {id: 'PADA001'},
        message: 'Help',
        responder_request_targets: targets ?? null,
      };
      sandbox.fail({match: {method: 'POST'}, status: 200, body: {responder_request}});
      const ran = await pd('incidents responders add 8 --user grace --message Help -o id');
      expect([targets, ran.code, ran.stdout]).toEqual([targets, 0, expect.stringMatching(/^P\w+\n$/)]);
    }
  });
});
