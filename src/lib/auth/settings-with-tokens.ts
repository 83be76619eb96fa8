import type {Io} from '../io/io.ts';
import {type GlobalFlags, Settings, type SettingsOptions, type TokenSource} from '../settings/settings.ts';

// Few profiles have an OAuth app, and the code that renews its tokens loads the HTTP client.
const lazyTokenSource: TokenSource = async (...profile) => (await import('./oauth-tokens.ts')).tokenSource(...profile);

/** Settings whose REST key may also be an OAuth token, renewed as it expires. */
export const settingsWithTokens = (io: Io, flags: GlobalFlags, options: SettingsOptions = {}): Settings =>
  new Settings(io, flags, {...options, tokenSource: lazyTokenSource});
