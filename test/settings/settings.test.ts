import {describe, expect, test} from 'bun:test';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PdError} from '../../src/lib/base/errors.ts';
import type {Json} from '../../src/lib/base/json.ts';
import {type GlobalFlags, Settings} from '../../src/lib/settings/settings.ts';
import {ioWith} from '../support/io.ts';
import {tempFolder} from '../support/pd.ts';

const apiKey = 'y_NbAkKc66ryYTWUXYEu';
const routingKey = 'R0123456789abcdefghijklmnopqrstu';

/** Settings with the profile "p" in use, holding these values. */
function settingsWith(options: {
  profile?: Record<string, Json>;
  env?: Record<string, string>;
  flags?: GlobalFlags;
}): Settings {
  const folder = join(tempFolder(), 'pd');
  mkdirSync(folder, {mode: 0o700});
  const document = {current: 'p', profiles: {p: options.profile ?? {}, other: {region: 'eu'}}};
  writeFileSync(join(folder, 'profiles.json'), JSON.stringify(document), {mode: 0o600});
  return new Settings(ioWith({PD_CONFIG_DIR: folder, ...options.env}), options.flags ?? {});
}

function failure(work: () => unknown): PdError {
  try {
    work();
  } catch (error) {
    if (error instanceof PdError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

const rejection = async (work: Promise<unknown>): Promise<PdError> => {
  const error: unknown = await work.then(
    () => undefined,
    reason => reason,
  );
  return failure(() => {
    throw error;
  });
};

describe('the order is flag, environment, profile, default', () => {
  test('region', () => {
    expect(settingsWith({}).apiUrl().href).toBe('https://api.pagerduty.com/');
    const profile = {region: 'eu'};
    expect(settingsWith({profile}).eventsUrl().href).toBe('https://events.eu.pagerduty.com/');
    expect(settingsWith({profile, env: {PD_REGION: 'us'}}).apiUrl().href).toBe('https://api.pagerduty.com/');
    expect(settingsWith({env: {PD_REGION: 'us'}, flags: {region: 'eu'}}).apiUrl().href).toBe(
      'https://api.eu.pagerduty.com/',
    );
  });

  test('max-wait, timeout and concurrency', () => {
    const settings = settingsWith({
      profile: {maxWait: '5s', timeout: '7s', concurrency: 3},
      env: {PD_TIMEOUT: '8s'},
      flags: {concurrency: '16'},
    });
    expect([settings.maxWaitMs(), settings.timeoutMs(), settings.concurrency()]).toEqual([5_000, 8_000, 16]);
    const plain = settingsWith({});
    expect([plain.maxWaitMs(), plain.timeoutMs(), plain.concurrency()]).toEqual([120_000, 30_000, 4]);
  });

  test('output', () => {
    expect(settingsWith({}).outputFormat('json')).toBe('json');
    expect(settingsWith({profile: {output: 'csv'}}).outputFormat('table')).toBe('csv');
    expect(settingsWith({profile: {output: 'csv'}, env: {PD_OUTPUT: 'id'}}).outputFormat('table')).toBe('id');
    expect(settingsWith({env: {PD_OUTPUT: 'id'}, flags: {json: true}}).outputFormat('table')).toBe('json');
    expect(failure(() => settingsWith({flags: {json: true, output: 'csv'}}).outputFormat('table')).exitCode).toBe(2);
  });

  test('spool', () => {
    expect(settingsWith({}).spool()).toBe(false);
    expect(settingsWith({profile: {spool: true}}).spool()).toBe(true);
    expect(settingsWith({profile: {spool: true}, env: {PD_SPOOL: '0'}}).spool()).toBe(false);
    expect(settingsWith({env: {PD_SPOOL: '0'}, flags: {spool: true}}).spool()).toBe(true);
  });

  test('an empty variable counts as unset', () => {
    const settings = settingsWith({profile: {region: 'eu'}, env: {PD_REGION: '', PD_PROFILE: '', PD_OUTPUT: ''}});
    expect(settings.profileName).toBe('p');
    expect(settings.region()).toBe('eu');
    expect(settings.outputFormat('table')).toBe('table');
  });
});

test('an invalid value is exit 2 and says where it is', () => {
  const bad: GlobalFlags[] = [
    {concurrency: '0'},
    {concurrency: '17'},
    {concurrency: '2.5'},
    {'max-wait': 'soon'},
    {timeout: '0'},
    {region: 'mars'},
    {from: 'ana\r\nX-Evil: 1@acme.example'},
  ];
  for (const flags of bad) {
    const settings = settingsWith({flags});
    const error = failure(() => {
      settings.concurrency();
      settings.maxWaitMs();
      settings.timeoutMs();
      settings.apiUrl();
      settings.from();
    });
    expect([error.exitCode, error.message]).toEqual([2, expect.stringContaining(`--${Object.keys(flags)[0]}`)]);
  }
  expect(failure(() => settingsWith({profile: {region: 'mars'}}).region()).message).toContain('region of profile p');
});

test('the host of a sibling API follows the region, or a custom host', () => {
  expect(settingsWith({flags: {region: 'eu'}}).siblingUrl('app').href).toBe('https://app.eu.pagerduty.com/');
  expect(settingsWith({flags: {region: 'eu'}}).siblingUrl('identity').href).toBe('https://identity.pagerduty.com/');
  expect(settingsWith({flags: {'api-url': 'http://127.0.0.1:1'}}).siblingUrl('app').href).toBe('http://127.0.0.1:1/');
  const eu = settingsWith({flags: {'api-url': 'https://api.eu.pagerduty.com'}});
  expect(eu.siblingUrl('app').href).toBe('https://app.eu.pagerduty.com/');
});

describe('one region for all', () => {
  const [api, events] = ['https://api.eu.pagerduty.com', 'https://events.eu.pagerduty.com'];

  test('it is that of the host that is set', () => {
    expect(settingsWith({flags: {'api-url': api}}).eventsUrl().origin).toBe(events);
    expect(settingsWith({env: {PD_EVENTS_URL: events}}).apiUrl().origin).toBe(api);
    expect(settingsWith({env: {PD_EVENTS_URL: events}}).siblingUrl('app').origin).toBe('https://app.eu.pagerduty.com');
    expect(settingsWith({flags: {'api-url': 'http://127.0.0.1:1'}}).eventsUrl().origin).toBe(
      'https://events.pagerduty.com',
    );
  });

  test.each([
    {'api-url': api, region: 'us'},
    {'api-url': api, 'events-url': 'https://events.pagerduty.com'},
    {'api-url': 'https://api.pagerduty.com', region: 'eu'},
  ])('%j is in two regions, and is refused', flags => {
    for (const ask of [() => settingsWith({flags}).apiUrl(), () => settingsWith({flags}).eventsUrl()]) {
      expect(failure(ask)).toMatchObject({kind: 'usage', message: expect.stringMatching(/is in region (us|eu), but/)});
    }
  });

  test('a custom host belongs to no region', () => {
    const settings = settingsWith({flags: {'events-url': 'http://127.0.0.1:1', region: 'eu', 'api-url': api}});
    expect([settings.eventsUrl().origin, settings.apiUrl().origin]).toEqual(['http://127.0.0.1:1', api]);
  });
});

describe('which profile', () => {
  test('a flag beats PD_PROFILE, which beats the one in use', () => {
    expect(settingsWith({env: {PD_PROFILE: 'other'}}).profileName).toBe('other');
    expect(settingsWith({env: {PD_PROFILE: 'other'}, flags: {profile: 'p'}}).profileName).toBe('p');
  });

  test('a profile that does not exist is exit 2, which lists the existing ones', () => {
    for (const name of ['nope', '__proto__', 'constructor', '../../x']) {
      const error = failure(() => settingsWith({flags: {profile: name}}).apiUrl());
      expect([error.exitCode, error.message]).toEqual([2, expect.stringContaining('other, p')]);
    }
  });

  test('without a home there is none, and nothing fails', () => {
    const settings = new Settings(ioWith({}, {homeFolder: () => undefined}), {});
    expect(settings.profileName).toBeUndefined();
    expect(settings.apiUrl().href).toBe('https://api.pagerduty.com/');
  });
});

describe('the API key', () => {
  test('its kind is detected from its shape, unless it is given', async () => {
    expect(await settingsWith({env: {PD_API_KEY: apiKey}}).apiKey()).toEqual({key: apiKey, authType: 'token'});
    expect(await settingsWith({env: {PD_API_KEY: `pd.us.${apiKey}`}}).apiKey()).toEqual({
      key: `pd.us.${apiKey}`,
      authType: 'bearer',
    });
    const env = {PD_API_KEY: apiKey, PD_AUTH_TYPE: 'bearer'};
    expect((await settingsWith({env}).apiKey()).authType).toBe('bearer');
    expect((await settingsWith({env, flags: {'auth-type': 'token'}}).apiKey()).authType).toBe('token');
  });

  test("a profile's authType applies only to the profile's own key", async () => {
    const profile = {apiKey, authType: 'bearer'};
    expect((await settingsWith({profile}).apiKey()).authType).toBe('bearer');
    expect((await settingsWith({profile, env: {PD_API_KEY: `${apiKey.slice(1)}Z`}}).apiKey()).authType).toBe('token');
    expect((await settingsWith({profile: {authType: 'bearer'}, env: {PD_API_KEY: apiKey}}).apiKey()).authType).toBe(
      'bearer',
    );
  });

  test('the line break at its end is not part of it', async () => {
    expect((await settingsWith({env: {PD_API_KEY: `${apiKey}\r\n`}}).apiKey()).key).toBe(apiKey);
  });

  test('one with a space inside is refused without being shown', async () => {
    const error = await rejection(
      settingsWith({env: {PD_API_KEY: `${apiKey.slice(0, 10)} ${apiKey.slice(10)}`}}).apiKey(),
    );
    expect(error.exitCode).toBe(3);
    expect(error.message).not.toContain(apiKey.slice(0, 10));
  });

  test('a missing one is exit 3 and says how to give one', async () => {
    const error = await rejection(settingsWith({}).apiKey());
    expect([error.exitCode, error.facts.next]).toEqual([3, 'pd profiles login p, or export PD_API_KEY']);
  });

  test('it is hidden once it is read, and one in the environment from the start', async () => {
    const settings = settingsWith({profile: {apiKey}, env: {PD_ROUTING_KEY: routingKey}});
    expect(settings.redactor.redact(routingKey)).toBe('…rstu');
    await settings.apiKey();
    expect(settings.redactor.redact(apiKey)).toBe('…XYEu');
  });
});

describe('the routing key', () => {
  const routes = {payments: 'P0123456789abcdefghijklmnopqrstu', web: 'W0123456789abcdefghijklmnopqrstu'};
  const profile = {routingKey, routes};

  test('flag, route, variables, profile, in that order', async () => {
    const key = async (env: Record<string, string>, flags: GlobalFlags) =>
      (await settingsWith({profile, env, flags}).routingKey()).key.slice(0, 1);
    const flagged = 'F0123456789abcdefghijklmnopqrstu';
    const variable = 'V0123456789abcdefghijklmnopqrstu';
    expect(await key({}, {})).toBe('R');
    expect(await key({PD_ROUTE: 'web'}, {})).toBe('W');
    expect(await key({PD_ROUTE: 'web', PD_ROUTING_KEY: variable}, {})).toBe('V');
    expect(await key({PD_ROUTE: 'web', PD_ROUTING_KEY: variable}, {to: 'payments'})).toBe('P');
    expect(await key({PD_ROUTE: 'web', PD_ROUTING_KEY: variable}, {'routing-key': flagged})).toBe('F');
  });

  test('one from a profile includes where it came from', async () => {
    expect((await settingsWith({profile}).routingKey()).reference).toEqual({profile: 'p'});
    expect((await settingsWith({profile, flags: {to: 'web'}}).routingKey()).reference).toEqual({
      profile: 'p',
      route: 'web',
    });
    expect((await settingsWith({profile, flags: {'routing-key': routingKey}}).routingKey()).reference).toBeUndefined();
  });

  test('an unusable one is exit 2', async () => {
    const attempts: [GlobalFlags, string][] = [
      [{'routing-key': routingKey, to: 'web'}, '--to'],
      [{to: 'nope'}, 'payments, web'],
      [{to: '__proto__'}, 'payments, web'],
      [{'routing-key': 'short'}, '32'],
      [{'routing-key': `${routingKey.slice(0, 15)}\n${routingKey.slice(16)}`}, '32'],
    ];
    for (const [flags, said] of attempts) {
      const error = await rejection(settingsWith({profile, flags}).routingKey());
      expect([error.exitCode, error.message]).toEqual([2, expect.stringContaining(said)]);
    }
    const missing = await rejection(settingsWith({}).routingKey());
    expect([missing.exitCode, missing.message]).toEqual([2, expect.stringContaining('no routing key')]);
  });
});

test('any value of a profile can be a command', async () => {
  const command = (text: string) => ({command: `printf '%s\\n' ${text}`});
  const settings = settingsWith({
    profile: {
      apiKey: command(apiKey),
      region: command('eu'),
      maxWait: command('9s'),
      routes: {web: command(routingKey)},
    },
    flags: {to: 'web'},
  });
  expect((await settings.apiKey()).key).toBe(apiKey);
  expect(settings.region()).toBe('eu');
  expect(settings.maxWaitMs()).toBe(9_000);
  expect(await settings.routingKey()).toEqual({key: routingKey, reference: {profile: 'p', route: 'web'}});
});
