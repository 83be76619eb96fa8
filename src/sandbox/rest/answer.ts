import type {Call, Reply} from '../exchange.ts';
import {Failure, tooMany} from '../failure.ts';
import {wakeSnoozed} from '../lifecycle.ts';
import type {Limits} from '../limits.ts';
import type {Store} from '../store.ts';
import {recordAudit} from './audit.ts';
import {identify} from './auth.ts';
import {refusalFor} from './errors-elsewhere.ts';
import {RestRequest} from './request.ts';
import {Router} from './router.ts';
import {restRoutes} from './routes.ts';

const router = new Router(restRoutes);

/** Answers a REST v2 request: key, limit, route, in that order. */
export function answerRest(store: Store, limits: Limits, call: Call, requestId: string): Reply {
  let headers: Record<string, string> = {};
  try {
    const {key, caller} = identify(store, call);
    const taken = limits.takeRest(key);
    headers = taken.headers;
    if (!taken.allowed) throw tooMany();
    wakeSnoozed(store);
    const {route, params} = router.find(call);
    const request = new RestRequest(store, caller, call, params);
    const reply = route.answer(request);
    if (route.method !== 'GET') recordAudit(request, route, reply, key, requestId);
    return {...reply, headers: {...headers, ...reply.headers}};
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const refusal = refusalFor(call, error);
    return {...refusal, headers: {...headers, ...refusal.headers}};
  }
}
