import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {Redactor} from '../base/redactor.ts';
import type {Http} from '../http/http.ts';
import type {Io} from '../io/io.ts';
import type {Region} from '../settings/hosts.ts';
import {Lookup, type PinnedProfile, type TextFlags} from '../settings/lookup.ts';
import type {ApiKey, GlobalFlags, Settings} from '../settings/settings.ts';
import {checkApiKey, type KeyFacts} from './key-check.ts';
import {settingsWithTokens} from './settings-with-tokens.ts';

/** The region a key belongs to. */
interface Home {
  settings: Settings;
  facts: KeyFacts;
  /** Undefined with a custom REST host. */
  region?: Region;
}

/** What a login found, and which of it goes into the profile. */
export interface NewLogin extends Omit<Home, 'settings'> {
  credentials: JsonObject;
  /** Stores what belongs beside the profile, once that is written. */
  keep?: () => void;
}

/**
 * The flags of a login that describe the account, and so are stored with its key; and the addresses that it was checked at, so
 * that the key goes to no other once the environment is another.
 */
export function keptFlags(flags: TextFlags, env: Io['env']): JsonObject {
  const kept = {
    region: flags.region,
    apiUrl: flags['api-url'] ?? (env['PD_API_URL'] || undefined),
    eventsUrl: flags['events-url'] ?? (env['PD_EVENTS_URL'] || undefined),
    authType: flags['auth-type'],
    from: flags.from,
  };
  return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Checks the key at the given host or in the given region; otherwise in one region after the other. */
export async function findHome(
  io: Io,
  flags: GlobalFlags,
  options: {pinned: PinnedProfile; redactor: Redactor},
  httpOf: (settings: Settings) => Promise<Http>,
  token?: ApiKey,
): Promise<Home> {
  const regions = regionsToTry(io, flags, options.pinned);
  let refused: PdError | undefined;
  for (const region of regions) {
    const settings = settingsWithTokens(io, region === undefined ? flags : {...flags, region}, options);
    try {
      const key = token ?? (await settings.apiKey());
      const facts = await checkApiKey(io, await httpOf(settings), settings.apiUrl(), key);
      return region === undefined ? {settings, facts} : {settings, facts, region};
    } catch (error) {
      // A key is unknown in a region that it does not belong to.
      if (!(error instanceof PdError) || error.facts.status !== 401) throw error;
      refused = error;
    }
  }
  const where = regions[0] === undefined ? 'there' : `in region ${regions.join(' or ')}`;
  const another =
    'copy the key again, or create one under Integrations > API Access Keys or My Profile > User Settings';
  const what = token ? 'its own new token' : 'this key';
  throw new PdError('credentials', `PagerDuty does not know ${what} ${where}; nothing was stored`, {
    ...refused?.facts,
    next: token ? 'check --region, and which account the app belongs to' : another,
  });
}

function regionsToTry(io: Io, flags: TextFlags, pinned: PinnedProfile): (Region | undefined)[] {
  const lookup = new Lookup(io, flags, pinned);
  const settings = settingsWithTokens(io, flags, {pinned});
  if (lookup.find('apiUrl')) return [undefined];
  const likely = settings.region();
  if (lookup.flag('region') ?? lookup.environment('PD_REGION')) return [likely];
  return likely === 'us' ? ['us', 'eu'] : ['eu', 'us'];
}
