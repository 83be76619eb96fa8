import {expect, test} from 'bun:test';
import {tempFolder} from '../support/pd.ts';
import {json} from '../support/scripted-server.ts';
import {accept, bodies, fileIn, lines, routingKey, trigger, withServer} from './events-server.ts';

const folder = tempFolder();

test('a file of every kind of event, each with its own or the common routing key', async () => {
  const own = 'O'.repeat(32);
  const path = fileIn(
    folder,
    'events.jsonl',
    lines(
      `\ufeff${trigger('k1', {routing_key: own})}`,
      '',
      '{"event_action":"resolve","dedup_key":"k2"}',
      '{"payload":{"summary":"deployed"}}',
    ),
  );
  await withServer([accept], async (seen, pd) => {
    const {code, stdout} = await pd(['events', 'send', path, '-o', 'jsonl', '--concurrency', '1']);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').length).toBe(3);
    expect(seen.map(({path: to}) => to)).toEqual(['/v2/enqueue', '/v2/enqueue', '/v2/change/enqueue']);
    expect(bodies(seen).map(({routing_key}) => routing_key)).toEqual([own, routingKey, routingKey]);
  });
});

test('one JSON array, from a file and from standard input', async () => {
  const array = ` \n[${trigger('a')},\n${trigger('b')}]`;
  await withServer([accept], async (seen, pd) => {
    expect((await pd(['events', 'send', fileIn(folder, 'array.json', array)])).code).toBe(0);
    expect((await pd(['events', 'send', '-'], {stdin: array})).code).toBe(0);
    expect((await pd(['events', 'send'], {stdin: array})).code).toBe(0);
    expect(
      bodies(seen)
        .map(({dedup_key}) => dedup_key)
        .sort(),
    ).toEqual(['a', 'a', 'a', 'b', 'b', 'b']);
    expect((await pd(['events', 'send', fileIn(folder, 'torn.json', '[{')])).code).toBe(2);
    expect((await pd(['events', 'send', '-'], {stdin: '[{'})).code).toBe(8);
    expect(seen.length).toBe(6);
  });
});

test('one event pretty-printed, and several in a row, from a file and from standard input', async () => {
  const pretty = (key: string): string => JSON.stringify(JSON.parse(trigger(key)), null, 2);
  const text = `\ufeff${pretty('a')}\r\n${pretty('b')}${trigger('c')}`;
  await withServer([accept], async (seen, pd) => {
    expect((await pd(['events', 'send', fileIn(folder, 'pretty.json', text), '-o', 'id'])).stdout).toBe('a\nb\nc\n');
    expect((await pd(['events', 'send', '-', '-o', 'id'], {stdin: pretty('d')})).stdout).toBe('d\n');
    expect(seen.length).toBe(4);
  });
});

test('an incomplete line is reported, and those after it are sent', async () => {
  await withServer([accept], async (seen, pd) => {
    const stdin = lines(trigger('a'), '{"event_action":"trigger","payload":', trigger('b'), trigger('c'));
    const {code, stdout, stderr} = await pd(['events', 'send', '-', '-o', 'id'], {stdin});
    expect({code, sent: stdout.split('\n').sort()}).toEqual({code: 8, sent: ['', 'a', 'b', 'c']});
    expect(stderr).toContain('line 2: not valid JSON');
    expect(seen.length).toBe(3);
  });
});

test('a correction is reported with its line; --strict reports all of them and sends nothing of a file', async () => {
  const path = fileIn(folder, 'odd.json', `[${trigger('a', {client: 5})},\n${trigger('b', {links: [{}]})}]`);
  await withServer([accept], async (seen, pd) => {
    const {code, stderr} = await pd(['events', 'send', path]);
    expect(code).toBe(0);
    expect(stderr).toContain('line 1 (item 1): client 5 is not a string: sent as "5"');
    expect(stderr).toContain('line 2 (item 2): links[0] has no href');
    const strict = await pd(['events', 'send', path, '--strict', '--json']);
    expect(strict.code).toBe(2);
    expect(JSON.parse(strict.stderr).error.details).toHaveLength(2);
    expect(seen.length).toBe(2);
  });
});

test('a file is checked completely: every bad line is reported, and nothing is sent', async () => {
  const path = fileIn(
    folder,
    'bad.jsonl',
    Buffer.concat([
      Buffer.from(lines(trigger('k1'), 'oops', trigger('k2', {event_action: 'ack'}))),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
    ]),
  );
  await withServer([accept], async (seen, pd) => {
    const {code, stdout, stderr} = await pd(['events', 'send', path]);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    for (const place of ['line 2', 'line 3', 'line 4', 'UTF-8']) expect(stderr).toContain(place);
    expect(stderr).not.toContain('line 1');
    expect(seen.length).toBe(0);
    expect((await pd(['events', 'send', '/no/such/file'])).code).toBe(2);
    expect((await pd(['events', 'send', folder])).code).toBe(2);
  });
});

test('a bad line on standard input is reported and skipped: exit 8', async () => {
  const stdin = Buffer.concat([
    Buffer.from(lines(trigger('k1'), 'oops')),
    Buffer.from([0xff, 0x0a]),
    Buffer.from(lines('{"event_action":"resolve"}', trigger('k2'))),
  ]);
  await withServer([accept], async (seen, pd) => {
    const {code, stdout, stderr} = await pd(['events', 'send', '-', '-o', 'id'], {stdin});
    expect(code).toBe(8);
    expect(stdout.split('\n').sort()).toEqual(['', 'k1', 'k2']);
    for (const place of ['line 2', 'line 3', 'line 4']) expect(stderr).toContain(`${place}: `);
    expect(seen.length).toBe(2);
  });
});

test('the corrected event is queued', async () => {
  const env = {PD_SPOOL: '1', PD_STATE_DIR: tempFolder()};
  await withServer([json(503, {}), accept], async (seen, pd) => {
    const stdin = lines(trigger('a', {payload: {summary: 5, source: 'x', severity: 'INFO'}}));
    expect(JSON.parse((await pd(['events', 'send', '-', '--json'], {stdin, env})).stdout)[0].status).toBe('queued');
    expect((await pd(['events', 'queue', 'flush'], {env})).code).toBe(0);
    expect(bodies(seen)[1].payload).toMatchObject({summary: '5', severity: 'info'});
  });
});

test('--dry-run shows every request and sends none', async () => {
  await withServer([accept], async (seen, pd) => {
    const {code, stdout} = await pd(['events', 'send', '-', '--dry-run'], {
      stdin: lines(trigger('a', {routing_key: `${'S'.repeat(31)}9`}), trigger('b')),
    });
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).body.routing_key),
    ).toEqual(['…SSS9', '…3Y00']);
    expect(seen.length).toBe(0);
  });
});

test('an empty input leaves nothing to do', async () => {
  await withServer([accept], async (_seen, pd) => {
    expect((await pd(['events', 'send', '-'], {stdin: '\n\n'})).code).toBe(0);
    expect((await pd(['events', 'send', fileIn(folder, 'empty', '')])).code).toBe(0);
  });
});
