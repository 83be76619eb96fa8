import {usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';

/**
 * An ID as part of a path. With a dot or a slash in it the request would go to another endpoint, so nothing but the
 * letters that IDs are made of passes.
 */
export function pathPart(id: string, what = 'ID'): string {
  if (!isIdText(id))
    throw usageError(`"${shortened(id)}" is not an ${what}`, 'give an ID, a number or a PagerDuty URL');
  return encodeURIComponent(id);
}

export const isIdText = (text: string): boolean => /^[A-Za-z0-9_-]{1,100}$/.test(text);

/** PagerDuty's IDs: P, Q or R and 6 or 13 more. Without a digit it might as well be a name in capitals. */
export const isPlainlyId = (text: string): boolean =>
  /^[PQR](?:[A-Z0-9]{6}|[A-Z0-9]{13})$/.test(text) && /\d/.test(text);

export const mayBeId = (text: string): boolean => /^[A-Z0-9]{3,40}$/.test(text);

/** A reference as requests take it. */
export const reference = (id: string, type: string) => ({id, type: `${type}_reference`});
