import {type IncidentState, isAlike} from '../incidents/incident-state.ts';
import {clockTime} from '../output/cells.ts';

interface Move {
  now: IncidentState;
  target: IncidentState;
}

/** What putting incidents back does besides: who is paged, and until when nobody is. Pure. */
export function incidentConsequences(moves: readonly Move[], utc: boolean): string[] {
  const reopened = moves.filter(({now, target}) => now.status === 'resolved' && target.status !== 'resolved');
  const triggered = moves.filter(({now, target}) => now.status === 'acknowledged' && target.status === 'triggered');
  const assigned = moves.filter(
    ({now, target}) =>
      now.status !== 'resolved' &&
      target.status !== 'resolved' &&
      !(isAlike(now, target, 'assignees') && isAlike(now, target, 'assignedVia')),
  );
  const snoozed = moves.filter(
    ({now, target}) => target.snoozedUntil !== null && !isAlike(now, target, 'snoozedUntil'),
  );
  const woken = moves.filter(
    ({now, target}) => now.snoozedUntil !== null && target.snoozedUntil === null && target.status !== 'resolved',
  );
  const acknowledged = moves.filter(
    ({now, target}) =>
      now.status !== 'acknowledged' && target.status === 'acknowledged' && target.snoozedUntil === null,
  );
  const resolved = moves.filter(({now, target}) => now.status !== 'resolved' && target.status === 'resolved');
  return [
    sentence(reopened, count => `Reopens ${count}, which pages ${people(reopened)} again.`),
    sentence(triggered, count => `Sets ${count} back to triggered, which may page ${people(triggered)} again.`),
    sentence(assigned, count => `Assigns ${count} to ${people(assigned)}, which pages them.`),
    sentence(woken, count => `Ends the snooze of ${count}.`),
    sentence(snoozed, count => `Snoozes ${count} until ${ends(snoozed, utc)}.`),
    sentence(acknowledged, count => `Acknowledges ${count}, in your name.`),
    sentence(resolved, count => `Resolves ${count}.`),
  ].filter(text => text !== '');
}

function sentence(moves: readonly Move[], words: (count: string) => string): string {
  if (moves.length === 0) return '';
  return words(moves.length === 1 ? '1 incident' : `${moves.length} incidents`);
}

const maxNames = 5;

/** Those that the incidents go to. */
function people(moves: readonly Move[]): string {
  const names = [...new Set(moves.flatMap(({target}) => target.assignees.map(({name}) => name)))];
  if (names.length === 0) return 'whoever is on call';
  const shown = names.slice(0, maxNames).join(', ');
  return names.length > maxNames ? `${shown} and ${names.length - maxNames} more` : shown;
}

function ends(moves: readonly Move[], utc: boolean): string {
  const times = moves.map(({target}) => Date.parse(target.snoozedUntil ?? '')).sort((a, b) => a - b);
  const [first = 0, last = first] = [times[0], times.at(-1)];
  const text = clockTime(new Date(first), utc);
  return last - first < 1000 ? text : `${text} at the earliest, ${clockTime(new Date(last), utc)} at the latest`;
}
