import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {newDisk} from './disk.ts';
import {type Figure, middleRun, pair, peakMb, report, reportRate, run} from './measure.ts';

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
  const disk = newDisk();
  const {folder} = disk;
  const full = join(folder, 'full');
  const input = Bun.file(join(folder, 'events'));
  await input.write(events());
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
      stdin: input,
    });
    const send = await middleRun(
      ['full', 'full-2', 'full-3'].map(name => sendTo(join(folder, name), 'http://127.0.0.1:1')),
    );
    if (send.lines !== count) throw new Error(`${send.lines} of ${count} events were queued`);
    reportRate('20,000 events queued by send while down: each second', perSecond(send), 5000);
    const unpacked = await unpack(join(full, 'queue'), folder);
    report('20,000 events queued: time, times tar unpacking them', send.wallMs / unpacked.wallMs, undefined, '');
    report('20,000 events queued by send while down: processor time', send.cpuMs / 1000, undefined, ' s');
    const peak = await peakMb(sendTo(join(folder, 'peak'), 'http://127.0.0.1:1'));
    report('20,000 events queued by send: peak memory', peak, 200, ' MB');
    const direct = await middleRun(Array(3).fill(sendTo(join(folder, 'direct'), server.url)));
    if (direct.lines !== count) throw new Error(`${direct.lines} of ${count} events were sent`);
    await server.requests();
    reportRate('20,000 events sent: each second', perSecond(direct), 2000);
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
    disk.remove();
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
  const states = ['bound', 'bound-2', 'bound-3', 'bound-4'].map(name => join(folder, name));
  for (const copy of states.slice(1)) cpSync(state, copy, {recursive: true});
  spawnSync('sync'); // the system would write the copies during the flush
  const before = await requests();
  const [last, ...jobs] = states.map(each => ({argv: [pd, 'events', 'queue', 'flush'], env: env(each, url)}));
  const flush = await middleRun(jobs);
  if (flush.code !== 0) throw new Error(`the flush ended with ${flush.code}`);
  reportRate('20,000 events flushed: each second', perSecond(flush), 2000);
  report('20,000 events flushed: processor time', flush.cpuMs / 1000, undefined, ' s');
  report(
    '20,000 events flushed: requests for each event',
    ((await requests()) - before) / count / jobs.length,
    1.01,
    '',
  );
  const posted = await postAll(url, folder);
  report('20,000 events flushed: time, times curl sending one by one', flush.wallMs / posted.wallMs, undefined, '');
  report('20,000 events flushed: peak memory', last && (await peakMb(last)), 200, ' MB');
}

const perSecond = ({wallMs}: Figure): number => count / (wallMs / 1000);

/** What the disk takes for as many files, until they survive a power cut. */
async function unpack(queue: string, folder: string): Promise<Figure> {
  const [archive, copy] = [join(folder, 'queue.tar'), join(folder, 'copy')];
  spawnSync('tar', ['-cf', archive, '-C', queue, '.']);
  mkdirSync(copy);
  spawnSync('sync');
  const figure = await run({argv: ['sh', '-c', `tar -xf '${archive}' -C '${copy}' && sync -f '${copy}'`]});
  if (figure.code !== 0) throw new Error(`tar and sync ended with ${figure.code}`);
  return figure;
}

/** What curl takes for the same requests, over one connection. */
async function postAll(url: string, folder: string): Promise<Figure> {
  const config = join(folder, 'curl');
  const post = (body: string): string =>
    `url="${url}/v2/enqueue"\nheader="content-type: application/json"\ndata=${JSON.stringify(body)}\n`;
  writeFileSync(config, events().split('\n').map(post).join('next\n'));
  const figure = await run({argv: ['curl', '-sf', '-K', config]});
  if (figure.code !== 0) throw new Error(`curl ended with ${figure.code}`);
  return figure;
}

const events = (): string =>
  Array.from({length: count}, (_, index) =>
    JSON.stringify({
      event_action: 'trigger',
      dedup_key: `event-${index}`,
      payload: {summary: `event ${index}`, source: 'bench', severity: 'info', custom_details: {text: 'x'.repeat(200)}},
    }),
  ).join('\n');
