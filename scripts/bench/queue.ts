import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pair, peakMb, report, run} from './measure.ts';

const count = 20_000;

async function eventsServer() {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'queue-server.ts')], {
    stdin: 'pipe',
    stdout: 'pipe',
  });
  const reader = child.stdout.getReader();
  const nextLine = async (): Promise<string> =>
    Buffer.from((await reader.read()).value ?? [])
      .toString()
      .trim();
  const port = await nextLine();
  return {
    url: `http://127.0.0.1:${port}`,
    requests: async (): Promise<number> => {
      child.stdin.write('?\n');
      await child.stdin.flush();
      return Number(await nextLine());
    },
    close: () => child.kill(),
  };
}

/** The queue during a long outage of PagerDuty: filled, listed, added to and flushed. */
export async function benchQueue(pd: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const full = join(folder, 'full');
  const server = await eventsServer();
  const settings = {
    PD_SPOOL: '1',
    PD_MAX_WAIT: '0',
    PD_ROUTING_KEY: '0123456789abcdef0123456789abcdef',
    PD_CONFIG_DIR: folder,
  };
  // Nothing listens on port 1 of the loopback. Queued events are bound to a host, so the flush needs events for the
  // server.
  const env = (state: string, url: string) => ({...settings, PD_STATE_DIR: state, PD_EVENTS_URL: url});
  try {
    const sendTo = (state: string, url: string) => ({
      argv: [pd, 'events', 'send', '-', '-o', 'id'],
      env: env(state, url),
      stdin: events(),
    });
    const send = await run(sendTo(full, 'http://127.0.0.1:1'));
    if (send.lines !== count) throw new Error(`${send.lines} of ${count} events were queued`);
    report('20,000 events queued by send while down: each second', count / (send.wallMs / 1000), undefined, '');
    report('20,000 events queued by send while down: processor time', send.cpuMs / 1000, undefined, ' s');
    const peak = await peakMb(sendTo(join(folder, 'peak'), 'http://127.0.0.1:1'));
    report('20,000 events queued by send: peak memory', peak, 200, ' MB');
    const direct = await run(sendTo(join(folder, 'direct'), server.url));
    if (direct.lines !== count) throw new Error(`${direct.lines} of ${count} events were sent`);
    await server.requests();
    report('20,000 events sent: each second', count / (direct.wallMs / 1000), undefined, '');
    report('20,000 events sent: processor time', direct.cpuMs / 1000, undefined, ' s');
    const first = await run({
      argv: ['bash', '-c', `'${pd}' events queue ls -o jsonl | head -1`],
      env: env(full, server.url),
    });
    report('20,000 queued: queue ls -o jsonl | head -1', first.wallMs / 1000, 2, ' s');
    const listed = await run({argv: [pd, 'events', 'queue', 'ls', '-o', 'jsonl'], env: env(full, server.url)});
    if (listed.lines !== count) throw new Error(`${listed.lines} of ${count} events were listed`);
    report('20,000 queued: queue ls, whole', listed.wallMs / 1000, undefined, ' s');
    const trigger = (state: string) => ({
      argv: [pd, 'events', 'trigger', '-s', 'one more'],
      env: env(join(folder, state), 'http://127.0.0.1:1'),
    });
    const {wallRatio} = await pair(trigger('full'), trigger('empty'), 15);
    report('one trigger while down: time with 20,000 queued, times empty', wallRatio, 1.3, '');
    await benchFlush(pd, {folder, env, url: server.url, requests: server.requests});
  } finally {
    server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

interface Flush {
  folder: string;
  env: (state: string, url: string) => Record<string, string>;
  url: string;
  requests: () => Promise<number>;
}

async function benchFlush(pd: string, {folder, env, url, requests}: Flush): Promise<void> {
  const state = join(folder, 'bound');
  cpSync(join(folder, 'full'), state, {recursive: true});
  // The same events, meant for the server that is up.
  const rebound = Bun.spawn([
    'sh',
    '-c',
    `find '${state}' -name '*.json' | xargs sed -i 's#http://127.0.0.1:1"#${url}"#'`,
  ]);
  await rebound.exited;
  const before = await requests();
  const job = {argv: [pd, 'events', 'queue', 'flush'], env: env(state, url)};
  const again = join(folder, 'again');
  cpSync(state, again, {recursive: true});
  spawnSync('sync'); // the system would write the copies during the flush
  const flush = await run(job);
  if (flush.code !== 0) throw new Error(`the flush ended with ${flush.code}`);
  report('20,000 events flushed: each second', count / (flush.wallMs / 1000), undefined, '');
  report('20,000 events flushed: processor time', flush.cpuMs / 1000, undefined, ' s');
  report('20,000 events flushed: requests for each event', ((await requests()) - before) / count, 1.01, '');
  report('20,000 events flushed: peak memory', await peakMb({...job, env: env(again, url)}), 200, ' MB');
}

const events = (): string =>
  Array.from({length: count}, (_, index) =>
    JSON.stringify({
      event_action: 'trigger',
      dedup_key: `event-${index}`,
      payload: {summary: `event ${index}`, source: 'bench', severity: 'info', custom_details: {text: 'x'.repeat(200)}},
    }),
  ).join('\n');
