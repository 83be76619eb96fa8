import {string} from '@oclif/core/args';
import {field, type JsonObject} from '../../lib/base/json.ts';
import {changeOrPretend} from '../../lib/settings/profile-edit.ts';
import {readProfiles} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';
import {localChangeFlags, yesFlag} from '../base/flags.ts';
import {profileName} from './profile-name.ts';

export default class ProfilesLogout extends PdCommand {
  static override description =
    'Removes the API key, the OAuth secret or the sign-in of a profile, also from the system keychain. Its routing keys and other settings stay.';

  static override examples = ['pd profiles logout acme.eu'];
  static override flags = {yes: yesFlag, ...localChangeFlags};
  static override args = {
    name: string({description: 'Name of the profile (default: the one in use).', ignoreStdin: true}),
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(ProfilesLogout);
    const {io, output, dryRun} = context;
    const known = readProfiles(io);
    const name = profileName(known, args.name, context.settings.profileName);
    const held = credentialsIn(known.existing(name, 'not-found'));
    if (held.length > 0) {
      const {askFirst} = await import('../../lib/asking/ask-first.ts');
      const question = `Remove the credentials of profile ${name} from this machine?`;
      await askFirst(context, {question, touched: held.map(({what}) => what)}, flags.yes);
      await changeOrPretend(context, profiles => profiles.put(name, signedOut(profiles.existing(name, 'not-found'))));
    }
    if (!dryRun) (await import('../../lib/auth/token-file.ts')).forgetTokens(io, name);
    if (held.length === 0) output.note(`Profile ${name} holds no API key and no sign-in.`);
    for (const {after} of dryRun ? [] : held) output.note(after.replaceAll('NAME', name));
    if (io.env['PD_API_KEY']) output.warn('PD_API_KEY is set, and still used');
    await output.record({id: name, removed: dryRun ? [] : held.map(({what}) => what)});
  }
}

interface Held {
  what: string;
  /** What the removal leaves. */
  after: string;
}

/** What a profile signs in with. Pure. */
function credentialsIn(profile: JsonObject): Held[] {
  const held: Held[] = [];
  if (profile['apiKey']) held.push({what: 'API key', after: keyStays});
  const oauth = profile['oauth'];
  if (field(oauth, 'clientSecret')) held.push({what: 'client secret', after: secretStays});
  else if (oauth) held.push({what: 'sign-in', after: 'To sign in again: pd profiles login NAME --web'});
  return held;
}

const keyStays =
  'The API key itself works until it is deleted in PagerDuty: Integrations > API Access Keys, or My Profile > User Settings.';
const secretStays = 'The client secret itself works until it is changed in PagerDuty: Integrations > App Registration.';

/** A sign-in keeps the app and its scope, neither of which is a secret. Pure. */
function signedOut({apiKey: _key, authType: _type, oauth, ...others}: JsonObject): JsonObject {
  const isSignIn = oauth !== undefined && field(oauth, 'clientSecret') === undefined;
  return isSignIn ? {...others, oauth} : others;
}
