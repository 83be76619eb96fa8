import {Redactor} from '../../lib/base/redactor.ts';
import type {Io} from '../../lib/io/io.ts';
import {hideGivenSecrets} from '../../lib/settings/given-secrets.ts';
import {keyLikeWords, keysIn} from './argv.ts';

/** Knows the secrets of the environment and of a command line that is not parsed yet, or cannot be: a message may repeat its words. */
export function earlyRedactor(argv: readonly string[], env: Io['env']): Redactor {
  const redactor = new Redactor();
  hideGivenSecrets(redactor, {env, keys: [...keysIn(argv), ...keyLikeWords(argv)]});
  return redactor;
}
