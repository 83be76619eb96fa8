import {looksLikeKey} from '../base/key-shapes.ts';
import type {Redactor} from '../base/redactor.ts';
import {firstLine} from '../base/text.ts';
import type {Io} from '../io/io.ts';

const variables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** Hides the secrets in flags and environment, used or not, and a key given where none belongs. */
export function hideGivenSecrets(
  redactor: Redactor,
  {env, keys}: {env: Io['env']; keys: readonly (string | undefined)[]},
): void {
  for (const key of [env['PD_API_KEY'], env['PD_ROUTING_KEY'], ...keys])
    if (key) for (const form of [key.trim(), firstLine(key)]) redactor.add(form);
  for (const [name, value] of Object.entries(env))
    if (value && name.startsWith('PD_') && looksLikeKey(value)) redactor.add(value);
  hideProxyPasswords(redactor, env);
}

/** Hides the passwords in the environment's proxy URLs, both as they stand there and decoded. */
function hideProxyPasswords(redactor: Redactor, env: Io['env']): void {
  for (const name of variables) {
    const text = env[name];
    const password = text && URL.canParse(text) ? new URL(text).password : '';
    redactor.add(password);
    redactor.add(safelyDecoded(password));
  }
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % in a password: there is nothing to decode
  }
}
