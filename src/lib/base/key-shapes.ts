/** API: keys start with y_ or u+, OAuth tokens with pdus+ or pdeu+, and an integration key is 32 letters and digits. */
const known = /^(?:y_|u\+|pd(?:us|eu)\+)[\w+/=.-]{8,}$|^(?=.*\d)[a-z\d]{32}$/i;
/**
 * Also what nobody types by hand: 20 or more characters of a key's alphabet, with capitals, small letters and digits.
 */
const likely = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+=-]{20,}$/;

/** Whether a word looks like a PagerDuty key or token. */
export const looksLikeKey = (word: string): boolean => known.test(word) || likely.test(word);

/** The text with `…` in place of each word that looks like a key, also after `=` or `:` and in quotes. */
export const withoutKeys = (text: string): string =>
  text.replace(/[\w+/.-]+=*/g, word => (looksLikeKey(word) || looksLikeToken(word) ? '…' : word));

/** A key of a service that pd does not know: a JSON Web Token, or any long mixture of letters and digits. */
const looksLikeToken = (word: string): boolean =>
  /^(?=.*\d)(?=.*[A-Za-z])[\w+/=-]{20,}$/.test(word) || (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(word) && word.length >= 40);
