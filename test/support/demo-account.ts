import type {Fault} from '../../src/sandbox/faults.ts';
import type {Sandbox} from '../../src/sandbox/server.ts';

const writes = ['PUT', 'POST', 'DELETE'];

export const writesRefused = (status: number): Fault[] => writes.map(method => ({match: {method}, times: -1, status}));

/** What the demo account has none of, and IDs that a line can name. */
export function addRecords({store}: Sandbox): void {
  const hour = 3_600_000;
  for (const number of [1, 2]) {
    store.add('maintenance_windows', {
      id: `PMAINT${number}`,
      description: `Upgrade of db${number}`,
      start_time: store.timestamp(store.now() - hour),
      end_time: store.timestamp(store.now() + hour),
      services: [],
      teams: [],
    });
  }
  for (const name of ['Chat hook', 'Wiki hook']) store.add('extensions', {name});
  store.add('schedules', {id: 'PROTA01', name: 'Rota', time_zone: 'UTC', teams: [], schedule_layers: []});
}

/** Refuses every change of incidents 7 and 2 and of the service Search. */
export function halfRefused({store}: Sandbox): Fault[] {
  const search = [...store.tables.services.values()].find(({summary}) => summary === 'Search');
  const incidents = [7, 2].map(number => store.incidentsByNumber.get(number)?.id);
  return [...incidents, search?.id].flatMap((id = '') =>
    writes.flatMap((method): Fault[] => [
      {match: {method, path: `^/\\w+/${id}`}, times: -1, status: 400},
      {match: {method, body: id}, times: -1, status: 400},
    ]),
  );
}

/** An account with nothing in it. */
export function emptyLists(): Fault[] {
  const lists = [
    ...['services', 'users', 'teams', 'schedules', 'escalation_policies', 'priorities', 'maintenance_windows'],
    ...['extensions', 'vendors', 'incidents', 'oncalls', 'incident_workflows'],
    ...['log_entries', 'notifications', 'change_events'],
  ].map(key => [key, `/${key}`]);
  const parts = ['alerts', 'notes', 'log_entries', 'related_incidents', 'past_incidents'].map(key => [
    key,
    `/incidents/\\w+/${key}`,
  ]);
  const others = [
    ['subscribers', '/incidents/\\w+/status_updates/subscribers'],
    ['change_events', '/incidents/\\w+/related_change_events'],
    ['custom_fields', '/incidents/\\w+/custom_fields/values'],
    ['schedules', '/v3/schedules'],
    ['overrides', '/schedules/\\w+/overrides'],
  ];
  return [...lists, ...parts, ...others].map(([key = '', path]) => ({
    match: {method: 'GET', path: `^${path}(\\?|$)`},
    times: -1,
    status: 200,
    body: {[key]: [], limit: 100, offset: 0, more: false},
  }));
}
