import {usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';

/**
 * An ID as a path segment. A dot or a slash in it would send the request to another endpoint, so only the characters of
 * IDs are allowed. Throws a usage error for any other.
 */
export function pathPart(id: string, what = 'ID'): string {
  if (!isIdText(id))
    throw usageError(`"${shortened(id)}" is not an ${what}`, 'give an ID, a number or a PagerDuty URL');
  return encodeURIComponent(id);
}

export const isIdText = (text: string): boolean => /^[A-Za-z0-9_-]{1,100}$/.test(text);

/** PagerDuty's IDs: P, Q or R, then 6 or 13 more characters. Without a digit it might as well be a name in capitals. */
export const isPlainlyId = (text: string): boolean =>
  /^[PQR](?:[A-Z0-9]{6}|[A-Z0-9]{13})$/.test(text) && /\d/.test(text);

export const mayBeId = (text: string): boolean => /^[A-Z0-9]{3,40}$/.test(text);

/** A reference, as used in request bodies. */
export const reference = (id: string, type: string) => ({id, type: `${type}_reference`});
