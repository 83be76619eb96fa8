import {expect, test} from 'bun:test';
import {Clock} from '../support/clock.ts';
import {tempFolder} from '../support/pd.ts';
import {type Answer, json, reset, scriptedServer, silent, text} from '../support/scripted-server.ts';
import {accept, bodies, fileIn, invalid, routingKey, withServer} from './events-server.ts';

const folder = tempFolder();

test('sends the event and prints the result in the requested format', async () => {
  await withServer([accept], async (seen, pd) => {
    const ran = await pd([
      'events',
      'trigger',
      '-s',
      'disk full',
      '--severity',
      'error',
      '--dedup-key',
      'k1',
      '--source',
      'db1',
      '--timestamp',
      '2026-03-01T09:00:00+01:00',
      '--details',
      'disk.free:=0',
      'host=db1',
      '--link',
      'https://w.example/?p=1=Runbook',
      '-o',
      'json',
    ]);
    expect(ran).toEqual({
      code: 0,
      stderr: '',
      stdout: '{"status":"success","message":"Event processed","dedup_key":"k1","event_action":"trigger"}\n',
    });
    expect(seen[0]?.path).toBe('/v2/enqueue');
    expect(seen[0]?.headers['content-type']).toBe('application/json');
    expect(bodies(seen)).toEqual([
      {
        routing_key: routingKey,
        event_action: 'trigger',
        dedup_key: 'k1',
        links: [{href: 'https://w.example/?p=1', text: 'Runbook'}],
        payload: {
          summary: 'disk full',
          source: 'db1',
          severity: 'error',
          timestamp: '2026-03-01T08:00:00.000Z',
          custom_details: {disk: {free: 0}, host: 'db1'},
        },
      },
    ]);
  });
});

test('with -o id it prints only the dedup key, a UUID if none was given', async () => {
  await withServer([accept], async (seen, pd) => {
    const {stdout, code} = await pd(['events', 'trigger', '-s', 's', '-o', 'id']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n$/);
    expect(bodies(seen)[0].dedup_key).toBe(stdout.trim());
  });
});

test('503, 429, a reset, then 202: four attempts, with the same bytes each time', async () => {
  await withServer([text(503, 'busy'), json(429, {}), reset, accept], async (seen, pd) => {
    const {code} = await pd(['events', 'trigger', '-s', 'grüße 😀'], {env: {PD_MAX_WAIT: '20s'}});
    expect(code).toBe(0);
    expect(seen.length).toBe(4);
    expect(new Set(seen.map(({body}) => body)).size).toBe(1);
    expect(bodies(seen)[3].payload.summary).toBe('grüße 😀');
  });
});

test.each<[string, Answer, number]>([
  ["PagerDuty's own refusal", invalid, 5],
  ["PagerDuty's refusal in another shape", json(400, {error: ['links should have at most 50 item(s)']}), 5],
  ['a refusal as one text', json(400, {error: 'links are too many'}), 5],
  ['errors under the names of fields', json(400, {errors: {links: ['too many']}}), 5],
  ["a refusal without PagerDuty's errors", json(400, {status: 'invalid event', message: 'no'}), 5],
  ['a 400 of somebody else', text(400, '<h1>Bad request</h1>'), 7],
  ["a gateway's JSON 400", json(400, {message: 'Bad Request'}), 7],
  ['a 400 that says nothing', json(400, {}), 7],
  ['a 400 in plain text', text(400, 'Bad Request'), 7],
  ["a gateway's page that it is too large", text(413, '<html><h1>413</h1></html>', {'content-type': 'text/html'}), 7],
  ["a gateway's JSON 413", json(413, {message: 'Request Entity Too Large'}), 7],
  ["a proxy's page", text(200, '<html>sign in</html>', {'content-type': 'text/html'}), 7],
  ['JSON of somebody else', json(200, {ok: true}), 7],
  ['a list', json(202, []), 7],
  ['401', json(401, {error: 'no'}), 3],
  ['403', json(403, {error: 'no'}), 3],
  ['429', json(429, {}), 6],
  ['500', json(500, {}), 7],
  ['a reset', reset, 7],
])('%s', async (_name, answer, exitCode) => {
  await withServer([answer], async (seen, pd) => {
    const {code, stdout, stderr} = await pd(['events', 'trigger', '-s', 's', '--json']);
    expect(code).toBe(exitCode);
    expect(stdout).toBe('');
    expect(seen.length).toBe(1);
    expect(JSON.parse(stderr.trim().split('\n').pop() ?? '').error.message).not.toBe('');
    expect(stderr).not.toContain(routingKey);
  });
});

test("PagerDuty's reasons are shown", async () => {
  await withServer([invalid], async (_seen, pd) => {
    const {stderr} = await pd(['events', 'trigger', '-s', 's']);
    expect(stderr).toContain('Event object is invalid');
    expect(stderr).toContain('Length of x is wrong');
  });
});

test('an answer that never comes ends at the timeout', async () => {
  const clock = new Clock();
  await withServer([silent(clock)], async (_seen, pd) => {
    expect((await pd(['events', 'trigger', '-s', 's', '--timeout', '200ms'], {clock})).code).toBe(7);
  });
});

test.each([307, 308])('a redirect (%p) is not followed: the other host sees nothing', async status => {
  using other = await scriptedServer([accept]);
  await withServer([text(status, '', {location: `${other.url}/v2/enqueue`})], async (_seen, pd) => {
    expect((await pd(['events', 'trigger', '-s', 's'])).code).toBe(7);
    expect(other.seen.length).toBe(0);
  });
});

test.each<[string, string[]]>([
  ['an empty summary', ['-s', '']],
  ['no summary', []],
  ['an unknown severity', ['-s', 's', '--severity', 'fatal']],
  ['the case of a severity with --strict', ['-s', 's', '--severity', 'CRITICAL', '--strict']],
  ['a dedup key of 256 characters', ['-s', 's', '--dedup-key', 'k'.repeat(256)]],
  ['broken JSON', ['-s', 's', '--details', '{"broken']],
  ['a missing file', ['-s', 's', '--details', '@/no/such/file']],
  ['10,000 dots', ['-s', 's', '--details', `${'.'.repeat(10_000)}=1`]],
  ['no time', ['-s', 's', '--timestamp', 'whenever']],
  ['a link that is a script', ['-s', 's', '--link', 'javascript:alert(1)']],
  ['a client URL that is a file', ['-s', 's', '--client-url', 'file:///etc/passwd']],
  ['a long summary with --strict', ['-s', 'x'.repeat(1025), '--strict']],
  ['a routing key that is none', ['-s', 's', '-k', 'short']],
])('%s is exit 2, and nothing is sent', async (_name, args) => {
  await withServer([accept], async (seen, pd) => {
    const {code, stdout} = await pd(['events', 'trigger', ...args]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(seen.length).toBe(0);
  });
});

test('without a routing key nothing is sent', async () => {
  await withServer([accept], async (seen, pd) => {
    expect((await pd(['events', 'trigger', '-s', 's'], {env: {PD_ROUTING_KEY: undefined}})).code).toBe(2);
    expect(seen.length).toBe(0);
  });
});

test('what is too long is cut with a warning, and sent', async () => {
  await withServer([accept], async (seen, pd) => {
    const details = fileIn(folder, 'large.json', JSON.stringify({log: 'x'.repeat(600_000)}));
    const {code, stderr} = await pd(['events', 'trigger', '-s', `${'a'.repeat(1023)}😀😀`, '--details', `@${details}`]);
    expect(code).toBe(0);
    expect(stderr.match(/^warning: /gm)?.length).toBe(2);
    expect(Buffer.byteLength(seen[0]?.body ?? '')).toBeLessThanOrEqual(524_288);
    expect(bodies(seen)[0].payload.summary).toBe(`${'a'.repeat(1023)}😀`);
    expect(bodies(seen)[0].payload.custom_details.full_summary).toBe(`${'a'.repeat(1023)}😀😀`);
  });
});

test.each([
  ['CRITICAL', 'critical'],
  ['', 'critical'],
  ['Info', 'info'],
])('--severity %p is sent as %s, with a warning', async (severity, sent) => {
  await withServer([accept], async (seen, pd) => {
    const {code, stderr} = await pd(['events', 'trigger', '-s', 's', '--severity', severity]);
    expect(code).toBe(0);
    expect(stderr).toStartWith('warning: ');
    expect(bodies(seen)[0].payload.severity).toBe(sent);
  });
});

test('details from standard input; what is not UTF-8 is an error', async () => {
  await withServer([accept], async (seen, pd) => {
    expect(
      (await pd(['events', 'trigger', '-s', 's', '--details', '-'], {stdin: '{"a": 12345678901234567890}'})).code,
    ).toBe(0);
    expect(seen[0]?.body).toContain('"custom_details":{"a":12345678901234567890}');
    const bad = await pd(['events', 'trigger', '-s', 's', '--details', '-'], {
      stdin: Buffer.from([0x7b, 0xff, 0x7d]),
    });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('UTF-8');
    expect(seen.length).toBe(1);
  });
});

test('--dry-run shows the request with the key hidden, and sends nothing', async () => {
  await withServer([accept], async (seen, pd, url) => {
    const {code, stdout} = await pd(['events', 'trigger', '-s', 's', '--source', 'x', '--dedup-key', 'k', '--dry-run']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      method: 'POST',
      url: `${url}/v2/enqueue`,
      body: {
        routing_key: '…3Y00',
        event_action: 'trigger',
        dedup_key: 'k',
        payload: {summary: 's', source: 'x', severity: 'critical'},
      },
    });
    expect(seen.length).toBe(0);
  });
});
