import {baseOf} from '../base/base-url.ts';
import {usageError} from '../base/errors.ts';
import {field, type JsonObject, stringField} from '../base/json.ts';
import {sha256} from '../base/sha256.ts';
import type {Region} from '../settings/hosts.ts';
import {isSecretCommand, type SecretCommand} from '../settings/secrets.ts';

/** What a profile stores about an OAuth app. Without a secret, someone signed in with the browser. */
export interface OAuthEntry {
  clientId: string;
  clientSecret?: string | SecretCommand;
  scope: string;
}

/** What pd's own commands need; for an app that was granted less, --scope must ask for less. */
const defaultScopes = [
  'incidents.read',
  'incidents.write',
  'services.read',
  'services.write',
  'users.read',
  'users:contact_methods.read',
  'subscribers.read',
  'subscribers.write',
  'teams.read',
  'schedules.read',
  'schedules.write',
  'escalation_policies.read',
  'oncalls.read',
  'priorities.read',
  'extensions.read',
  'vendors.read',
  'custom_fields.read',
];

const accountScope = /^as_account-(us|eu)\.([A-Za-z0-9-]+)$/;

export function readEntry(oauth: JsonObject, profileName: string): OAuthEntry {
  const clientId = stringField(oauth, 'clientId');
  const scope = stringField(oauth, 'scope');
  const secret = field(oauth, 'clientSecret');
  const isFit = secret === undefined || typeof secret === 'string' || isSecretCommand(secret);
  if (!clientId || scope === undefined || !isFit) {
    throw usageError(
      `oauth of profile ${profileName} is broken: it is not {"clientId", "clientSecret", "scope"}`,
      `pd profiles login ${profileName} --client-id ID fixes it`,
    );
  }
  return secret === undefined ? {clientId, scope} : {clientId, clientSecret: secret, scope};
}

/** Distinguishes the tokens of one grant from those of another. */
export function grantKey(entry: OAuthEntry, identityUrl: URL): string {
  const parts = [baseOf(identityUrl), entry.clientId, entry.scope, entry.clientSecret === undefined ? 'user' : 'app'];
  return sha256(parts.join('\n')).slice(0, 16);
}

/** The scope of a sign-in; the account is the one of whoever signs in. */
export const userScope = (scope: string | undefined): string => words(scope).join(' ');

/** The scope of an app's own token. It names the account, region included. */
export function appScope(scope: string | undefined, subdomain: string, region: Region): string {
  return [`as_account-${region}.${checkedSubdomain(subdomain)}`, ...words(scope)].join(' ');
}

/** The account that a scope names, if it does. */
export function accountOf(scope: string | undefined): {region: Region; subdomain: string} | undefined {
  for (const word of scope?.split(/\s+/) ?? []) {
    const [, region, subdomain] = accountScope.exec(word) ?? [];
    if ((region === 'us' || region === 'eu') && subdomain) return {region, subdomain};
  }
  return undefined;
}

function words(scope: string | undefined): readonly string[] {
  if (scope === undefined) return defaultScopes;
  const given = scope.split(/[\s,]+/).filter(word => word !== '' && !accountScope.test(word));
  const wrong = given.find(word => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word));
  if (wrong === undefined) return given;
  throw usageError('--scope contains a character that no scope has', 'write it as "incidents.read services.read"');
}

function checkedSubdomain(text: string): string {
  const subdomain = text
    .trim()
    .replace(/^https:\/\//, '')
    .replace(/(\.eu)?\.pagerduty\.com\/?$/, '');
  if (/^[A-Za-z0-9-]{1,63}$/.test(subdomain)) return subdomain;
  throw usageError('--subdomain is not the name of an account', 'give "acme" of acme.pagerduty.com');
}
