// Serves a list of incidents, one per minute back from now, paged as PagerDuty does: at most 10,000, with time windows.
// A separate process, so that the bench's own work does not count. Arguments: COUNT LATENCY_MS. Prints its port.
const [count, latencyMs] = process.argv.slice(2).map(Number) as [number, number];
const pageSize = 100;
const newestMs = Date.now() - 60_000;

const record = (index: number) => ({
  id: `Q${String(index).padStart(13, '0')}`,
  incident_number: count - index,
  title: `Connections near the limit on db${index % 40}`,
  status: 'resolved',
  urgency: 'high',
  created_at: new Date(newestMs - index * 60_000).toISOString(),
  service: {id: 'PSVC001', type: 'service_reference', summary: 'PostgreSQL'},
  assignments: [
    {at: '2026-01-01T00:00:00Z', assignee: {id: 'PUSER01', type: 'user_reference', summary: 'Ann Example'}},
  ],
  description: 'x'.repeat(400),
});

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const query = new URL(request.url).searchParams;
    const [offset, limit] = [Number(query.get('offset') ?? 0), Math.min(pageSize, Number(query.get('limit') ?? 25))];
    if (latencyMs > 0) await Bun.sleep(latencyMs);
    if (offset + limit > 10_000) {
      return Response.json(
        {error: {message: 'Invalid Input Provided', code: 2001, errors: ['Offset is too high']}},
        {status: 400},
      );
    }
    const first = indexOf(query.get('until'), -1) + 1;
    const total = Math.max(0, Math.min(count, indexOf(query.get('since'), count) + 1) - first);
    const length = Math.max(0, Math.min(limit, total - offset));
    const incidents = Array.from({length}, (_, index) => record(first + offset + index));
    const more = offset + length < total;
    return Response.json({incidents, limit, offset, more, total: query.get('total') === 'true' ? total : null});
  },
});
console.log(server.port);

/** The index of the newest record that is not after the time. */
function indexOf(time: string | null, other: number): number {
  return time === null ? other : Math.max(-1, Math.floor((newestMs - Date.parse(time)) / 60_000));
}
