import type {Io} from '../io/io.ts';
import {type GlobalFlags, Settings, type SettingsOptions, type TokenSource} from '../settings/settings.ts';

// Few profiles hold an OAuth app, and what renews its tokens brings the network along.
const lazyTokenSource: TokenSource = async (...profile) => (await import('./oauth-tokens.ts')).tokenSource(...profile);

/** Settings whose REST key may also be an OAuth token, renewed as it runs out. */
export const settingsWithTokens = (io: Io, flags: GlobalFlags, options: SettingsOptions = {}): Settings =>
  new Settings(io, flags, {...options, tokenSource: lazyTokenSource});
