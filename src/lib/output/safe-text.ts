import type {SafeText} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import {shortened} from '../base/text.ts';
import {visible} from './untrusted.ts';

/** In characters. Whatever answers instead of PagerDuty may send anything. */
const longest = 500;

/** Makes text from outside safe to show and store. */
export type MakeSafe = (text: string, most?: number) => SafeText;

/**
 * The only maker of SafeText. Text from elsewhere (an answer, a header, the output of a proxy or program) first has its
 * secrets hidden, since half a key is a secret too, and is then cut to `most` characters and made visible.
 */
export const safeWith =
  (redactor: Redactor): MakeSafe =>
  (text, most = longest) =>
    visible(shortened(redactor.redact(text), most)) as SafeText;
