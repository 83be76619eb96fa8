import path from 'node:path';
import {usageError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';

type FolderIo = Pick<Io, 'env' | 'platform' | 'homeFolder'>;

/** The folder of the profile file. Undefined if nothing names one: then there are no profiles. */
export function configFolder(io: Io): string | undefined {
  return folder(io, 'PD_CONFIG_DIR', 'XDG_CONFIG_HOME', {unix: '.config', windows: 'APPDATA', own: ''});
}

/** The folder that contains the event queue. Undefined if nothing names one. */
export function stateFolder(io: FolderIo): string | undefined {
  // LOCALAPPDATA stays on this machine: two machines would deliver a queue that roams with its user.
  return folder(io, 'PD_STATE_DIR', 'XDG_STATE_HOME', {unix: '.local/state', windows: 'LOCALAPPDATA', own: 'state'});
}

/** This user's folder for files that need not survive a reboot. Undefined if the system has none. */
export function runtimeFolder(io: Io): string | undefined {
  const given = io.env['XDG_RUNTIME_DIR'];
  if (given && path.isAbsolute(given)) return path.join(given, 'pd');
  const user = io.userId();
  return user === undefined ? undefined : path.join(io.env['TMPDIR'] || '/tmp', `pd-${user}`);
}

interface Names {
  unix: string;
  /** The variable that holds the folder above pd's. */
  windows: string;
  own: string;
}

function folder(io: FolderIo, own: string, xdg: string, names: Names): string | undefined {
  const explicit = io.env[own];
  if (explicit) return absolute(explicit, own);
  const base = io.env[xdg];
  // The XDG specification says to ignore a relative path.
  if (base && path.isAbsolute(base)) return path.join(base, 'pd');
  const appData = io.env[names.windows];
  if (io.platform === 'win32' && appData) return path.join(appData, 'pd', names.own);
  const home = io.homeFolder();
  if (!home || !path.isAbsolute(home)) return undefined;
  if (io.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'pd', names.own);
  return path.join(home, names.unix, 'pd');
}

/** A relative path would name another folder in each working directory: a shell would never find what cron queued. */
function absolute(named: string, variable: string): string {
  if (path.isAbsolute(named)) return path.resolve(named);
  throw usageError(
    `${variable} is ${named}, which is relative`,
    `give the absolute path: ${variable}=${path.resolve(named)}`,
  );
}
