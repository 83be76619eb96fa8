import {isObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import {Lookup, type SettingKey, type TextFlags} from './lookup.ts';
import {isSecretCommand} from './secrets.ts';

const forRequests: readonly SettingKey[] = [
  ...(['apiKey', 'authType', 'from', 'region', 'apiUrl', 'concurrency', 'maxWait', 'timeout'] as const),
  ...(['clientCert', 'clientKey'] as const),
];

/**
 * Whether a request with these settings would first run a program, such as a password manager, which may take long and
 * ask for something. Throws PdError for a profile file that cannot be read.
 */
export function needsProgram(io: Io, flags: TextFlags): boolean {
  const lookup = new Lookup(io, flags);
  if (forRequests.some(key => isSecretCommand(commandOf(lookup.find(key)?.value)))) return true;
  const {headers} = lookup;
  return isObject(headers) && Object.values(headers).some(isSecretCommand);
}

/** As JSON has it: a text is none. */
const commandOf = (value: string | {readonly command: string} | undefined) =>
  typeof value === 'object' ? {command: value.command} : undefined;

/** The names of the routes of the profile in use. Throws PdError as above. */
export function routeNames(io: Io, flags: TextFlags): string[] {
  const {routes} = new Lookup(io, flags);
  return isObject(routes) ? Object.keys(routes).sort() : [];
}
