import {type Sandbox, type SandboxOptions, startSandbox} from '../../src/sandbox/server.ts';
import {settingsFor} from '../../src/sandbox/settings.ts';
import {type Figure, type Job, median, pair, report, run} from './measure.ts';

const latencyMs = 200;

/** How many requests everyday work takes, and how long it takes to show one incident in full. */
export async function benchIncidents(pd: string): Promise<void> {
  const many = {incidents: Array.from({length: 1000}, (_, index) => ({title: `Disk ${index} full`, minutes_ago: 60}))};
  await withSandbox({seed: many}, async (sandbox, env) => {
    const takeRequests = counter(sandbox);
    const listed = await sure({argv: [pd, 'incidents', 'ls', '--limit', '25', '-o', 'id'], env});
    if (listed.lines !== 25) throw new Error('the list was not 25 long');
    report('incidents ls --limit 25: requests', takeRequests(), 1, '');
    const ids = [...sandbox.store.incidentsByNumber.values()].map(({id}) => id).join('\n');
    const acknowledged = await sure({argv: [pd, 'incidents', 'ack', '-', '-o', 'id'], env, stdin: Buffer.from(ids)});
    const done = [...sandbox.store.incidentsByNumber.values()].filter(({status}) => status === 'acknowledged').length;
    if (done !== 1000) throw new Error(`of 1,000 incidents ${done} were acknowledged`);
    // Four of 250 incidents change them. Eleven read what they were, 100 at a time (each page repeats the last record of the
    // one before): without that there would be no undo. Incidents that a filter selects have been read already.
    report('incidents ack of 1,000: requests', takeRequests(), 15, '');
    report('  wall time', acknowledged.wallMs, undefined, ' ms');
  });
  await benchShow(pd);
}

/**
 * Compared to the least time it could take: `rest get` of its slowest part, and the two requests that cannot be sent before
 * the one before them is answered, as the incident names its policy, whose on-calls name the people who have phone numbers.
 */
async function benchShow(pd: string): Promise<void> {
  const {demoSeed} = await import('../../src/sandbox/demo.ts');
  await withSandbox({seed: demoSeed, latencyMs}, async (sandbox, env) => {
    const id = sandbox.store.incidentsByNumber.get(7)?.id ?? '';
    const show = {argv: [pd, 'incidents', 'show', id], env};
    await sure(show);
    const paths = sandbox.requests.map(({path, query}) => `${path}${query && `?${query}`}`);
    report('incidents show: requests', sandbox.requests.length, undefined, '');
    const slowest = await slowestPart(pd, paths, env);
    const {a, b} = await pair(show, {argv: [pd, 'rest', 'get', slowest], env}, 9);
    if ([...a, ...b].some(({code}) => code !== 0)) throw new Error('a run failed');
    const wholeMs = median(a.map(({wallMs}) => wallMs));
    const leastMs = median(b.map(({wallMs}) => wallMs)) + 2 * latencyMs;
    report(`incidents show, ${latencyMs} ms an answer: time, times three requests in turn`, wholeMs / leastMs, 1.2, '');
    report('  wall time', wholeMs, undefined, ' ms');
  });
}

async function slowestPart(pd: string, paths: readonly string[], env: Record<string, string>): Promise<string> {
  let slowest = {path: '', wallMs: 0};
  for (const path of new Set(paths)) {
    const {wallMs} = await sure({argv: [pd, 'rest', 'get', path], env});
    if (wallMs > slowest.wallMs) slowest = {path, wallMs};
  }
  return slowest.path;
}

/** How many requests have arrived since it was last called. */
function counter({requests}: Sandbox): () => number {
  let counted = 0;
  return () => {
    const before = counted;
    counted = requests.length;
    return counted - before;
  };
}

async function sure(job: Job): Promise<Figure> {
  const figure = await run(job);
  if (figure.code !== 0) throw new Error(`${job.argv.slice(1).join(' ')} ended with ${figure.code}`);
  return figure;
}

async function withSandbox(
  options: SandboxOptions,
  use: (sandbox: Sandbox, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox(options);
  try {
    await use(sandbox, {...settingsFor(sandbox.store)});
  } finally {
    await sandbox.close();
  }
}
