import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {median, pair, report} from './measure.ts';

/** What every invocation costs, compared to curl sending the same POST. */
export async function benchStartUp(pd: string): Promise<void> {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(202, {'content-type': 'application/json'});
      response.end('{"status":"success","message":"Event processed","dedup_key":"bench"}');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const routingKey = '0123456789abcdef0123456789abcdef';
  const event = JSON.stringify({
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: 'bench',
    payload: {summary: 'bench', source: 'bench', severity: 'critical'},
  });
  const curl = {argv: ['curl', '-sS', '-H', 'content-type: application/json', '-d', event, `${url}/v2/enqueue`]};
  const runs = 25;

  const trigger = {
    argv: [pd, 'events', 'trigger', '-s', 'bench', '--source', 'bench', '--dedup-key', 'bench'],
    env: {PD_EVENTS_URL: url, PD_ROUTING_KEY: routingKey},
  };
  const events = await pair(trigger, curl, runs);
  if (events.a.some(({code}) => code !== 0)) throw new Error('a trigger failed');
  report('events trigger: wall time, times curl', events.wallRatio, 4.5, '');
  report('events trigger: peak memory', median(events.a.map(({peakMb}) => peakMb)), 60, ' MB');
  report('pd --version: wall time, times curl', (await pair({argv: [pd, '--version']}, curl, runs)).wallRatio, 2, '');
  report('pd --help: wall time, times curl', (await pair({argv: [pd, '--help']}, curl, runs)).wallRatio, 3.5, '');
  report(
    'pd incidents ls --help: wall time, times curl',
    (await pair({argv: [pd, 'incidents', 'ls', '--help']}, curl, runs)).wallRatio,
    3.5,
    '',
  );
  server.closeAllConnections();
  server.close();
}
