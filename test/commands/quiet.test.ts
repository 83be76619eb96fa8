import {expect, test} from 'bun:test';
import {withDemo} from '../incidents/demo.ts';
import {pdAtTerminal} from '../support/terminal.ts';

test('--quiet leaves nothing on stderr but errors, and asks what has to be asked', async () => {
  await withDemo(async ({pd, program, sandbox, env}) => {
    const closed = await pd('incidents ls --status closed');
    expect(closed.stderr).toContain('Only incidents of the last month');
    for (const flag of ['-q', '--quiet'])
      expect(await pd(`incidents ls --status closed ${flag}`)).toMatchObject({
        code: 0,
        stdout: closed.stdout,
        stderr: '',
      });
    expect((await pd('-q incidents resolve 8')).stderr).toBe('');
    expect((await pd('incidents ls --service nosuch -q')).stderr).toContain('No service matches "nosuch"');
    const terminal = pdAtTerminal(['incidents', 'ack', '7', '4', '-q'], env, {columns: 80});
    await terminal.shown('[y/N] ');
    terminal.type('n\n');
    const asked = await terminal.ended();
    // What is touched belongs to the question.
    const says = ['#7 HTTP 5xx', 'Acknowledge 2 incidents?'].map(text => asked.screen.includes(text));
    expect([asked.code, ...says]).toEqual([2, true, true]);
    sandbox.fail({status: 429, headers: {'ratelimit-reset': '1'}});
    const waited = await program('incidents ls -q --max-wait 1m -o id', {tty: {columns: 80}});
    expect([waited.code, /^(\w+\n)+$/.test(waited.stdout)]).toEqual([0, true]);
  });
});

test('in rest, -q is a query parameter', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const ran = await pd('rest list users -q query=ada --quiet -o id');
    expect([ran.code, ran.stderr, sandbox.requests.at(-1)?.query.includes('query=ada')]).toEqual([0, '', true]);
    expect((await pd('rest list --help')).stdout).toMatch(/^ +--quiet /m);
    expect((await pd('rest paths --help')).stdout).toMatch(/^ +-q, --quiet /m);
  });
});

test('a flush of an empty queue prints nothing, and JSON says so', async () => {
  await withDemo(async ({pd}) => {
    expect(await pd('events queue flush')).toMatchObject({code: 0, stdout: '', stderr: ''});
    expect(JSON.parse((await pd('events queue flush -o json')).stdout)).toEqual({
      ...{delivered: 0, rejected: 0, set_aside: 0, queued: 0},
    });
  });
});

test('every command is listed, and JSON has its flags as data', async () => {
  await withDemo(async ({pd}) => {
    const names = (await pd('commands -o id')).stdout.trimEnd().split('\n');
    expect([names[0], names.includes('commands'), names.includes('seed')]).toEqual(['pd', true, false]);
    expect((await pd('commands')).stdout).toMatch(/^incidents ls\tList incidents/m);
    const all: {name: string; flags: {name: string}[]; args: object[]; examples: string[]}[] = JSON.parse(
      (await pd('commands -o json')).stdout,
    );
    expect(all.map(({name}) => name)).toEqual(names);
    const ls = all.find(({name}) => name === 'incidents ls');
    expect(ls?.flags).toContainEqual(
      expect.objectContaining({name: 'urgency', value: 'high|low', options: ['high', 'low']}),
    );
    expect(all[0]?.flags.map(({name}) => name)).toContain('quiet');
  });
});

test('a flag that means something else in one command stands on its page once', async () => {
  await withDemo(async ({pd}) => {
    const {stdout} = await pd('incidents wait --help');
    expect(stdout.match(/--timeout=/g)?.length).toBe(1);
  });
});
