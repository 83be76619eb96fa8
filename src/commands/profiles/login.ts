import {string} from '@oclif/core/args';
import {PdCommand} from '../../lib/command.ts';
import {type Context, makeContext} from '../../lib/context.ts';
import {changeFlags} from '../../lib/flags.ts';
import {askSecret, canAsk} from '../../lib/input/prompt.ts';
import {readValue} from '../../lib/input/values.ts';
import type {JsonObject} from '../../lib/json.ts';
import {checkedApiKey} from '../../lib/settings/credentials.ts';
import {findHome, keptFlags} from '../../lib/settings/login.ts';
import {editProfile} from '../../lib/settings/profile-edit.ts';
import {checkedProfileName, readProfiles} from '../../lib/settings/profiles.ts';
import {type GlobalFlags, Settings} from '../../lib/settings/settings.ts';

/** A clock this far off makes times in alerts misleading. */
const noticedSkewSeconds = 60;

export default class ProfilesLogin extends PdCommand {
  static override examples = ['pd profiles login acme', 'pd profiles login acme.eu --region eu < acme.key'];
  static override flags = {...changeFlags};
  static override args = {name: string({description: 'The profile.', required: true, ignoreStdin: true})};

  async run(): Promise<void> {
    const {args, flags, context} = await this.start(ProfilesLogin);
    const name = checkedProfileName(args.name);
    // What was told about the old key's shape says nothing of the new one.
    const {authType: _old, ...before} = readProfiles(context.io).get(name) ?? {};
    const kept = keptFlags(flags);
    if (context.dryRun) return announce(context, flags, {name, profile: {...before, ...kept}});
    const apiKey = await readKey(context, flags);
    const key = {pinned: {name, profile: {...before, ...kept, apiKey}}, mask: context.settings.mask};
    const own: GlobalFlags = {...flags, 'api-key': undefined};
    const {facts, region} = await findHome(context.io, own, key, settings =>
      makeContext({...context, settings}).http(),
    );
    const {clockSkewSeconds, latencyMs: _latency, ...owner} = facts;
    await editProfile(context, name, {create: true, also: {...owner}}, profile => {
      delete profile['authType'];
      Object.assign(profile, kept, {apiKey}, region && {region});
    });
    if (Math.abs(clockSkewSeconds ?? 0) >= noticedSkewSeconds) {
      context.output.warn(`This machine's clock is ${clockSkewSeconds} s ahead of PagerDuty's`);
    }
  }
}

async function readKey({io, settings}: Context, flags: GlobalFlags): Promise<string> {
  const given =
    flags['api-key'] ?? (canAsk(io) ? await askSecret(io, 'API key') : await readValue(io, '-', 'The API key'));
  const key = checkedApiKey(given, 'The API key');
  settings.mask.add(key);
  return key;
}

async function announce(
  {io, output}: Context,
  flags: GlobalFlags,
  pinned: {name: string; profile: JsonObject},
): Promise<void> {
  const url = new URL('/users/me', new Settings(io, flags, {pinned}).apiUrl());
  output.note('Dry run: nothing was asked, sent or kept.');
  await output.record({id: pinned.name, method: 'GET', url: url.href});
}
