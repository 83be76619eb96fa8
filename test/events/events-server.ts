import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type LineOptions, runLine} from '../support/line.ts';
import type {RunResult} from '../support/pd.ts';
import {type Answer, json, type Seen, scriptedServer} from '../support/scripted-server.ts';

export const routingKey = 'R0UT1NGK3YR0UT1NGK3YR0UT1NGK3Y00';

/** As PagerDuty answers: accepted, with the event's own dedup key. */
export const accept: Answer = (response, request) => {
  const {dedup_key} = JSON.parse(request.body);
  const message = request.path === '/v2/change/enqueue' ? 'Change event processed' : 'Event processed';
  json(202, {status: 'success', message, dedup_key})(response, request);
};

export const invalid = json(400, {
  status: 'invalid event',
  message: 'Event object is invalid',
  errors: ['Length of x is wrong'],
});

export const eventsEnv = (url: string) => ({PD_EVENTS_URL: url, PD_ROUTING_KEY: routingKey, PD_MAX_WAIT: '0'});

type Pd = (args: readonly string[], options?: LineOptions) => Promise<RunResult>;

/** An events server that gives these answers, and pd set up to send to it, one attempt an event. */
export async function withServer<T>(
  answers: readonly Answer[],
  use: (seen: readonly Seen[], pd: Pd, url: string) => Promise<T>,
): Promise<T> {
  using server = await scriptedServer(answers);
  const pd: Pd = (args, options = {}) => runLine(args, {...options, env: {...eventsEnv(server.url), ...options.env}});
  return await use(server.seen, pd, server.url);
}

export const bodies = (seen: readonly Seen[]) => seen.map(({body}) => JSON.parse(body));

export function fileIn(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Text as lines, each ended. */
export const lines = (...all: string[]): string => all.map(line => `${line}\n`).join('');

export const trigger = (dedup_key: string, more: object = {}): string =>
  JSON.stringify({
    event_action: 'trigger',
    dedup_key,
    payload: {summary: 's', source: 'x', severity: 'info'},
    ...more,
  });

export const acknowledge = (dedup_key: string, routing_key: string): string =>
  JSON.stringify({event_action: 'acknowledge', dedup_key, routing_key});
