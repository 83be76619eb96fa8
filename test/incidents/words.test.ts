import {expect, test} from 'bun:test';
import {chmodSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {splitText} from '../../src/lib/incidents/text-words.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {tempFolder} from '../support/pd.ts';
import {incident, withDemo} from './demo.ts';

const notesOf = (sandbox: Sandbox, number: number) =>
  sandbox.store.part('notes', incident(sandbox, number).id).map(note => note['content']);
const bodies = (sandbox: Sandbox) =>
  sandbox.requests.filter(({method}) => method !== 'GET').map(({body}) => JSON.parse(body ?? 'null'));

test.each([
  ['8 "We know why"', ['8'], 'We know why'],
  ['8 we know why', ['8'], 'we know why'],
  ['8 7 "We know why"', ['8', '7'], 'We know why'],
  ['8 3 nodes are down', ['8'], '3 nodes are down'],
  ['8 #7 Q4T51WSM0FBE6E we know', ['8', '#7', 'Q4T51WSM0FBE6E'], 'we know'],
  [
    '8 https://x.pagerduty.com/incidents/P123456 7 done',
    ['8', 'https://x.pagerduty.com/incidents/P123456', '7'],
    'done',
  ],
  ['8 PROBLEM found', ['8'], 'PROBLEM found'],
  ['- done', ['-'], 'done'],
  ['8 -', ['8'], '-'],
  ['8', ['8'], ''],
])('%s names its incidents and its text', (line, ids, text) => {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  expect(splitText(words)).toEqual({ids, text});
});

test('a note, an update and a title need no quotes', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('incidents note 8 rolled back, watching')).code).toBe(0);
    expect((await pd('incidents note 8 3 nodes are down')).code).toBe(0);
    expect(notesOf(sandbox, 8)).toEqual(['rolled back, watching', '3 nodes are down']);
    expect((await pd('incidents update 8 We know why')).stdout).toContain('We know why');
    expect((await pd('incidents rename 8 Checkout is slow again')).code).toBe(0);
    expect(incident(sandbox, 8).title).toBe('Checkout is slow again');
  });
});

test('an update may have a subject and HTML, and go to the subscribers of several incidents', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const file = join(tempFolder(), 'update.html');
    writeFileSync(file, '<b>Slow</b>');
    expect((await pd(`incidents update 8 Slow --subject "About checkout" --html ${file}`)).code).toBe(0);
    expect(bodies(sandbox)).toEqual([{message: 'Slow', subject: 'About checkout', html_message: '<b>Slow</b>'}]);
    const both = await pd('incidents update 8 7 999 Fixed');
    expect([both.code, both.stdout.split('\n').map(line => line.split('\t')[1])]).toEqual([
      8,
      ['STATUS', 'triggered', 'triggered', 'not found', undefined],
    ]);
    expect(sandbox.store.part('status_updates', incident(sandbox, 7).id).length).toBe(1);
  });
});

test('a prefix goes in front of each title once', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('incidents rename 8 7 --prefix [drill]')).code).toBe(0);
    expect((await pd('incidents rename 8 --prefix [drill]')).code).toBe(0);
    expect([8, 7].map(number => incident(sandbox, number).title)).toEqual([
      '[drill] Checkout is slow: median over 4 s',
      '[drill] HTTP 5xx over 5% in eu-central',
    ]);
    const {stdout} = await pd('incidents rename 6 5 --prefix X --dry-run -o json');
    expect(JSON.parse(stdout).map(({body}: {body: {incident: {title: string}}}) => body.incident.title)).toEqual([
      'X Connections near the limit on db1',
      'X Search latency p99 over 800 ms',
    ]);
    expect((await pd('incidents rename 8 --prefix " "')).code).toBe(2);
  });
});

test('a text that is left out is written in the editor, without the lines that explain it', async () => {
  await withDemo(async ({program, sandbox}) => {
    const editor = join(tempFolder(), 'editor');
    writeFileSync(
      editor,
      '#!/bin/sh\ngrep -q "^# The note: about incident 8" "$1" || exit 3\nprintf "one\\ntwo\\n" >> "$1"\n',
    );
    chmodSync(editor, 0o755);
    const folder = tempFolder();
    const env = {EDITOR: `${editor}`, VISUAL: '', TMPDIR: folder};
    const ran = await program('incidents note 8', {tty: {columns: 80}, env});
    expect([ran.code, notesOf(sandbox, 8)]).toEqual([0, ['one\ntwo']]);
    expect(readdirSync(folder)).toEqual([]);
    const empty = await program('incidents note 8', {tty: {columns: 80}, env: {...env, EDITOR: 'true'}});
    expect([empty.code, empty.stdout]).toEqual([2, 'pd: The note is empty, so nothing was sent\n']);
    const failed = await program('incidents note 8', {tty: {columns: 80}, env: {...env, EDITOR: 'false'}});
    expect([failed.code, failed.stdout]).toEqual([2, 'pd: The editor failed, so nothing was sent\n']);
    const none = await program('incidents note 8', {tty: {columns: 80}, env: {...env, EDITOR: '/nowhere/vi'}});
    expect([none.code, none.stdout]).toEqual([2, 'pd: The editor /nowhere/vi: it was not found. Set EDITOR\n']);
    expect(notesOf(sandbox, 8).length).toBe(1);
  });
});

test('without a terminal, or without an editor, a text that is left out is wrong usage', async () => {
  await withDemo(async ({pd, program, asked}) => {
    for (const line of ['incidents note 8', 'incidents update 8', 'incidents rename 8']) {
      const ran = await pd(line, {env: {EDITOR: 'true'}});
      expect([line, ran.code, / is missing\. Give it, or - to read stdin\n$/.test(ran.stderr)]).toEqual([
        line,
        2,
        true,
      ]);
    }
    const ran = await program('incidents note 8', {tty: {columns: 80}, env: {EDITOR: '', VISUAL: ''}});
    expect([ran.code, ran.stdout]).toEqual([
      2,
      'pd: The note is missing. Give it, or - to read stdin, or set EDITOR\n',
    ]);
    expect(asked()).toEqual([]);
  });
});

test('ack --snooze acknowledges and snoozes, and says which of the two failed', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('incidents ack 8 7 --snooze 4h');
    expect([ran.code, ran.stdout]).toEqual([
      0,
      expect.stringMatching(/\ttriggered → acknowledged, snoozed until \d{4}-[^\n]*: #8 /),
    ]);
    expect(incident(sandbox, 7)).toMatchObject({status: 'acknowledged', pending_actions: [{type: 'unacknowledge'}]});
    sandbox.fail({match: {path: `/incidents/${incident(sandbox, 4).id}/snooze`}, times: -1, status: 400});
    const half = await pd('incidents ack 4 6 --snooze 1h');
    expect([half.code, incident(sandbox, 4).status]).toEqual([8, 'acknowledged']);
    expect(half.stdout).toContain('It was acknowledged, but could not be snoozed');
    const dry = JSON.parse((await pd('incidents ack 8 --snooze 1h --dry-run -o json')).stdout);
    expect(dry.map(({method}: {method: string}) => method)).toEqual(['PUT', 'POST']);
    expect((await pd('incidents ack 8 --snooze soon')).code).toBe(2);
  });
});

test('the length of a snooze may be the last word', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('incidents snooze 8 7 90m')).code).toBe(0);
    expect(bodies(sandbox)).toEqual([{duration: 5400}, {duration: 5400}]);
    const missing = await pd('incidents snooze 8');
    expect([missing.code, missing.stderr]).toEqual([
      2,
      'pd: The length of the snooze is missing. Give a duration, such as 2h, or --until TIME\n',
    ]);
    expect((await pd('incidents snooze 8 --for 1h --until 9am')).code).toBe(2);
  });
});

test('people on call for a policy can be asked to help, without a message', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('incidents responders add 8 --policy Platform --user grace');
    expect(ran.code).toBe(0);
    const [asked] = bodies(sandbox);
    expect(asked.message).toBe('Please help with #8 Checkout is slow: median over 4 s');
    expect(asked.responder_request_targets.flatMap(Object.values)).toMatchObject([
      {type: 'user_reference'},
      {type: 'escalation_policy_reference'},
    ]);
    expect((await pd('incidents responders add 8')).code).toBe(2);
    expect((await pd('incidents responders add 8 7 --user grace')).stdout.match(/\t#[87] /g)?.length).toBe(2);
  });
});

test('a snooze until a time ends at that time, whatever fraction of a second it is now', async () => {
  await withDemo(async ({pd, clock}) => {
    clock.pass(700 - (clock.now() % 1000));
    expect((await pd('incidents snooze 8 --until 23:00')).stdout).toContain('23:00:00');
  });
});

test('subscribers are users and teams, listed, added and removed', async () => {
  await withDemo(async ({pd}) => {
    expect((await pd('incidents subscribers ls 8')).stderr).toContain('Nobody has subscribed');
    const added = await pd('incidents subscribers add 8 grace ada@example.com --team Payments');
    expect([added.code, added.stdout.match(/\tsuccess\t/g)?.length]).toEqual([0, 3]);
    expect((await pd('incidents subscribers ls 8 -o id')).stdout.trimEnd().split('\n').length).toBe(3);
    const removed = await pd('incidents subscribers rm 8 grace linus');
    expect([removed.code, removed.stdout, removed.stderr]).toEqual([0, 'REMOVED\n1\n', '1 of 2 had not subscribed.\n']);
    expect((await pd('incidents subscribers add 8')).code).toBe(2);
    expect((await pd('incidents subscribers add 999 grace')).code).toBe(4);
  });
});

test('wait ends when the incident has the status, and says so where it does not get it in time', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const waiting = pd('incidents wait 8 --for acknowledged -o id');
    const acked = pd('incidents ack 8');
    expect([(await acked).code, (await waiting).code, (await waiting).stdout]).toEqual([
      0,
      0,
      `${incident(sandbox, 8).id}\n`,
    ]);
    expect((await pd('incidents wait 3 --for acknowledged')).code).toBe(0);
    sandbox.fail({match: {path: '^/incidents/Q'}, times: 2, status: 503});
    const late = await pd('incidents wait 8 --for resolved --timeout 1m');
    expect([late.code, late.stdout]).toEqual([8, '']);
    expect(late.stderr).toMatch(/^pd: #8 .* is not resolved: it is still acknowledged — try: pd incidents show Q/);
    expect((await pd('incidents wait 8 --for snoozed')).code).toBe(2);
    expect((await pd('incidents wait 999 --for resolved')).code).toBe(4);
  });
});
