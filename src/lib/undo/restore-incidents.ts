import {PdError} from '../base/errors.ts';
import {isObject, type JsonObject, stringField} from '../base/json.ts';
import type {Context} from '../context.ts';
import {inBatches, updateBody, updateIncidents} from '../incidents/batch.ts';
import {currentLevel, type Shift} from '../incidents/current-level.ts';
import {eachIncident} from '../incidents/each.ts';
import {shiftsOf} from '../incidents/escalation.ts';
import {
  changedFields,
  changeWords,
  type IncidentState,
  isAlike,
  readState,
  type StateField,
  stateOf,
} from '../incidents/incident-state.ts';
import {type IncidentOutcome, outcomeError} from '../incidents/outcomes.ts';
import type {JournalItem} from '../journal/entry.ts';
import {pathPart} from '../resources/record-id.ts';
import {incidentConsequences} from './incident-consequences.ts';
import {type NextRequest, nextRequest} from './next-request.ts';
import type {RestoreOutcome, Restorer, Step} from './restorer.ts';
import {statesNow} from './states-now.ts';

/** Reopening, assigning, acknowledging, and once more where a snooze goes on. */
const mostRounds = 5;

interface Going {
  target: IncidentState;
  now: IncidentState;
  level: number | undefined;
  isStubborn: boolean;
  incident: JsonObject | undefined;
}

/** Puts incidents back: batches for what goes in batches, and as many rounds as the API needs. */
export class IncidentRestorer implements Restorer {
  readonly noun = 'incident';
  readonly #context: Context;
  readonly #shifts = new Map<string, Promise<Shift[]>>();

  constructor(context: Context) {
    this.#context = context;
  }

  now(items: readonly JournalItem[]): Promise<ReadonlyMap<string, JsonObject | string>> {
    return statesNow(this.#context, items);
  }

  changed(before: JsonObject, after: JsonObject): string[] {
    return changedFields(stateIn(before), stateIn(after));
  }

  isAlike(one: JsonObject, other: JsonObject, name: string): boolean {
    return isAlike(stateIn(one), stateIn(other), name as StateField);
  }

  follows(name: string): readonly string[] {
    return ['status', 'assignees', 'policy'].includes(name)
      ? ['status', 'assignees', 'assignedVia', 'snoozedUntil']
      : [];
  }

  words(from: JsonObject, to: JsonObject, fields?: readonly string[]): string {
    const {utc} = this.#context.settings;
    const shown = fields as readonly StateField[] | undefined;
    return changeWords(stateIn(from), stateIn(to), {utc, ...(shown === undefined ? {} : {fields: shown})});
  }

  consequences(steps: readonly Step[]): string[] {
    const {settings} = this.#context;
    const states = steps.map(step => ({now: stateIn(step.now), target: this.#targetOf(step)}));
    return incidentConsequences(states, settings.utc);
  }

  shownId({id}: JournalItem): string {
    return id;
  }

  async requests(steps: readonly Step[]) {
    const puts: {id: string; put: JsonObject}[] = [];
    const snoozes: {id: string; snoozeUntil: string}[] = [];
    for (const [id, going] of await this.#begun(steps)) {
      const next = nextRequest(going.now, going.target, going);
      if (next === undefined) continue;
      if ('put' in next) puts.push({id, put: next.put});
      else snoozes.push({id, snoozeUntil: next.snoozeUntil});
    }
    const fields = new Map(puts.map(({id, put}) => [id, put]));
    const bodies = inBatches([...fields.keys()]).map(batch => updateBody(batch, id => fields.get(id) ?? {}));
    return [
      ...bodies.map(body => ({method: 'PUT', path: '/incidents', body})),
      ...snoozes.map(({id, snoozeUntil}) => ({method: 'POST', path: snoozePath(id), body: this.#snooze(snoozeUntil)})),
    ];
  }

  async *restore(steps: readonly Step[]): AsyncGenerator<readonly RestoreOutcome[]> {
    const going = await this.#begun(steps);
    for (let round = 1; going.size > 0; round += 1) {
      const next = new Map<string, NextRequest>();
      const over: RestoreOutcome[] = [];
      for (const [id, one] of going) {
        const request = nextRequest(one.now, one.target, one);
        if (request !== undefined && round <= mostRounds) next.set(id, request);
        else over.push(ended(id, one, request === undefined));
      }
      for (const {id} of over) going.delete(id);
      if (over.length > 0) yield over;
      yield* this.#send(next, going);
    }
  }

  /** Sends one round. What fails is over; the others go on from what the answers say. */
  async *#send(
    next: ReadonlyMap<string, NextRequest>,
    going: Map<string, Going>,
  ): AsyncGenerator<readonly RestoreOutcome[]> {
    const rest = await this.#context.rest();
    const puts = new Map<string, JsonObject>();
    const snoozes = new Map<string, string>();
    for (const [id, request] of next) {
      if ('put' in request) puts.set(id, request.put);
      else snoozes.set(id, request.snoozeUntil);
    }
    const sources = [
      updateIncidents(rest, [...puts.keys()], id => puts.get(id) ?? {}),
      eachIncident([...snoozes.keys()], id =>
        rest.request('POST', snoozePath(id), {body: this.#snooze(snoozes.get(id) ?? '')}),
      ),
    ];
    try {
      for (const source of sources)
        for await (const outcomes of source) {
          const failed = outcomes.filter(outcome => !goOn(outcome, going, puts));
          if (failed.length > 0) yield failed;
        }
    } catch (error) {
      // Interrupted: those on their way are neither what they were nor what they are to be.
      const left = [...going].map(([id, one]): RestoreOutcome => {
        return nextRequest(one.now, one.target, one) === undefined ? ended(id, one, true) : halfway(id);
      });
      if (left.length > 0) yield left;
      throw error;
    }
  }

  async #begun(steps: readonly Step[]): Promise<Map<string, Going>> {
    const begun = new Map<string, Going>();
    for (const step of steps) {
      const [now, target] = [stateIn(step.now), this.#targetOf(step)];
      const isMoved = (['assignees', 'assignedVia', 'policy'] as const).some(name => !isAlike(now, target, name));
      const level = isMoved ? await this.#levelOf(target) : undefined;
      begun.set(step.item.id, {now, target, level, isStubborn: false, incident: undefined});
    }
    return begun;
  }

  /** A snooze that would be over by now has ended: the incident is triggered. */
  #targetOf(step: Step): IncidentState {
    const target = stateIn(step.target);
    const {status, snoozedUntil} = target;
    const isOver = snoozedUntil !== null && Date.parse(snoozedUntil) <= this.#context.io.now() + 1000;
    if (status !== 'acknowledged' || !isOver || isAlike(stateIn(step.now), target, 'snoozedUntil')) return target;
    return {...target, status: 'triggered', snoozedUntil: null};
  }

  /** The level of the policy whose people on call are those that it was assigned to, where the policy did so. */
  async #levelOf({policy, assignees, assignedVia}: IncidentState): Promise<number | undefined> {
    if (policy === null || assignedVia === 'direct_assignment' || assignees.length === 0) return undefined;
    const known = this.#shifts.get(policy.id) ?? this.#shiftsOf(policy.id);
    this.#shifts.set(policy.id, known);
    const shifts = await known;
    const ids = assignees.map(({id}) => id);
    const level = currentLevel(shifts, ids, []);
    const onLevel = new Set(shifts.filter(shift => shift.level === level).map(({user}) => user));
    return onLevel.size === ids.length && ids.every(id => onLevel.has(id)) ? level : undefined;
  }

  /** Nobody where it cannot be read: then the same people are assigned directly. */
  async #shiftsOf(policyId: string): Promise<Shift[]> {
    try {
      return await shiftsOf(this.#context, policyId);
    } catch (error) {
      if (outcomeError(error).kind === 'interrupted') throw error;
      return [];
    }
  }

  #snooze(until: string): JsonObject {
    return {duration: Math.max(1, Math.round((Date.parse(until) - this.#context.io.now()) / 1000))};
  }
}

const snoozePath = (id: string): string => `/incidents/${pathPart(id)}/snooze`;

/** The state that the journal, or the API, has shown to be one. */
function stateIn(state: JsonObject): IncidentState {
  const read = readState(state);
  if (read === undefined) throw new PdError('refused', 'The journal does not contain the former state of the incident');
  return read;
}

/** Whether the incident goes on from what was answered. */
function goOn(
  {id, incident, error}: IncidentOutcome,
  going: Map<string, Going>,
  puts: ReadonlyMap<string, JsonObject>,
): boolean {
  const one = going.get(id);
  if (one === undefined || error !== undefined || !isObject(incident) || stringField(incident, 'id') === undefined) {
    going.delete(id);
    return false;
  }
  const wasAcknowledged = one.now.status === 'acknowledged' && puts.get(id)?.['status'] === 'acknowledged';
  one.now = stateOf(incident);
  one.incident = incident;
  one.isStubborn = wasAcknowledged && one.now.snoozedUntil !== null;
  return true;
}

const halfway = (id: string): RestoreOutcome => ({
  id,
  error: new PdError('interrupted', 'interrupted before it was fully restored', {mayHaveBeenDone: true}),
  state: 'unknown',
});

function ended(id: string, {incident = {}, now}: Going, isReached: boolean): RestoreOutcome {
  if (isReached) return {id, incident: {...incident, id, status: now.status}, after: now};
  return {id, error: new PdError('refused', 'PagerDuty accepted the requests, but did not restore it')};
}
