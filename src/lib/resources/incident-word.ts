import {usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';
import {idInUrl, webUrl} from './web-url.ts';

/**
 * The ID or the number (digits alone) of the incident that one word names: an ID, `42`, `#42`, or a URL however it is
 * wrapped (see webUrl). Throws a usage error for anything else, a URL of something else included.
 */
export function incidentWord(word: string): string {
  const url = webUrl(word);
  if (url !== undefined) return idInUrl(url, ['incidents'], 'incident');
  const text = word.trim().replace(/^(["'`])(.*)\1$/, '$2');
  const number = /^#?(\d{1,20})$/.exec(text)?.[1];
  if (number !== undefined) return number;
  if (isIncidentId(text)) return text;
  throw usageError(`"${shortened(word)}" is not an incident`, 'give its ID, its number or its URL');
}

/**
 * P, Q or R with 6 or 13 more characters, as PagerDuty makes them; of any other length only with a digit in it. A word
 * of a title has another shape.
 */
const isIncidentId = (text: string): boolean =>
  /^[PQR](?:[A-Z0-9]{6}|[A-Z0-9]{13})$/.test(text) || /^(?=.*\d)[A-Z][A-Z0-9]{1,39}$/.test(text);
