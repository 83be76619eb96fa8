import fs from 'node:fs';
import path from 'node:path';
import type {Io} from '../io/io.ts';
import {Attached, type ProgramEnd} from '../process/attached.ts';

/** Settings of this shell that would lead pd elsewhere, or to keys of its own. */
const notForSandbox = [
  ...['PD_PROFILE', 'PD_AUTH_TYPE', 'PD_ROUTE', 'PD_REGION'],
  ...['PD_CLIENT_CERT', 'PD_CLIENT_KEY', 'PD_GATEWAY_HEADER'],
];

/**
 * Runs a command to which only the sandbox with these settings exists: no profile, no queue and no journal but its own.
 * Its streams, its signals and its terminal are pd's. Returns how it ended.
 */
export async function runWithSandbox(
  io: Io,
  words: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<ProgramEnd> {
  const folder = fs.mkdtempSync(path.join(io.env['TMPDIR'] || io.env['TEMP'] || '/tmp', 'pd-sandbox-'));
  const remove = (): void => fs.rmSync(folder, {recursive: true, force: true});
  const forget = io.onExit(remove);
  // A signal is the command's. pd ends with its status.
  const letGo = io.hold();
  const program = new Attached(io, words, {
    isCaptured: false,
    changes: {
      ...Object.fromEntries(notForSandbox.map(name => [name, undefined])),
      ...settings,
      PD_CONFIG_DIR: path.join(folder, 'config'),
      PD_STATE_DIR: path.join(folder, 'state'),
    },
  });
  const end = await program.ended;
  program.release();
  letGo();
  forget();
  remove();
  return end;
}
