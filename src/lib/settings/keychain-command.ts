import {isObject, type Json} from '../base/json.ts';
import {isSecretCommand} from './secrets.ts';

/** Where in the system keychain a secret is. */
export interface KeychainPlace {
  profile: string;
  key: 'apiKey' | 'oauth.clientSecret';
}

const onMac = /^\/usr\/bin\/security find-generic-password (-s pd -a (\S+)\/(apiKey|oauth\.clientSecret)) -w$/;
const onLinux = /^secret-tool lookup (service pd profile (\S+) key (apiKey|oauth\.clientSecret))$/;

/** The place that such a command of pd's own reads, for messages: `apiKey of profile acme`. Undefined for any other command. Pure. */
export function placeRead(command: string): string | undefined {
  const [, , profile, key] = onMac.exec(command) ?? onLinux.exec(command) ?? [];
  return key && `${key} of profile ${profile}`;
}

/** The words of the command that removes what such a command reads. Undefined for any other command. Pure. */
export function clearWords(command: string): [program: string, ...args: string[]] | undefined {
  const [, mac] = onMac.exec(command) ?? [];
  if (mac !== undefined) return ['/usr/bin/security', 'delete-generic-password', ...mac.split(' ')];
  const [, linux] = onLinux.exec(command) ?? [];
  return linux === undefined ? undefined : ['secret-tool', 'clear', ...linux.split(' ')];
}

/** Every command of pd's own in a value of the profile file, each once. Pure. */
export const keychainCommands = (value: Json): string[] => [...new Set(commandsIn(value))];

function commandsIn(value: Json): string[] {
  if (isSecretCommand(value)) return clearWords(value.command) === undefined ? [] : [value.command];
  return isObject(value) ? Object.values(value).flatMap(commandsIn) : [];
}
