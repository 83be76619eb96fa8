import {usageError} from '../base/errors.ts';
import type {Json} from '../base/json.ts';
import {nearest} from '../input/nearest.ts';
import {type Repairs, shown} from './repairs.ts';

export const severities = ['critical', 'error', 'warning', 'info'] as const;
const alertActions = ['trigger', 'acknowledge', 'resolve'] as const;
export const eventActions = [...alertActions, 'change'] as const;

export type Severity = (typeof severities)[number];
export type EventAction = (typeof eventActions)[number];

/** The event's action in lower case. Throws PdError `usage` for an unknown one. */
export const readAction = (value: Json, repairs: Repairs): EventAction =>
  readWord('event_action', value, eventActions, repairs);

/** The severity in lower case; `critical` if none is given. Throws PdError `usage` for an unknown one. */
export function readSeverity(value: Json, repairs: Repairs): Severity {
  if (value === null) return 'critical';
  if (typeof value === 'string' && value.trim() === '') {
    repairs.note('the severity is empty', 'sent as critical');
    return 'critical';
  }
  return readWord('severity', value, severities, repairs);
}

function readWord<T extends string>(what: string, value: Json, known: readonly T[], repairs: Repairs): T {
  const exact = known.find(word => word === value);
  if (exact !== undefined) return exact;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  const meant = known.find(word => word === text);
  if (meant !== undefined) {
    repairs.note(`${what} ${shown(value)} is not spelled as PagerDuty expects`, `sent as ${meant}`);
    return meant;
  }
  const guess = text === undefined ? undefined : nearest(text, known);
  const next = guess === undefined ? `it is one of ${known.join(', ')}` : `did you mean ${guess}?`;
  throw usageError(`${what} ${shown(value)} is unknown`, next);
}
