/** From this length on, showing the last four characters distinguishes keys without giving much away. */
export const shortestHinted = 8;
/** Fewer base64 characters occur in too many other texts. */
const shortestPart = 4;

/** What a secret looks like, plain and encoded. */
export interface SecretForms {
  /**
   * The longest run of letters and digits of each form: a text that contains the form contains its run, unless the
   * letters and digits themselves are escaped.
   */
  runs: readonly string[];
  /** Matches the secret itself, with any of its characters escaped as in a URL, JSON or HTML, or within base64. */
  pattern: RegExp;
}

export function formsOf(secret: string): SecretForms {
  const parts = secret.length < shortestHinted ? [] : base64Parts(secret).filter(part => part.length >= shortestPart);
  const whole = [...secret.toWellFormed()].map(anyEscape).join('');
  const inBase64 = parts.map(part => [...part].map(inBase64Text).join(''));
  return {runs: [secret, ...parts].map(longestRun), pattern: new RegExp([whole, ...inBase64].join('|'), 'gu')};
}

/** Matches every text that may contain one of these, and few others: much faster than looking for each form. */
export function suspicion(secrets: readonly SecretForms[]): RegExp {
  const runs = secrets.flatMap(forms => forms.runs);
  return new RegExp([...runs, plainEscape.source].join('|'));
}

/** An escaped letter or digit, which no encoding needs: only then can a text contain a form without its run. */
const plainEscape = /%(?:25)*(?:3\d|[46][1-9a-fA-F]|[57][\daA])|&(?:amp;)*#|\\u00[3-7]/;

const longestRun = (text: string): string =>
  (text.match(/[A-Za-z\d]+/g) ?? []).reduce((longest, run) => (run.length > longest.length ? run : longest), '');

function anyEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const inUrl = [...Buffer.from(character)].map(byte => `%(?:25)*${hexDigits(byte, 2)}`).join('');
  const units = Array.from({length: character.length}, (_, index) => character.charCodeAt(index));
  // Includes every backslash before it: one left over would escape the replacement. The look-behind keeps each
  // backslash of a long run from starting another search.
  const inJson = units.map(unit => `(?<!\\\\)\\\\+u${hexDigits(unit, 4)}`).join('');
  const short = JSON.stringify(character).slice(1, -1);
  const inHtml = [`#0*${code};`, `#[xX]0*${hexDigits(code, 1)};`, ...(namedEntities[character] ?? [])];
  const html = `&(?:amp;)*(?:${inHtml.join('|')})`;
  const others = character === ' ' ? ['\\+'] : character === '/' ? ['\\\\/'] : [];
  return `(?:${[RegExp.escape(character), RegExp.escape(short), inUrl, inJson, html, ...others].join('|')})`;
}

const namedEntities: Readonly<Record<string, readonly string[]>> = {
  '&': ['amp;'],
  '<': ['lt;'],
  '>': ['gt;'],
  '"': ['quot;'],
  "'": ['apos;'],
  '/': ['sol;'],
  '+': ['plus;'],
  '=': ['equals;'],
  _: ['lowbar;'],
};

/** A pattern for the number in hexadecimal, in either case. */
const hexDigits = (value: number, width: number): string =>
  value
    .toString(16)
    .padStart(width, '0')
    .replace(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`);

/** What the secret looks like inside a longer base64 text (`user:password`), at each of the three alignments. */
function base64Parts(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map(shift => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // The characters at both ends also contain bits of the text before and after.
    const start = shift === 0 ? 0 : shift + 1;
    const end = (shift + bytes.length) % 3 === 0 ? text.length : text.indexOf('=') - 1;
    return text.slice(start, end);
  });
}

/** Two base64 characters differ in base64url, and are escaped in URLs and JSON. */
function inBase64Text(character: string): string {
  if (character === '+') return `(?:-|${anyEscape(character)})`;
  return character === '/' ? `(?:_|${anyEscape(character)})` : anyEscape(character);
}
