import type {JsonObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import type {Output} from '../output/output.ts';
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

/** With --dry-run the change is made to a copy, and the file is left unchanged. */
export async function changeOrPretend(context: EditContext, change: (profiles: Profiles) => void): Promise<void> {
  if (!context.dryRun) return changeProfiles(context.io, change);
  change(readProfiles(context.io));
  context.output.note('Dry run: the profile file was not changed.');
}
