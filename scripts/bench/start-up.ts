import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Job, median, pair, peakMb, report} from './measure.ts';
import {selfSigned, startServer} from './servers.ts';

const runs = 25;
const routingKey = '0123456789abcdef0123456789abcdef';
const event = JSON.stringify({
  routing_key: routingKey,
  event_action: 'trigger',
  dedup_key: 'bench',
  payload: {summary: 'bench', source: 'bench', severity: 'critical'},
});

/** What every invocation costs, compared to curl sending the same POST. */
export async function benchStartUp(program: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  // A copy is in memory in large pieces, as after an installation.
  const pd = join(folder, 'pd');
  copyFileSync(program, pd);
  const events = await startServer('events-server.ts');
  const url = `http://127.0.0.1:${events.port}`;
  const {trigger, curl} = jobs(pd, url);
  const beside = await pair(trigger, curl, runs);
  report('events trigger: time, times curl', beside.wallRatio, 2.6, '');
  report('events trigger: processor time, times curl', beside.cpuRatio, undefined, '');
  report('events trigger: peak memory', await peakMb(trigger), 46, ' MB');
  const others = {'pd --version': 0.9, 'pd --help': 1.1, 'pd incidents ls --help': 2.2};
  for (const [line, limit] of Object.entries(others)) {
    const [, ...words] = line.split(' ');
    report(`${line}: time, times curl`, (await pair({argv: [pd, ...words]}, curl, runs)).wallRatio, limit, '');
  }
  await benchList(pd, curl);
  await benchOthers(pd, trigger, url);
  await benchHttps(pd);
  await benchFirstRun(trigger, curl);
  events.close();
  rmSync(folder, {recursive: true});
}

async function benchList(pd: string, curl: Job): Promise<void> {
  const {port, close} = await startServer('list-server.ts', 25, 0);
  const env = {PD_API_URL: `http://127.0.0.1:${port}`, PD_API_KEY: 'u+BenchBenchBench001'};
  const {wallRatio} = await pair({argv: [pd, 'incidents', 'ls', '--limit', '25'], env}, curl, runs);
  report('pd incidents ls of 25: time, times curl posting an event', wallRatio, 3.3, '');
  close();
}

/** Over TLS, as PagerDuty requires, without delay and with a round trip of 30 ms. */
async function benchHttps(pd: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const own = selfSigned(folder);
  if (own === undefined) return console.log('https: not measured without openssl');
  const {key, cert} = own;
  // As for users: the machine's own certificate authorities, and the bench's.
  const bundle = join(folder, 'bundle.pem');
  const system = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];
  writeFileSync(bundle, spawnSync('cat', [...system, cert], {encoding: 'utf8'}).stdout);
  for (const roundTripMs of [0, 30]) {
    const {port, close} = await startServer('events-server.ts', roundTripMs, key, cert);
    const {trigger, curl} = jobs(pd, `https://127.0.0.1:${port}`);
    const trusting = {
      ...trigger,
      env: {...trigger.env, NODE_EXTRA_CA_CERTS: cert, PD_STATE_DIR: join(folder, 'state')},
    };
    const {a, b, wallRatio} = await pair(trusting, {argv: [...curl.argv, '--cacert', bundle]}, runs);
    const name = roundTripMs === 0 ? 'events trigger over https' : `events trigger over https, ${roundTripMs} ms away`;
    report(`${name}: time, times curl`, wallRatio, roundTripMs === 0 ? 0.6 : undefined, '');
    report(
      `  pd ${median(a.map(({wallMs}) => wallMs)).toFixed(0)} ms, curl`,
      median(b.map(({wallMs}) => wallMs)),
      undefined,
      ' ms',
    );
    close();
  }
  rmSync(folder, {recursive: true});
}

/**
 * With neither program in memory yet, as in a CI step. Last of all: what a first run has read stays in memory in small
 * pieces, which every later start takes longer to map than the large ones of a file that was written or copied.
 */
async function benchFirstRun(trigger: Job, curl: Job): Promise<void> {
  const dropped = (): boolean => spawnSync('sh', ['-c', 'sync; echo 1 > /proc/sys/vm/drop_caches']).status === 0;
  if (process.platform !== 'linux' || !dropped()) return console.log('the first run: not measured without root');
  const {a, b} = await pair(trigger, curl, 5, async () => void dropped());
  report('events trigger, first run', median(a.map(({wallMs}) => wallMs)), undefined, ' ms');
  report('curl, first run', median(b.map(({wallMs}) => wallMs)), undefined, ' ms');
  report(
    'events trigger after a first run: time, times curl',
    (await pair(trigger, curl, runs)).wallRatio,
    undefined,
    '',
  );
}

/** Other clients, if this machine has them. */
async function benchOthers(pd: string, trigger: Job, url: string): Promise<void> {
  const script = `import pagerduty; pagerduty.EventsApiV2Client(${JSON.stringify(routingKey)}, base_url=${JSON.stringify(url)}).trigger("bench", "bench")`;
  const python = {argv: ['python3', '-c', script]};
  if (spawnSync('python3', ['-c', 'import pagerduty']).status !== 0)
    console.log('python-pagerduty: not on this machine');
  else
    report('events trigger: time, times python-pagerduty', (await pair(trigger, python, 10)).wallRatio, undefined, '');
  // Its program is called pd too.
  const cli = spawnSync('pd', ['--version'], {encoding: 'utf8'});
  if (cli.stdout?.startsWith('pagerduty-cli/') !== true) return console.log('pagerduty-cli: not on this machine');
  const beside = await pair({argv: [pd, '--version']}, {argv: ['pd', '--version']}, 10);
  report('pd --version: time, times pagerduty-cli --version', beside.wallRatio, undefined, '');
}

function jobs(pd: string, url: string): {trigger: Job & {env: Record<string, string>}; curl: Job} {
  return {
    trigger: {
      argv: [pd, 'events', 'trigger', '-s', 'bench', '--source', 'bench', '--dedup-key', 'bench'],
      env: {PD_EVENTS_URL: url, PD_ROUTING_KEY: routingKey},
    },
    curl: {argv: ['curl', '-sS', '-H', 'content-type: application/json', '-d', event, `${url}/v2/enqueue`]},
  };
}
