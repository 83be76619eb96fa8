import {field, type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import type {Entity} from '../records.ts';
import {finalShifts, layerShifts, overrideShifts, type Shift} from '../shifts.ts';
import type {Store} from '../store.ts';
import type {RestRequest} from './request.ts';

/** What a schedule shows beyond its own attributes: its users and, with `since` and `until`, its shifts. */
export function renderSchedule(request: RestRequest, schedule: Entity): JsonObject {
  const {store} = request;
  const sinceMs = request.time('since');
  const untilMs = request.time('until');
  const isRendered = sinceMs !== undefined && untilMs !== undefined;
  const window = {sinceMs: sinceMs ?? 0, untilMs: untilMs ?? 0};
  const render = (make: () => Shift[]) => rendered(store, isRendered ? make() : [], window);
  return {
    users: userIdsOf(schedule).map(id => store.reference('users', id)),
    escalation_policies: policiesOf(store, schedule.id),
    schedule_layers: objects(schedule['schedule_layers']).map(layer => ({
      ...layer,
      ...render(() => layerShifts(schedule, layer, window.sinceMs, window.untilMs)),
    })),
    overrides_subschedule: {
      name: 'Overrides',
      ...render(() => overrideShifts(store, schedule.id, window.sinceMs, window.untilMs)),
    },
    final_schedule: {
      name: 'Final Schedule',
      ...render(() => finalShifts(store, schedule, window.sinceMs, window.untilMs)),
    },
  };
}

function rendered(store: Store, shifts: Shift[], window: {sinceMs: number; untilMs: number}): JsonObject {
  const coveredMs = shifts.reduce((sum, shift) => sum + shift.endMs - shift.startMs, 0);
  const lengthMs = window.untilMs - window.sinceMs;
  return {
    rendered_schedule_entries: shifts.map(shift => ({
      start: store.timestamp(shift.startMs),
      end: store.timestamp(shift.endMs),
      user: store.reference('users', shift.userId),
    })),
    rendered_coverage_percentage: lengthMs > 0 ? Math.round((coveredMs / lengthMs) * 1000) / 10 : null,
  };
}

export function userIdsOf(schedule: Entity): string[] {
  const users = objects(schedule['schedule_layers']).flatMap(layer => objects(layer['users']));
  return [...new Set(users.map(one => stringField(field(one, 'user') ?? one, 'id') ?? ''))];
}

/** The escalation policies that name a schedule. */
export function policiesOf(store: Store, scheduleId: string): JsonObject[] {
  return [...store.tables.escalation_policies.values()]
    .filter(policy =>
      objects(policy['escalation_rules']).some(rule =>
        objects(rule['targets']).some(target => target['id'] === scheduleId),
      ),
    )
    .map(policy => store.reference('escalation_policies', policy.id));
}
