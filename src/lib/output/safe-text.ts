import type {SafeText} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import {shortened} from '../base/text.ts';
import {visible} from './untrusted.ts';

/** Of a message or a detail: whoever answers in PagerDuty's place may send anything. */
const longest = 500;

/** Makes text from outside fit to be shown and kept. */
export type MakeSafe = (text: string, most?: number) => SafeText;

/**
 * The only maker of SafeText. Text from elsewhere (an answer, a header, what a proxy or a program says) has its secrets
 * hidden, then is cut to `most` characters, since half a key is a secret too, then made visible.
 */
export const safeWith =
  (redactor: Redactor): MakeSafe =>
  (text, most = longest) =>
    visible(shortened(redactor.redact(text), most)) as SafeText;
