import {accessSync, constants} from 'node:fs';
import path from 'node:path';
import {PdError, usageError} from '../base/errors.ts';
import {field, isObject, type Json, type JsonObject} from '../base/json.ts';
import {withoutKeys} from '../base/key-shapes.ts';
import {shortened} from '../base/text.ts';
import type {Io} from '../io/io.ts';
import {runCaptured} from '../process/captured.ts';
import {clearWords, type KeychainPlace, placeRead} from './keychain-command.ts';
import {isSecretCommand, runSecretCommand, type SecretCommand} from './secrets.ts';

/** The keychain may have to be unlocked first, in its own window. */
const withinMs = 120_000;
const longestOutput = 1024 * 1024;

/** How to make the system's tool store a secret, passed on standard input, and print it again. */
interface KeychainSteps {
  program: string;
  args: readonly string[];
  stdin: string;
  /** What a profile stores instead of the secret. */
  command: string;
}

/** Throws a usage error if there is no keychain to use, before anything is asked. */
export function requireKeychain(io: Io): void {
  const tool = toolOf(io.platform);
  if (tool === undefined) {
    throw usageError(
      `--keychain is not available on ${io.platform}: it has no tool that prints a stored secret`,
      `use a password manager: pd profiles set NAME apiKey:='{"command": "…"}'`,
    );
  }
  if (isProgram(io, tool)) return;
  throw usageError(
    `--keychain needs ${tool}, which is not installed; nothing was stored`,
    io.platform === 'linux' ? 'install it (libsecret-tools on Debian, libsecret elsewhere)' : undefined,
  );
}

/** Stores the secret, and makes sure that it comes back unchanged. Returns what to put into the profile. */
export async function keepInKeychain(io: Io, secret: string, place: KeychainPlace): Promise<{command: string}> {
  const steps = keychainSteps(io.platform, secret, place);
  const failure = await run(io, steps);
  if (failure !== undefined) throw notKept(`${steps.program} ${failure}`);
  const command = {command: steps.command};
  const back = await runSecretCommand(io, command satisfies SecretCommand, `${place.key} of profile ${place.profile}`);
  if (back !== secret) throw notKept(`${steps.program} returns a different secret from the one it was given`);
  return command;
}

export function keychainSteps(platform: NodeJS.Platform, secret: string, {profile, key}: KeychainPlace): KeychainSteps {
  if (platform === 'darwin') {
    // -i reads commands from stdin, so that the secret is not in the process list. These characters would break its
    // quoting.
    if (/['"\\\s]/.test(secret))
      throw usageError('A secret with quotes, backslashes or spaces cannot be stored in the keychain');
    const place = `-s pd -a ${profile}/${key}`;
    return {
      program: '/usr/bin/security',
      args: ['-i'],
      stdin: `add-generic-password -U ${place} -w '${secret}'\n`,
      command: `/usr/bin/security find-generic-password ${place} -w`,
    };
  }
  const attributes = ['service', 'pd', 'profile', profile, 'key', key];
  return {
    program: 'secret-tool',
    args: ['store', `--label=pd: ${key} of ${profile}`, ...attributes],
    // Without a line break, which would become part of the secret.
    stdin: secret,
    command: `secret-tool lookup ${attributes.join(' ')}`,
  };
}

/**
 * Stores anew, in the name of another profile, what this one reads from the system keychain in its own name. Returns the values
 * that read it there. What it read before stays, until no profile reads it.
 */
export async function movedInKeychain(
  io: Io,
  profile: JsonObject,
  names: {from: string; to: string},
): Promise<JsonObject> {
  const move = async (value: Json | undefined, key: KeychainPlace['key']): Promise<JsonObject | undefined> => {
    const what = `${key} of profile ${names.from}`;
    if (!isSecretCommand(value) || placeRead(value.command) !== what) return undefined;
    return await keepInKeychain(io, await runSecretCommand(io, value, what), {profile: names.to, key});
  };
  const oauth = field(profile, 'oauth');
  const apiKey = await move(field(profile, 'apiKey'), 'apiKey');
  const clientSecret = await move(field(oauth, 'clientSecret'), 'oauth.clientSecret');
  return {
    ...(apiKey === undefined ? {} : {apiKey}),
    ...(clientSecret === undefined || !isObject(oauth) ? {} : {oauth: {...oauth, clientSecret}}),
  };
}

/** Removes a secret that pd stored, given the command that prints it. Returns why it could not; undefined on success. */
export async function removeFromKeychain(io: Io, command: string): Promise<string | undefined> {
  const args = clearWords(command);
  if (args === undefined) return 'it is not a command of pd';
  const [program, ...rest] = args;
  const failure = await run(io, {program, args: rest});
  return failure && `${program} ${failure}`;
}

function toolOf(platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return undefined;
  return platform === 'darwin' ? '/usr/bin/security' : 'secret-tool';
}

function isProgram(io: Io, tool: string): boolean {
  const folders = path.isAbsolute(tool) ? [''] : (io.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return folders.some(folder => {
    try {
      accessSync(path.join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder
    }
  });
}

/** Returns why it failed; undefined on success. */
async function run(
  io: Io,
  {program, args, stdin}: {program: string; args: readonly string[]; stdin?: string},
): Promise<string | undefined> {
  const limits = {withinMs, longestOutput};
  const result = await runCaptured(io, [program, ...args], stdin === undefined ? limits : {...limits, stdin});
  if (result.startFailure) return `could not be run: ${result.startFailure.message}`;
  if (result.status === 0) return undefined;
  const line = shortened(withoutKeys(result.stderr.trim().split('\n').at(-1) ?? ''), 200);
  return `failed with ${result.status ?? 'a signal'}${line ? `: ${line}` : ''}`;
}

const notKept = (why: string): PdError =>
  new PdError('credentials', `The secret could not be stored in the keychain, so nothing was stored: ${why}`, {
    next: 'unlock the keychain and try again, or leave out --keychain',
  });
