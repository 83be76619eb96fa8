import {median, pair, peakMb, report, run} from './measure.ts';
import {startServer} from './servers.ts';

const dayMs = 86_400_000;
const minutesADay = 1440;
const list = ['rest', 'list', 'incidents', '-o', 'jsonl'];
const env = (url: string) => ({PD_API_URL: url, PD_API_KEY: 'u+BenchBenchBench001', PATH: process.env['PATH'] ?? ''});

async function listServer(count: number, latencyMs: number): Promise<{url: string; close: () => void}> {
  const {port, close} = await startServer('list-server.ts', count, latencyMs);
  return {url: `http://127.0.0.1:${port}`, close};
}

/** Long lists: speed by pages in flight, memory at any length, processor time compared to curl and jq. */
export async function benchLists(pd: string): Promise<void> {
  const slow = await listServer(10_000, 100);
  const one = await run({argv: [pd, ...list, '--concurrency', '1'], env: env(slow.url)});
  const four = await run({argv: [pd, ...list], env: env(slow.url)});
  slow.close();
  if (one.lines !== 10_000 || four.lines !== 10_000) throw new Error('a list was not whole');
  report('10,000 records, 100 ms a page: time of 4 in flight, times 1', four.wallMs / one.wallMs, 1 / 3.5, '');

  const small = await listServer(10_000, 0);
  const pages = Array.from({length: 100}, (_, page) => `${small.url}/incidents?limit=100&offset=${page * 100}`);
  const curl = {
    argv: ['bash', '-c', `curl -sS ${pages.map(url => `'${url}'`).join(' ')} | jq -c '.incidents[]'`],
    env: env(small.url),
  };
  const beside = await pair({argv: [pd, ...list], env: env(small.url)}, curl, 5);
  report('10,000 records: processor time, times curl | jq', beside.cpuRatio, 0.7, '');
  report('  per 1,000 records', median(beside.a.map(({cpuMs}) => cpuMs)) / 10, undefined, ' ms');
  small.close();

  await benchTables(pd);
  for (const count of [1000, 10_000, 100_000, 1_000_000]) await benchGrowth(pd, count);
}

/** What it takes to lay out a table, beyond getting its records: in a pipe, and at a terminal of 120 columns. */
async function benchTables(pd: string): Promise<void> {
  const server = await listServer(5000, 0);
  const job = (argv: string[]) => ({argv, env: {...env(server.url), TERM: 'xterm', PD_PAGER: ''}});
  for (const words of [
    ['rest', 'list', 'incidents'],
    ['incidents', 'ls'],
  ]) {
    const command = [pd, ...words, '--limit', '5000', '-o'];
    const table = [...command, 'table'];
    const beyondJsonl = async (argv: string[]) => {
      const {a, b} = await pair(job(argv), job([...command, 'jsonl']), 5);
      if (a.some(({lines}) => lines < 5001)) throw new Error('a table was not whole');
      return (median(a.map(({wallMs}) => wallMs)) - median(b.map(({wallMs}) => wallMs))) / 1000;
    };
    const name = `table of 5,000, ${words.join(' ')}: time beyond jsonl`;
    report(name, await beyondJsonl(table), 0.5, ' s');
    const terminal = ['script', '-qec', `stty cols 120; ${table.join(' ')}`, '/dev/null'];
    report('  at a terminal', Bun.which('script') ? await beyondJsonl(terminal) : undefined, 0.5, ' s');
  }
  server.close();
}

/** What a list costs as it grows, in windows of time, because no list goes beyond 10,000 records. */
async function benchGrowth(pd: string, count: number): Promise<void> {
  const server = await listServer(count, 0);
  const since = new Date(Date.now() - (count / minutesADay + 1) * dayMs).toISOString();
  const job = {argv: [pd, ...list, '--since', since], env: env(server.url)};
  const whole = await run(job);
  if (whole.lines !== count) throw new Error(`of ${count} records ${whole.lines} came`);
  const name = `${count.toLocaleString('en')} records by windows`;
  report(`${name}: processor time per 1,000`, (whole.cpuMs * 1000) / count, undefined, ' ms');
  report(`${name}: time`, whole.wallMs / 1000, undefined, ' s');
  report(`${name}: peak memory`, await peakMb(job), 120, ' MB');
  server.close();
}
