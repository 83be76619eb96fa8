import {string} from '@oclif/core/args';
import {boolean, string as text} from '@oclif/core/flags';
import {findHome, keptFlags, type NewLogin} from '../../lib/auth/login.ts';
import type {OAuthFlags} from '../../lib/auth/oauth-login.ts';
import {settingsWithTokens} from '../../lib/auth/settings-with-tokens.ts';
import {usageError} from '../../lib/base/errors.ts';
import type {JsonObject} from '../../lib/base/json.ts';
import {said} from '../../lib/base/said.ts';
import {type Context, makeContext} from '../../lib/context.ts';
import {secretFrom} from '../../lib/input/prompt.ts';
import {checkedApiKey} from '../../lib/settings/credentials.ts';
import type {PinnedProfile} from '../../lib/settings/lookup.ts';
import {editProfile} from '../../lib/settings/profile-edit.ts';
import {readProfiles} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';
import {offerUse} from './offer-use.ts';
import {loginName} from './profile-name.ts';

const whereKeysAre =
  'A key is created in PagerDuty: My Profile > User Settings > Create API User Token (it acts as you), or Integrations > API Access Keys (the whole account).';

/** A clock that is this far off makes times in alerts misleading. */
const noticedSkewSeconds = 60;

const oauth = {helpGroup: 'OAUTH'};

export default class ProfilesLogin extends PdCommand {
  static override description =
    'Asks for an API key at a terminal, or reads it from stdin. With --client-id it is the client secret of an OAuth app instead; with --web, nothing is asked for.';

  static override examples = [
    'pd profiles login acme',
    'pd profiles login acme.eu --region eu < acme.key',
    'pd profiles login app --client-id sandbox-client --subdomain acme < client.secret',
    'pd profiles login me --client-id sandbox-client --web',
  ];
  static override flags = {
    keychain: boolean({
      summary: 'Store the secret in the system keychain; the profile holds only the command that reads it.',
    }),
    'client-id': text({
      helpValue: 'ID',
      summary: 'Get a token from this OAuth app, and renew it when it expires.',
      ...oauth,
    }),
    scope: text({
      helpValue: '"A B"',
      summary: "Scopes of the token (default: those that pd's own commands need).",
      ...oauth,
    }),
    subdomain: text({helpValue: 'NAME', summary: 'Subdomain of the account: acme for acme.pagerduty.com.', ...oauth}),
    web: boolean({summary: 'Sign in with the browser instead of a client secret.', ...oauth}),
    port: text({
      helpValue: 'N',
      summary: 'Port on 127.0.0.1 that the browser is redirected to (default: any free port).',
      ...oauth,
    }),
    ...changeFlags,
  };
  static override args = {
    name: string({description: 'Name of the profile (default: the one in use, or "default").', ignoreStdin: true}),
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(ProfilesLogin);
    const known = readProfiles(context.io);
    const name = loginName(known, args.name, context.settings.profileName);
    const isNew = known.get(name) === undefined;
    const before = known.get(name) ?? {};
    // The auth type of the old key says nothing about the new one.
    const {authType: _old, ...others} = before;
    const kept = keptFlags(flags, context.io.env);
    tellAddress(context, {name, before, kept});
    const pinned = {name, profile: {...others, ...kept}};
    const isOAuth = checkTogether(flags);
    if (flags.keychain) (await import('../../lib/settings/keychain.ts')).requireKeychain(context.io);
    if (context.dryRun) return announce(context, flags, pinned, isOAuth);
    const own = {...flags, 'api-key': undefined};
    const {facts, region, credentials, keep} = isOAuth
      ? await (await import('../../lib/auth/oauth-login.ts')).loginWithOAuth(context, own, pinned)
      : await loginWithKey(context, flags, pinned);
    const {clockSkewSeconds, latencyMs: _latency, ...owner} = facts;
    await editProfile(context, name, {create: true, also: {...owner}}, profile => {
      for (const key of ['authType', 'apiKey', 'oauth']) delete profile[key];
      Object.assign(profile, kept, credentials, region && {region});
    });
    if (isOAuth || before['oauth']) (await import('../../lib/auth/token-file.ts')).forgetTokens(context.io, name);
    keep?.();
    if (isNew) await offerUse(context, name);
    const skew = clockSkewSeconds ?? 0;
    if (Math.abs(skew) >= noticedSkewSeconds) {
      const where = skew > 0 ? 'ahead of' : 'behind';
      context.output.warn(`This machine's clock is ${Math.abs(skew)} s ${where} PagerDuty's`);
    }
  }
}

/** The key is sent there now, and from now on. */
function tellAddress(
  {output}: Context,
  {name, before, kept}: {name: string; before: JsonObject; kept: JsonObject},
): void {
  const address = kept['apiUrl'] ?? before['apiUrl'];
  if (typeof address === 'string')
    output.note(`Profile ${name} is for the account at ${address.replace(/\/\/.*@/, '//…@')} only.`);
}

/** Whether this is an OAuth login. Throws a usage error for flags that cannot be combined. */
function checkTogether(flags: OAuthFlags): boolean {
  const isOAuth = flags['client-id'] !== undefined || flags.web === true;
  const stray = (['scope', 'subdomain'] as const).find(name => flags[name] !== undefined);
  if (!isOAuth && stray) throw usageError(`--${stray} is only for an OAuth app`, 'add --client-id ID');
  if (!flags.web && flags.port !== undefined) throw usageError('--port is only for a browser sign-in', 'add --web');
  if (flags.web && flags.subdomain !== undefined) {
    throw usageError(
      '--web and --subdomain cannot be combined: the account is the one you sign in to',
      'leave out --subdomain',
    );
  }
  if (flags.web && flags.keychain) {
    throw usageError(
      '--web and --keychain cannot be combined: a sign-in has no lasting secret, since its tokens change with each renewal',
      'leave out --keychain',
    );
  }
  return isOAuth;
}

async function loginWithKey(context: Context, flags: OAuthFlags, {name, profile}: PinnedProfile): Promise<NewLogin> {
  const {io, output, settings} = context;
  if (io.stdin.isTTY) output.note(whereKeysAre);
  const given = flags['api-key'] ?? (await secretFrom(io, said`API key`, 'The API key'));
  const apiKey = checkedApiKey(given, 'The API key');
  settings.redactor.add(apiKey);
  const own = {...flags, 'api-key': undefined};
  const options = {pinned: {name, profile: {...profile, apiKey}}, redactor: settings.redactor};
  const home = await findHome(io, own, options, its => makeContext({...context, settings: its}).http());
  const {facts, region} = home;
  const found = {facts, ...(region && {region})};
  if (!flags.keychain) return {...found, credentials: {apiKey}};
  const {keepInKeychain} = await import('../../lib/settings/keychain.ts');
  output.note(
    'Cron and services cannot read a keychain: they need a profile that holds the key itself, or PD_API_KEY.',
  );
  return {...found, credentials: {apiKey: await keepInKeychain(io, apiKey, {profile: name, key: 'apiKey'})}};
}

async function announce(
  {io, output}: Context,
  flags: OAuthFlags,
  pinned: PinnedProfile,
  isOAuth: boolean,
): Promise<void> {
  const settings = settingsWithTokens(io, flags, {pinned});
  const request = isOAuth
    ? {method: 'POST', url: new URL('/oauth/token', settings.siblingUrl('identity')).href}
    : {method: 'GET', url: new URL('/users/me', settings.apiUrl()).href};
  output.note('Dry run: nothing was sent or stored.');
  await output.record({id: pinned.name, ...request});
}
