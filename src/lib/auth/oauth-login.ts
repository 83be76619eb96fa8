import {PdError, usageError} from '../base/errors.ts';
import {field, isObject, type JsonObject, stringField} from '../base/json.ts';
import {said} from '../base/said.ts';
import {type Context, makeContext} from '../context.ts';
import {ask, secretFrom} from '../input/prompt.ts';
import {parseJsonText} from '../input/typed-json.ts';
import {checkedApiKey} from '../settings/credentials.ts';
import type {Region} from '../settings/hosts.ts';
import {keepInKeychain} from '../settings/keychain.ts';
import type {PinnedProfile} from '../settings/lookup.ts';
import {isSecretCommand, runSecretCommand} from '../settings/secrets.ts';
import type {GlobalFlags} from '../settings/settings.ts';
import {requestToken, type Token, type TokenEndpoint} from './grant.ts';
import {findHome, type NewLogin} from './login.ts';
import {accountOf, appScope, grantKey, type OAuthEntry, userScope} from './oauth-entry.ts';
import {settingsWithTokens} from './settings-with-tokens.ts';
import {signIn} from './sign-in.ts';
import {signInPrompt} from './sign-in-prompt.ts';
import {tokenFile} from './token-file.ts';

export type OAuthFlags = GlobalFlags & {
  readonly 'client-id'?: string | undefined;
  readonly scope?: string | undefined;
  readonly subdomain?: string | undefined;
  readonly web?: boolean | undefined;
  readonly port?: string | undefined;
  readonly keychain?: boolean | undefined;
};

/** Gets a token for an app, or for whoever signs in, and checks it. Nothing is stored until `keep` is called. */
export async function loginWithOAuth(context: Context, flags: OAuthFlags, pinned: PinnedProfile): Promise<NewLogin> {
  const clientId = clientIdOf(flags, pinned);
  return flags.web
    ? await webLogin(context, flags, pinned, clientId)
    : await appLogin(context, flags, pinned, clientId);
}

async function appLogin(
  context: Context,
  flags: OAuthFlags,
  pinned: PinnedProfile,
  clientId: string,
): Promise<NewLogin> {
  const {io} = context;
  const {region, subdomain} = await accountFor(context, flags, pinned, clientId);
  const scope = appScope(flags.scope ?? keptScope(pinned, clientId), subdomain, region);
  const given = await readSecret(context);
  if (flags.keychain && given.command !== undefined) {
    throw usageError('--keychain stores a secret, but was given a command that prints one', 'leave out --keychain');
  }
  const endpoint = await endpointOf(context, {...flags, region}, pinned, `--client-id ${clientId}`);
  const form = {grant_type: 'client_credentials', client_id: clientId, client_secret: given.secret, scope} as const;
  const token = await requestToken(endpoint, form);
  const home = await homeOf(context, {...flags, region}, pinned, token);
  const place = {profile: pinned.name, key: 'oauth.clientSecret'} as const;
  const inKeychain = flags.keychain ? await keepInKeychain(io, given.secret, place) : undefined;
  const clientSecret = inKeychain ?? given.command ?? given.secret;
  const facts = {
    ...home.facts,
    kind: home.facts.kind ?? ('account' as const),
    account: home.facts.account ?? subdomain,
  };
  return newLogin(context, pinned.name, {entry: {clientId, clientSecret, scope}, endpoint, token}, {...home, facts});
}

async function webLogin(
  context: Context,
  flags: OAuthFlags,
  pinned: PinnedProfile,
  clientId: string,
): Promise<NewLogin> {
  const {io} = context;
  if (io.noInput !== undefined)
    throw usageError(
      `--web needs someone at a browser, but ${io.noInput}`,
      'leave out --web, and give a key or a client secret on stdin',
    );
  const entry: OAuthEntry = {clientId, scope: userScope(flags.scope ?? keptScope(pinned, clientId))};
  const endpoint = await endpointOf(context, flags, pinned, `--client-id ${clientId} --web`);
  if (!tokenFile(io, pinned.name, grantKey(entry, endpoint.identityUrl))?.canWrite()) {
    throw usageError('There is no folder to store a sign-in in', 'name a writable one with PD_STATE_DIR');
  }
  const {identityUrl} = endpoint;
  const request = {...entry, identityUrl, port: checkedPort(flags.port), ...signInPrompt(context)};
  const {token, home} = await signIn(io, request, async ({code, redirectUri, codeVerifier}) => {
    const token = await requestToken(endpoint, {
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    });
    return {token, home: await homeOf(context, flags, pinned, token)};
  });
  const facts = {...home.facts, kind: home.facts.kind ?? ('user' as const)};
  return newLogin(context, pinned.name, {entry, endpoint, token}, {...home, facts});
}

function newLogin(
  {io, output}: Context,
  name: string,
  granted: {entry: OAuthEntry; endpoint: TokenEndpoint; token: Token},
  {facts, region}: Pick<NewLogin, 'facts' | 'region'>,
): NewLogin {
  const {entry, endpoint, token} = granted;
  const keep = () => {
    const isKept = tokenFile(io, name, grantKey(entry, endpoint.identityUrl))?.write(token) ?? false;
    if (!isKept && entry.clientSecret === undefined)
      output.warn('The sign-in could not be stored, so it ends with this run');
  };
  const oauth = Object.fromEntries(Object.entries(entry)) as JsonObject;
  return {credentials: {oauth}, facts, ...(region && {region}), keep};
}

async function endpointOf(
  context: Context,
  flags: OAuthFlags,
  pinned: PinnedProfile,
  again: string,
): Promise<TokenEndpoint> {
  const {io} = context;
  const {redactor} = context.settings;
  const settings = settingsWithTokens(io, flags, {pinned, redactor});
  const http = await makeContext({...context, settings}).http();
  const loginCommand = `pd profiles login ${pinned.name} ${again}`;
  return {io, http, identityUrl: settings.siblingUrl('identity'), redactor, loginCommand};
}

function homeOf(context: Context, flags: OAuthFlags, pinned: PinnedProfile, {accessToken, expiresAtMs}: Token) {
  const options = {pinned, redactor: context.settings.redactor};
  const token = {key: accessToken, authType: 'bearer', expiresAtMs} as const;
  return findHome(context.io, flags, options, settings => makeContext({...context, settings}).http(), token);
}

function clientIdOf(flags: OAuthFlags, {name, profile}: PinnedProfile): string {
  const clientId = flags['client-id'] ?? stringField(field(profile, 'oauth'), 'clientId');
  if (clientId === undefined) {
    throw usageError('--web needs the client ID of an OAuth app', `pd profiles login ${name} --client-id ID --web`);
  }
  if (/^[\x21-\x7e]{1,255}$/.test(clientId)) return clientId;
  throw usageError('--client-id is not a client ID', 'copy it from Integrations > App Registration');
}

/** Changing only the secret does not require repeating the scope. */
function keptScope({profile}: PinnedProfile, clientId: string): string | undefined {
  const oauth = field(profile, 'oauth');
  return stringField(oauth, 'clientId') === clientId ? stringField(oauth, 'scope') : undefined;
}

async function accountFor(
  {io, settings}: Context,
  flags: OAuthFlags,
  pinned: PinnedProfile,
  clientId: string,
): Promise<{region: Region; subdomain: string}> {
  const named = accountOf(flags.scope);
  const wanted = settingsWithTokens(io, flags, {pinned, redactor: settings.redactor}).region();
  const isFixed = flags.region !== undefined || Boolean(io.env['PD_REGION']);
  if (named && isFixed && named.region !== wanted) {
    throw usageError(`--scope names an account in region ${named.region}, but the region is ${wanted}`);
  }
  const account = named ?? accountOf(keptScope(pinned, clientId));
  const region = isFixed ? wanted : (account?.region ?? wanted);
  const subdomain = flags.subdomain ?? account?.subdomain;
  if (subdomain !== undefined) return {region, subdomain};
  const instead = 'give --subdomain NAME, such as acme of acme.pagerduty.com';
  return {region, subdomain: await ask(io, said`Subdomain of the account`, instead)};
}

/** The secret, or {"command": "…"} for a program that prints it. */
async function readSecret({io, settings}: Context): Promise<{secret: string; command?: {command: string}}> {
  const what = 'The client secret';
  const text = (await secretFrom(io, said`Client secret`, what)).trim();
  settings.redactor.add(text);
  const value = text.startsWith('{') ? parseJsonText(text, what) : text;
  const command = isObject(value) && isSecretCommand(value) ? {command: value.command} : undefined;
  const secret = checkedApiKey(command ? await runSecretCommand(io, command, what) : text, what);
  settings.redactor.add(secret);
  return command ? {secret, command} : {secret};
}

function checkedPort(text = '0'): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new PdError('usage', `--port is ${JSON.stringify(text)}`, {next: 'use a number from 1 to 65535'});
}
