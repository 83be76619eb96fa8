import type {JsonObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import type {Output} from '../output/output.ts';
import {clearWords, keychainCommands, placeRead} from './keychain-command.ts';
import {shownProfile} from './profile-view.ts';
import {changeProfiles, type Profiles, readProfiles} from './profiles.ts';

interface EditContext {
  io: Io;
  output: Output;
  dryRun: boolean;
}

/** Changes one profile and prints the result. The first profile ever created becomes the one in use. */
export async function editProfile(
  context: EditContext,
  name: string,
  options: {create: boolean; also?: JsonObject},
  edit: (profile: JsonObject) => void,
): Promise<void> {
  const {output} = context;
  let shown: JsonObject = {};
  let isFirst = false;
  await changeOrPretend(context, profiles => {
    const profile = options.create ? (profiles.get(name) ?? {}) : profiles.existing(name, 'not-found');
    edit(profile);
    isFirst = profiles.names.length === 0;
    profiles.put(name, profile);
    if (isFirst) profiles.current = name;
    shown = shownProfile(profiles, name, profile);
  });
  if (isFirst && !context.dryRun) output.note(`${name} is the first profile, so it is now in use.`);
  await output.record({...shown, ...options.also});
}

/**
 * Changes the profile file, and removes from the system keychain what no profile reads any more. With --dry-run the change is
 * made to a copy, and nothing else is changed.
 */
export async function changeOrPretend(context: EditContext, change: (profiles: Profiles) => void): Promise<void> {
  let unread: string[] = [];
  const changeAndCompare = (profiles: Profiles): void => {
    const before = keychainCommands(profiles.all);
    change(profiles);
    const after = keychainCommands(profiles.all);
    unread = before.filter(command => !after.includes(command));
  };
  if (context.dryRun) {
    changeAndCompare(readProfiles(context.io));
    context.output.note('Dry run: the profile file was not changed.');
  } else {
    await changeProfiles(context.io, changeAndCompare);
  }
  for (const command of unread) await forgetSecret(context, command);
}

/** The profile is changed already, so a keychain that fails is only told. */
async function forgetSecret({io, output, dryRun}: EditContext, command: string): Promise<void> {
  const what = `The secret in the system keychain (${placeRead(command)})`;
  if (dryRun) return output.note(`${what} would be removed too.`);
  const {removeFromKeychain} = await import('./keychain.ts');
  const failure = await removeFromKeychain(io, command);
  if (failure === undefined) return output.note(`${what} was removed too.`);
  output.warn(`${what} may still be there: ${failure}. To remove it: ${(clearWords(command) ?? []).join(' ')}`);
}
