import type {Redactor} from '../base/redactor.ts';
import type {Io} from '../io/io.ts';

const variables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** Hides the passwords in the environment's proxy URLs, both as they stand there and decoded. */
export function hideProxyPasswords(redactor: Redactor, env: Io['env']): void {
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
