import type {SafeText} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import {longestSaid, shortened} from '../base/text.ts';
import {escapeJson, visible, visibleLines} from './untrusted.ts';

/** The limit of a whole message: much more than any of pd's own has, which may name thousands of IDs. */
const longestMessage = 200_000;

/** Makes text from outside safe to show and store. */
export type MakeSafe = (text: string, most?: number) => SafeText;

/*
 * Only the functions of this file and `said` in base/said.ts create SafeText, and stderr accepts nothing else.
 * Secrets are hidden first, since half a key is a secret too; then the text is cut, then made visible.
 */

/** For text from elsewhere, as it comes in: an answer, a header, the output of a proxy or a program. */
export const safeWith =
  (redactor: Redactor): MakeSafe =>
  (text, most = longestSaid) =>
    visible(shortened(redactor.redact(text), most)) as SafeText;

/** For a message as a whole, on its way out. */
export const messageWith =
  (redactor: Redactor) =>
  (text: string): SafeText =>
    safeWith(redactor)(text, longestMessage);

/** The same for a text of several lines, such as a stack trace. */
export const linesWith =
  (redactor: Redactor) =>
  (text: string): SafeText =>
    visibleLines(shortened(redactor.redact(text), longestMessage)) as SafeText;

/** The same for a value as JSON. Only its strings are changed; a number stays a number. */
export const jsonWith =
  (redactor: Redactor) =>
  (value: unknown): SafeText => {
    const safe = (_: string, inside: unknown): unknown =>
      typeof inside === 'string' ? shortened(redactor.redact(inside), longestMessage) : inside;
    return escapeJson(JSON.stringify(value, safe)) as SafeText;
  };

/** What moves the cursor, shows or hides it, erases, or emphasises, and line breaks. */
const drawing = /(\u001b\[(?:\?25[hl]|[\d;]*[A-HJKm])|[\r\n])/;

/**
 * For what a library draws on the terminal. Of its escape sequences only those that a drawing needs take effect: texts from
 * outside must have been made visible before they were drawn, as they might contain the same.
 */
export const drawnWith =
  (redactor: Redactor) =>
  (frame: string): SafeText =>
    frame
      .split(drawing)
      .map((part, index) => (index % 2 === 1 ? part : visible(redactor.redact(part))))
      .join('') as SafeText;
