import {PdError} from '../base/errors.ts';
import type {TokenSource} from '../settings/settings.ts';
import {isFresh} from './grant.ts';
import {grantKey, readEntry} from './oauth-entry.ts';
import {tokenFile} from './token-file.ts';

/**
 * A source that renews no token: for work that may be cut off at any moment, as a renewal uses up what the next one needs.
 * Asking it for a token throws PdError `credentials` if there is none that is still valid.
 */
export const keptTokens: TokenSource = async (io, settings, profileName, oauth) => {
  const key = grantKey(readEntry(oauth, profileName), settings.siblingUrl('identity'));
  const token = tokenFile(io, profileName, key)?.read();
  return {
    current: async () => {
      if (token === undefined || !isFresh(token, io.now()))
        throw new PdError('credentials', `The token of profile ${profileName} has to be renewed first`);
      return {key: token.accessToken, authType: 'bearer', expiresAtMs: token.expiresAtMs};
    },
  };
};
