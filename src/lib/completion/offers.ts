import {folded} from '../base/folded.ts';
import {shortened} from '../base/text.ts';
import {hasHidden, visible} from '../output/untrusted.ts';
import {emailIn} from '../resources/named-record.ts';
import {isPlainlyId} from '../resources/record-id.ts';
import {webUrl} from '../resources/web-url.ts';
import type {AccountKind, Named, Offer} from './kinds.ts';

const longestName = 200;
const longestText = 72;
const mostOffers = 200;

/**
 * What to offer for the text at the cursor: the names that begin with it, whatever the case, otherwise those that contain
 * it, which mean the same to pd. A name that would mean something else when it is typed is offered as its ID. Pure.
 */
export function offersFor(kind: AccountKind, records: readonly Named[], typed: string): Offer[] {
  const counts = new Map<string, number>();
  for (const {name} of records) counts.set(folded(name), (counts.get(folded(name)) ?? 0) + 1);
  const offers = records.map(record => {
    const isClear = counts.get(folded(record.name)) === 1 && isTypable(kind, record.name);
    const text = isClear ? record.text : `${record.name}${record.text === '' ? '' : `, ${record.text}`}`;
    return {word: isClear ? record.name : record.id, text: said(text)};
  });
  const emails = kind === 'users' && typed.includes('@') ? records.map(emailOffer) : [];
  return matching([...offers, ...emails], typed, kind === 'incidents').slice(0, mostOffers);
}

/** The offers that fit what is typed. `byText`: those whose text contains it, too. Pure. */
export function matching(offers: readonly Offer[], typed: string, byText = false): Offer[] {
  const wanted = folded(typed);
  const begun = offers.filter(({word}) => folded(word).startsWith(wanted));
  if (begun.length > 0) return begun;
  return offers.filter(({word, text}) => folded(word).includes(wanted) || (byText && folded(text).includes(wanted)));
}

const emailOffer = ({name, text}: Named): Offer => ({word: hasHidden(text) ? '' : text, text: said(name)});

const said = (text: string): string => shortened(visible(text), longestText);

/** Whether the name, typed where a name is expected, means just that: no flag, no ID, no URL, not "me". */
function isTypable(kind: AccountKind, name: string): boolean {
  if (name === '' || name.length > longestName || name !== name.trim() || hasHidden(name)) return false;
  if (/^[-@]/.test(name) || isPlainlyId(name) || webUrl(name) !== undefined) return false;
  return kind !== 'users' || (folded(name) !== 'me' && emailIn(name) === undefined);
}
