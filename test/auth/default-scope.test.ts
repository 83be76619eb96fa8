import {expect, test} from 'bun:test';
import {userScope} from '../../src/lib/auth/oauth-entry.ts';

/** The scopes that the API's description names for the requests of pd's own commands. */
const needed = {
  'incidents ls, show, log': 'incidents.read',
  'incidents ack, note, fields': 'incidents.write',
  'services ls': 'services.read',
  'services enable, maintenance start': 'services.write',
  'schedules ls, override ls': 'schedules.read',
  'schedules override add': 'schedules.write',
  'users ls': 'users.read',
  'incidents show, with phone numbers': 'users:contact_methods.read',
  'incidents subscribers ls': 'subscribers.read',
  'incidents subscribers add': 'subscribers.write',
  'teams ls': 'teams.read',
  'policies ls': 'escalation_policies.read',
  'oncalls ls': 'oncalls.read',
  'priorities ls': 'priorities.read',
  'extensions ls': 'extensions.read',
  'vendors ls': 'vendors.read',
  'incidents fields NAME=VALUE': 'custom_fields.read',
};

test("the default scope covers pd's own commands, and no more", () => {
  expect(userScope(undefined).split(' ').toSorted()).toEqual(Object.values(needed).toSorted());
});
