/** Hiding every occurrence of a shorter secret would garble ordinary words. */
const shortestHidden = 4;
/** From this length on, showing the last four characters distinguishes keys without giving much away. */
const shortestHinted = 8;

/** Knows every secret pd has read, so that none is ever shown, whoever echoes it. */
export class Redactor {
  readonly #secrets = new Set<string>();
  /** The longest first, so that a secret that contains another is hidden whole. Made when first needed. */
  #patterns: {pattern: RegExp; shown: string}[] | undefined;

  add(secret: string): void {
    if (secret.length < shortestHidden || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#patterns = undefined;
  }

  /** The text with each secret replaced by `…` and its last four characters, even where it is encoded. */
  redact(text: string): string {
    this.#patterns ??= [...this.#secrets]
      .sort((a, b) => b.length - a.length)
      .map(secret => ({pattern: new RegExp(anyForm(secret), 'gu'), shown: hidden(secret)}));
    let masked = text;
    for (const {pattern, shown} of this.#patterns) masked = masked.replace(pattern, () => shown);
    return masked;
  }
}

/** How a secret is shown: `…` and its last four characters. */
export function hidden(secret: string): string {
  return secret.length < shortestHinted ? '…' : `…${secret.slice(-4)}`;
}

/** A pattern for the secret itself, with any of its characters escaped as in a URL, JSON or HTML, or within base64. */
function anyForm(secret: string): string {
  const base64 = secret.length < shortestHinted ? [] : base64Parts(secret);
  const base64url = base64.map(part => part.replaceAll('+', '-').replaceAll('/', '_'));
  const encoded = [...base64, ...base64url].filter(part => part.length >= shortestHidden).map(RegExp.escape);
  return [[...secret.toWellFormed()].map(anyEscape).join(''), ...encoded].join('|');
}

function anyEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const inUrl = [...Buffer.from(character)].map(byte => `%${hexDigits(byte, 2)}`).join('');
  const units = Array.from({length: character.length}, (_, index) => character.charCodeAt(index));
  const inJson = units.map(unit => `\\\\u${hexDigits(unit, 4)}`).join('');
  const short = JSON.stringify(character).slice(1, -1);
  const inHtml = [`&#0*${code};`, `&#[xX]0*${hexDigits(code, 1)};`, ...(namedEntities[character] ?? [])];
  const plus = character === ' ' ? ['\\+'] : [];
  return `(?:${[RegExp.escape(character), RegExp.escape(short), inUrl, inJson, ...inHtml, ...plus].join('|')})`;
}

const namedEntities: Readonly<Record<string, readonly string[]>> = {
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '"': ['&quot;'],
  "'": ['&apos;'],
  '/': ['\\\\/', '&sol;'],
  '+': ['&plus;'],
  '=': ['&equals;'],
  _: ['&lowbar;'],
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
