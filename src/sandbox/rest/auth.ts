import type {Call} from '../exchange.ts';
import {forbidden, unauthorized} from '../failure.ts';
import type {Caller, Store} from '../store.ts';

interface Identified {
  key: string;
  caller: Caller;
}

/** The caller. Throws the 401 or 403 that PagerDuty would return. */
export function identify(store: Store, call: Call): Identified {
  const header = call.headers['authorization'] ?? '';
  const key = /^Token token="?([^"\s]+)"?$/i.exec(header)?.[1] ?? /^Bearer (\S+)$/i.exec(header)?.[1];
  if (key === undefined) throw unauthorized('The Authorization header is missing or not understood');
  const caller = store.callers.get(key);
  if (caller === undefined) throw unauthorized('The API key or token is not known');
  // An OAuth token is sent with Bearer, an API key with Token.
  const isBearer = /^Bearer /i.test(header);
  if (isBearer !== (caller.scopes !== undefined)) {
    throw unauthorized(isBearer ? 'An API key is not sent as Bearer' : 'An OAuth token is sent as Bearer');
  }
  checkAllowed(caller, call);
  return {key, caller};
}

// The scope that a path needs, if its name differs from the path.
const scopeNames: Record<string, string> = {
  alert_grouping_settings: 'services',
  audit: 'audit_records',
  business_services: 'services',
  log_entries: 'incidents',
  maintenance_windows: 'services',
  notifications: 'users:notifications',
  scim: 'users',
  v3: 'schedules',
};

function checkAllowed(caller: Caller, call: Call): void {
  const [, first = ''] = call.path.split('/');
  // Analytics are read by POST.
  const isRead = call.method === 'GET' || first === 'analytics';
  if (!isRead && caller.readOnly === true) throw forbidden('This key may only read');
  if (caller.scopes === undefined || first === 'analytics') return;
  const name = scopeNames[first] ?? first;
  const enough = isRead ? [`${name}.read`, `${name}.write`] : [`${name}.write`];
  if (!enough.some(scope => caller.scopes?.includes(scope))) throw forbidden(`The token lacks the scope ${enough[0]}`);
}
