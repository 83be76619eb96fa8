import {atPath, type JsonObject} from '../../src/lib/base/json.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {type Answer, call, firstId, makeIncidents} from './client.ts';

/** A request, with what later ones need: `{schedule}` in a path or a body stands for `schedule.id` of an earlier answer. */
export type Exercise = readonly [
  method: string,
  path: string,
  body?: JsonObject | undefined,
  keep?: readonly [string, string],
];

export interface Exercised {
  method: string;
  path: string;
  answer: Answer;
}

/** Sends all of them in turn. */
export async function exerciseAll(sandbox: Sandbox, exercises: readonly Exercise[]): Promise<Exercised[]> {
  const [incident = ''] = await makeIncidents(sandbox, 1);
  const known = new Map([
    ['incident', incident],
    ['user', await firstId(sandbox, 'users')],
    ['service', await firstId(sandbox, 'services')],
  ]);
  const withIds = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => known.get(name) ?? whole);
  const done: Exercised[] = [];
  for (const [method, path, body, keep] of exercises) {
    const sent = body === undefined ? undefined : withIds(JSON.stringify(body));
    const answer = await call(sandbox, method, withIds(path), sent);
    if (keep !== undefined) known.set(keep[0], String(atPath(answer.body, keep[1])));
    done.push({method, path: withIds(path), answer});
  }
  return done;
}
