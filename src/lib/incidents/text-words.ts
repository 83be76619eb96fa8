import {isPlainlyId} from '../resources/record-id.ts';
import {webUrl} from '../resources/web-url.ts';

/**
 * The incidents and the text of `ID… TEXT`, where the text may be several words. The first word is an incident, and so are
 * those after it that can be nothing else: an ID, `#8`, a URL, a list. A bare number counts as one only before a text of
 * a single word, which is one that was quoted: in `8 3 nodes are down`, 3 is the beginning of the text. Pure.
 */
export function splitText(words: readonly string[]): {ids: string[]; text: string} {
  const [first, ...rest] = words;
  if (first === undefined) return {ids: [], text: ''};
  const isNumbered = rest.length > 1 && rest.slice(0, -1).every(word => isReference(word) || /^\d+$/.test(word));
  const certain = rest.findIndex(word => !isReference(word));
  const count = isNumbered ? rest.length - 1 : certain === -1 ? rest.length : certain;
  return {ids: [first, ...rest.slice(0, count)], text: rest.slice(count).join(' ')};
}

const isReference = (word: string): boolean =>
  /^#\d+$/.test(word) || isPlainlyId(word) || webUrl(word) !== undefined || /^@./.test(word);
