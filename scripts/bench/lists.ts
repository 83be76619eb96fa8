import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {type Figure, median, pair, report, run} from './measure.ts';

const pageSize = 100;
const dayMs = 86_400_000;

/** An API of `count` incidents, one a minute back from now, that pages as PagerDuty does: 10,000 at most, windows honoured. */
async function listServer(count: number) {
  let latencyMs = 0;
  const newestMs = Date.now() - 60_000;
  const record = (index: number) => ({
    id: `Q${String(index).padStart(13, '0')}`,
    incident_number: count - index,
    title: `Connections near the limit on db${index % 40}`,
    status: 'resolved',
    urgency: 'high',
    created_at: new Date(newestMs - index * 60_000).toISOString(),
    service: {
      id: 'PSVC001',
      type: 'service_reference',
      summary: 'PostgreSQL',
      html_url: 'https://example.pagerduty.com/services/PSVC001',
    },
    assignments: [
      {at: '2026-01-01T00:00:00Z', assignee: {id: 'PUSER01', type: 'user_reference', summary: 'Ann Example'}},
    ],
    description: 'x'.repeat(400),
  });
  let requests = 0;
  const server = http.createServer((request, response) => {
    requests += 1;
    const query = new URL(request.url ?? '/', 'http://x').searchParams;
    const [offset, limit] = [Number(query.get('offset') ?? 0), Math.min(pageSize, Number(query.get('limit') ?? 25))];
    // The index of a time: records lie a minute apart, the newest first.
    const indexOf = (time: string | null, other: number) =>
      time === null ? other : (newestMs - Date.parse(time)) / 60_000;
    const first = Math.max(0, Math.floor(indexOf(query.get('until'), -1)) + 1);
    const end = Math.min(count, Math.floor(indexOf(query.get('since'), count)) + 1);
    const total = Math.max(0, end - first);
    const answer = () => {
      response.writeHead(offset + limit > 10_000 ? 400 : 200, {'content-type': 'application/json'});
      if (offset + limit > 10_000)
        return response.end(
          '{"error":{"message":"Invalid Input Provided","code":2001,"errors":["Offset must be less than 10000"]}}',
        );
      const incidents = Array.from({length: Math.max(0, Math.min(limit, total - offset))}, (_, index) =>
        record(first + offset + index),
      );
      return response.end(
        JSON.stringify({
          incidents,
          limit,
          offset,
          more: offset + incidents.length < total,
          total: query.get('total') === 'true' ? total : null,
        }),
      );
    };
    setTimeout(answer, latencyMs);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delay: (ms: number) => {
      latencyMs = ms;
    },
    takeRequests: () => {
      const seen = requests;
      requests = 0;
      return seen;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const countLines = ({stdout}: Figure): number => stdout.split('\n').length - 1;

/** Long lists: speed by pages in flight, memory whatever the length, processor time beside curl and jq. */
export async function benchLists(pd: string): Promise<void> {
  const env = (url: string) => ({PD_API_URL: url, PD_API_KEY: 'u+BenchBenchBench001', PATH: process.env['PATH'] ?? ''});
  const list = ['rest', 'list', 'incidents', '-o', 'jsonl'];
  const small = await listServer(10_000);
  small.delay(100);
  const one = await run({argv: [pd, ...list, '--concurrency', '1'], env: env(small.url)});
  const four = await run({argv: [pd, ...list], env: env(small.url)});
  if (countLines(one) !== 10_000 || countLines(four) !== 10_000) throw new Error('a list was not whole');
  report('10,000 records, 100 ms a page: time of 4 in flight, times 1', four.wallMs / one.wallMs, 1 / 3.5, '');
  report('10,000 records: peak memory', four.peakMb, 110, ' MB');

  small.delay(0);
  const pages = Array.from({length: 100}, (_, page) => `${small.url}/incidents?limit=100&offset=${page * 100}`);
  const curl = {
    argv: ['bash', '-c', `curl -sS ${pages.map(url => `'${url}'`).join(' ')} | jq -c '.incidents[]'`],
    env: env(small.url),
  };
  const beside = await pair({argv: [pd, ...list], env: env(small.url)}, curl, 5);
  report('10,000 records: processor time, times curl | jq', beside.cpuRatio, 2, '');
  report('  per 1,000 records', median(beside.a.map(({cpuMs}) => cpuMs)) / 10, undefined, ' ms');
  small.close();

  const big = await listServer(100_000);
  const since = new Date(Date.now() - 100 * dayMs).toISOString();
  const long = await run({argv: [pd, ...list, '--since', since], env: env(big.url)});
  if (countLines(long) !== 100_000) throw new Error(`of 100,000 records ${countLines(long)} came`);
  report('100,000 records by windows: peak memory, times that of 10,000', long.peakMb / four.peakMb, 1.25, '');
  report('100,000 records by windows: requests', big.takeRequests(), undefined, '');
  big.close();
}
