import {string} from '@oclif/core/args';
import {type CredentialRow, checkCredentials, credentialView} from '../../lib/auth/credential-check.ts';
import {settingsWithTokens} from '../../lib/auth/settings-with-tokens.ts';
import {PdError} from '../../lib/base/errors.ts';
import {makeContext} from '../../lib/context.ts';
import {readProfiles} from '../../lib/settings/profiles.ts';
import {PdCommand} from '../base/command.ts';

export default class ProfilesCheck extends PdCommand {
  static override examples = ['pd profiles check', 'pd profiles check acme.eu --json'];
  static override args = {
    name: string({description: 'Name of the profile (default: the settings in use).', ignoreStdin: true}),
  };

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(ProfilesCheck);
    const {io, output} = context;
    const name = args.name;
    const profile = name === undefined ? undefined : readProfiles(io).existing(name, 'not-found');
    const pinned = name === undefined || profile === undefined ? undefined : {name, profile};
    const settings = settingsWithTokens(io, flags, {pinned, redactor: context.settings.redactor});
    const rows: CredentialRow[] = [];
    const failures: PdError[] = [];
    const found = checkCredentials(io, flags, settings, pinned, () => makeContext({...context, settings}).http());
    for await (const {row, error} of found) {
      if (error) failures.push(error);
      rows.push(row);
    }
    await output.records([rows.map(row => ({...row}))], credentialView);
    const [first] = failures;
    if (first) throw first;
    if (rows.length === 0) {
      throw new PdError('credentials', 'There is no key to check', {
        next: 'pd profiles login NAME, or export PD_API_KEY',
      });
    }
  }
}
