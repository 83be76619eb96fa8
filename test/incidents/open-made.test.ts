import {expect, test} from 'bun:test';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {tempFolder} from '../support/pd.ts';
import {withDemo} from './demo.ts';

const line = 'incidents create --service Checkout -s Slow --open';

test('create --open opens the page of the incident that it made', async () => {
  const folder = tempFolder();
  const {promise: opened, resolve} = Promise.withResolvers<string>();
  const browser = Bun.serve({
    ...{hostname: '127.0.0.1', port: 0},
    fetch: async request => {
      resolve(await request.text());
      return new Response();
    },
  });
  const script = `await fetch('${browser.url}', {method: 'POST', body: process.argv[1]})`;
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nexec '${process.execPath}' -e "${script}" "$1"\n`, {mode: 0o755});
  await withDemo(async ({pd, sandbox}) => {
    const env = {PATH: `${folder}:${process.env['PATH']}`, DISPLAY: ':0'};
    const {code, stderr} = await pd(line, {env, terminal: 100});
    const {html_url} = [...sandbox.store.incidents.values()].at(-1) ?? {};
    expect([code, stderr, await opened]).toEqual([0, `Opened ${html_url}\n`, String(html_url)]);
  });
  await browser.stop(true);
});

test('where no browser can be opened, create --open says where the page is', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const page = () => [...sandbox.store.incidents.values()].at(-1)?.html_url;
    for (const where of [{}, {terminal: 100}]) {
      const {code, stdout, stderr} = await pd(`${line} -o id`, where);
      expect([code, stdout]).toEqual([0, `${[...sandbox.store.incidents.keys()].at(-1)}\n`]);
      expect(stderr).toBe(`${page()}\n`);
    }
  });
});

test('create --open opens nothing that is not an https page of PagerDuty, nor with --dry-run', async () => {
  await withDemo(async ({pd, sandbox}) => {
    const dry = await pd(`${line} --dry-run`);
    expect([dry.code, dry.stderr]).toEqual([0, '']);
    const html_url = 'https://pagerduty.example/incidents/PABC123';
    const body = {incident: {id: 'PABC123', html_url}};
    sandbox.fail({match: {method: 'POST'}, times: -1, status: 201, body});
    const {code, stdout, stderr} = await pd(`${line} -o id`);
    expect([code, stdout]).toEqual([0, 'PABC123\n']);
    expect(stderr).toContain('not an https address on a PagerDuty host, so it is not opened');
  });
});

test('log --overview leaves out all but the most important changes', async () => {
  await withDemo(async ({pd, sandbox}) => {
    await pd('incidents urgency 8 low');
    const kinds = async (flags: string) =>
      (await pd(`incidents log 8 ${flags} --fields type -o csv --no-header`)).stdout.split('\r\n');
    expect(await kinds('')).toContain('urgency_change_log_entry');
    expect(await kinds('--overview')).not.toContain('urgency_change_log_entry');
    expect(new URLSearchParams(sandbox.requests.at(-1)?.query).get('is_overview')).toBe('true');
    expect((await pd('incidents log 8 7 --overview')).code).toBe(0);
  });
});
