import {describe, expect, test} from 'bun:test';
import {isSeedCommand, seedArgv} from '../../src/cli/seed-argv.ts';
import {runLine} from '../support/line.ts';
import {alias, runPd} from '../support/pd.ts';
import {type Answer, json, scriptedServer} from '../support/scripted-server.ts';

const key = 'S33DK3YS33DK3YS33DK3YS33DK3YS33D';

const accept: Answer = (response, request) =>
  json(202, {status: 'success', message: 'Event processed', dedup_key: JSON.parse(request.body).dedup_key})(
    response,
    request,
  );

test("the command line is distinguished from pd's own", () => {
  for (const line of [
    'trigger -k X',
    '-k X trigger',
    '-k trigger resolve',
    '-kX --source=a acknowledge',
    '--max-wait 0 trigger',
    '--dry-run resolve -i k',
    '--api-url http://127.0.0.1:1 --auth-type token --from a@b trigger',
  ]) {
    expect([line, isSeedCommand(line.split(' '))]).toEqual([line, true]);
  }
  for (const line of [
    'events trigger',
    '-p trigger',
    'incidents resolve',
    '--source trigger',
    '',
    'rest',
    '-p prod events resolve k',
  ]) {
    expect([line, isSeedCommand(line.split(' '))]).toEqual([line, false]);
  }
});

test('flags before or after the verb, joined, shortened or repeated give the same result', () => {
  const wanted = ['trigger', '--routing-key', 'X', '--dedup-key', 'd', '--description', 'a b', '--source', 's'];
  for (const argv of [
    ['trigger', '-k', 'X', '-i', 'd', '--description', 'a b', '--source', 's'],
    ['-k', 'X', '-i', 'd', '--description', 'a b', '--source', 's', 'trigger'],
    ['-kX', '-id', 'trigger', '--desc=a b', '--so', 's'],
    ['--routing-key=Y', '--rout', 'X', '-i', 'd', 'trigger', '--description=a b', '--source', 's'],
  ]) {
    expect(seedArgv(argv)).toEqual(wanted);
  }
  expect(seedArgv(['-i', '-5', 'resolve', '--debug'])).toEqual(['resolve', '--debug', '--dedup-key', '-5']);
  expect(seedArgv(['trigger', '--d', 'x'])).toEqual(['trigger', 'x', '--d']);
});

describe.each([
  ['pagerduty', alias],
  ['pd', undefined],
])('as %s', (_name, program) => {
  const run = async (...args: string[]) => {
    using server = await scriptedServer([accept]);
    const env = {PD_EVENTS_URL: server.url, PD_OUTPUT: 'json'};
    const ran = program === undefined ? await runLine(args, {env}) : await runPd(args, {env, program});
    return {...ran, bodies: server.seen.map(({body}) => JSON.parse(body))};
  };

  test('trigger sends the same event and prints the same sentence', async () => {
    const {stdout, code, bodies} = await run(
      '-k',
      key,
      '-i',
      'd1',
      '--description',
      'Disk full',
      '--source',
      'db1',
      'trigger',
    );
    expect({stdout, code}).toEqual({stdout: 'Alert triggered successfully. Deduplication key: d1\n', code: 0});
    expect(bodies).toEqual([
      {
        routing_key: key,
        event_action: 'trigger',
        dedup_key: 'd1',
        payload: {summary: 'Disk full', source: 'db1', severity: 'critical'},
      },
    ]);
  });

  test('the source and the dedup key have defaults', async () => {
    const {stdout, bodies} = await run('trigger', '-k', key, '--description', 'Disk full');
    expect(bodies[0].payload.source).toMatch(/^pagerduty\.cli on ./);
    expect(stdout).toBe(`Alert triggered successfully. Deduplication key: ${bodies[0].dedup_key}\n`);
    expect(bodies[0].dedup_key).toHaveLength(36);
  });

  test('acknowledge and resolve', async () => {
    const acknowledged = await run('acknowledge', '-k', key, '-i', 'd1');
    expect(acknowledged.stdout).toBe('Alert acknowledged successfully. Deduplication key: d1\n');
    expect(acknowledged.bodies).toEqual([{routing_key: key, event_action: 'acknowledge', dedup_key: 'd1'}]);
    const resolved = await run('resolve', '-k', key, '-i', 'd1');
    expect(resolved.stdout).toBe('Alert resolved successfully. Deduplication key: d1\n');
    expect(resolved.bodies).toEqual([{routing_key: key, event_action: 'resolve', dedup_key: 'd1'}]);
  });

  test.each<[string, string[]]>([
    ['a trigger without a description', ['trigger', '-k', key]],
    ['a resolve without a dedup key', ['resolve', '-k', key]],
    ['no routing key', ['trigger', '--description', 'x']],
    ['an unknown flag', ['trigger', '-k', key, '--description', 'x', '--nope']],
  ])('%s is exit 2, and nothing is sent', async (_name, args) => {
    const {code, stdout, bodies} = await run(...args);
    expect({code, stdout, bodies}).toEqual({code: 2, stdout: '', bodies: []});
  });
});
