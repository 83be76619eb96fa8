import {expect, test} from 'bun:test';
import {incident, withDemo} from './demo.ts';

test('snooze takes a duration and refuses more than a week', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const ran = await pd('incidents snooze 8 7 --for 2h');
    expect([ran.code, ran.stdout]).toEqual([
      0,
      expect.stringMatching(/\ttriggered → acknowledged, snoozed until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d: #8 /),
    ]);
    expect(sandbox.requests.at(-1)?.body).toContain('7200');
    expect(incident(sandbox, 8).pending_actions[0]?.['type']).toBe('unacknowledge');
    const before = asked().length;
    expect((await pd('incidents snooze 8 --for 8d')).code).toBe(2);
    expect((await pd('incidents snooze 8 --for soon')).code).toBe(2);
    expect(asked().length).toBe(before);
    expect((await pd('incidents snooze 8 1 --for 1h')).code).toBe(8);
  });
});

test('assign gives incidents to users or to a policy', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('incidents assign 8 --to me grace')).code).toBe(0);
    expect(incident(sandbox, 8).assignments.map(({assignee}) => assignee.summary)).toEqual([
      'Ada Byron',
      'Grace Murray',
    ]);
    expect((await pd('incidents assign 8 --to grace')).stdout).toContain(
      '\tassigned Ada Byron, Grace Murray → Grace Murray: #8 Checkout',
    );
    expect((await pd('incidents assign 8 --to grace')).stdout).toContain('\tassigned to Grace Murray: #8 Checkout');
    expect((await pd('incidents assign 8 --policy platform')).code).toBe(0);
    expect(incident(sandbox, 8).escalation_policy.summary).toBe('Platform');
    expect((await pd('incidents assign 8')).code).toBe(2);
    expect((await pd('incidents assign 8 --to ada --policy platform')).code).toBe(2);
  });
});

test('escalate goes to the next level, or to the one given, and not beyond the last', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const level = () => sandbox.store.facts.get(incident(sandbox, 8).id)?.level;
    expect([(await pd('incidents escalate 8')).code, level()]).toEqual([0, 2]);
    expect((await pd('incidents escalate 8')).code).toBe(5);
    expect([(await pd('incidents escalate 8 --level 1')).code, level()]).toEqual([0, 1]);
    expect((await pd('incidents escalate 8 --level zero')).code).toBe(2);
    expect((await pd('incidents escalate 1')).stderr).toContain('#1 Replication lag over 30 s on db2 is resolved');
  });
});

test('priority, urgency and title', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const eight = () => incident(sandbox, 8);
    expect([(await pd('incidents priority 8 7 p2')).code, eight().priority?.summary]).toEqual([0, 'P2']);
    expect([(await pd('incidents priority 8 none')).code, eight().priority]).toEqual([0, null]);
    expect((await pd('incidents priority 8 P9')).code).toBe(4);
    expect([(await pd('incidents urgency 8 LOW')).code, eight().urgency]).toEqual([0, 'low']);
    expect((await pd('incidents urgency 8 medium')).code).toBe(2);
    expect([(await pd('incidents rename 8 "Slow checkout"')).code, eight().title]).toEqual([0, 'Slow checkout']);
    expect((await pd('incidents rename 8 " "')).code).toBe(2);
  });
});

test('a note is the text as it is, or standard input', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('incidents note 8 "@grace please look"')).code).toBe(0);
    expect((await pd('incidents note 8 -', {stdin: 'df says 91%\n'})).code).toBe(0);
    const notes = sandbox.store.part('notes', incident(sandbox, 8).id).map(note => note['content']);
    expect(notes.toSorted()).toEqual(['@grace please look', 'df says 91%']);
    expect(
      (await pd('incidents notes 8 --fields content -o csv --no-header')).stdout.split('\r\n').toSorted().slice(1),
    ).toEqual(['@grace please look', 'df says 91%']);
    expect((await pd('incidents update 8 "We know why"')).stdout).toContain('We know why');
  });
});

test('merge moves the alerts into the target', async () => {
  await withDemo(async ({pd, sandbox}) => {
    expect((await pd('incidents merge 8 7')).code).toBe(0);
    expect([incident(sandbox, 7).status, sandbox.store.alertsOf.get(incident(sandbox, 8).id)?.length]).toEqual([
      'resolved',
      4,
    ]);
    expect((await pd('incidents merge 8 8')).code).toBe(2);
    expect((await pd('incidents merge 8')).code).toBe(2);
  });
});

test('create opens an incident by names, and a second one of the same key is refused', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const line =
      'incidents create --service check -s "Cannot pay" --urgency high --priority P1 --assign me --body "All cards" --key k1';
    const made = await pd(`${line} -o id`);
    const found = sandbox.store.incidents.get(made.stdout.trim());
    expect([made.code, found?.title, found?.priority?.summary, found?.assignments[0]?.assignee.summary]).toEqual([
      0,
      'Cannot pay',
      'P1',
      'Ada Byron',
    ]);
    expect((await pd(line)).code).toBe(5);
    const dry = await pd(`${line} --dry-run -o json`);
    expect(JSON.parse(dry.stdout).body.incident.body).toEqual({type: 'incident_body', details: 'All cards'});
    expect(sandbox.store.incidents.size).toBe(9);
  });
});

test('responders are asked in the name of the caller', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('incidents responders add 8 --user grace linus@example.com --message "Please join"');
    expect([ran.stderr, ran.code]).toEqual(['', 0]);
    const body = JSON.parse(sandbox.requests.at(-1)?.body ?? '');
    expect([body.message, body.responder_request_targets.length]).toEqual(['Please join', 2]);
    expect(body.requester_id).toBe(
      [...sandbox.store.tables.users.values()].find(user => user.summary === 'Ada Byron')?.id,
    );
  });
});

test('who was asked to help is a row each, as responders ls shows them, and JSON is the answer', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const line = 'incidents responders add 8 --user grace linus --message "Join"';
    const rows = (text: string) => text.trimEnd().split('\n');
    const ran = await pd(line);
    expect(rows(ran.stdout).map(row => row.split('\t').slice(1, 3))).toEqual([
      ['USER', 'STATE'],
      ['Grace Murray', 'pending'],
      ['Linus Berg', 'pending'],
    ]);
    // By then they were asked a second ago, perhaps.
    const lasting = (text: string) => rows(text).map(row => row.split('\t').toSpliced(3, 1));
    expect(lasting((await pd('incidents responders ls 8')).stdout)).toEqual(lasting(ran.stdout));
    expect(JSON.parse((await pd(`${line} -o json`)).stdout).responder_request_targets.length).toBe(2);
    const target = {responder_request_target: {id: 'PXF3NKE', type: 'escalation_policy', summary: 'Platform'}};
    const body = {responder_request: {message: 'Join', responder_request_targets: [target, null]}};
    sandbox.fail({match: {method: 'POST'}, status: 200, body});
    expect((await pd(`${line} --no-header`)).stdout).toBe('PXF3NKE\tPlatform\t\t\t\tJoin\n');
  });
});

test('custom fields are set by name, dots in a name included', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const body = {
      custom_fields: [
        {name: 'env', data_type: 'string'},
        {name: 'a.b', data_type: 'float'},
      ],
    };
    sandbox.fail({match: {path: '^/incidents/.*custom_fields'}, status: 200, body});
    const ran = await pd('incidents fields 8 env=prod a.b=3 --dry-run -o json');
    expect(JSON.parse(ran.stdout).body).toEqual({
      custom_fields: [
        {name: 'env', value: 'prod'},
        {name: 'a.b', value: 3},
      ],
    });
    expect((await pd('incidents fields 8 env')).code).toBe(2);
  });
});
