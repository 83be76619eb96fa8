type Encode = (text: string) => string;

const each =
  (encode: (code: number, character: string) => string): Encode =>
  text =>
    [...text].map(character => encode(character.charCodeAt(0), character)).join('');
const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');
const base64 =
  (before: string, alphabet: 'base64' | 'base64url'): Encode =>
  text =>
    Buffer.from(`${before}${text}:x`).toString(alphabet);

const inUrl = each(code => `%${hex(code, 2)}`);
const inJson = each(code => `\\u${hex(code, 4)}`);
const inHtml = each(code => `&#${code};`);
const inHexHtml = each(code => `&#x${hex(code, 1).toUpperCase()};`);
const ways = [inUrl, inJson, inHtml, inHexHtml, (text: string) => text];

/** How somebody who was sent a key may repeat it. */
const encodings: Readonly<Record<string, Encode>> = {
  plain: text => text,
  'in a URL': encodeURIComponent,
  'every character in a URL': inUrl,
  'twice in a URL': each(code => `%25${hex(code, 2)}`),
  'in HTML': inHtml,
  'in HTML, in hexadecimal': inHexHtml,
  'as JSON escapes': inJson,
  'each character another way': text =>
    [...text].map((character, index) => ways[index % ways.length]?.(character)).join(''),
  'in hexadecimal escapes': each(code => `\\x${hex(code, 2)}`),
  'in capitals': text => text.toUpperCase(),
  'in small letters, as the name of a header': text => text.toLowerCase(),
  'its beginning, marked as cut': text => `${text.slice(0, 12)}...`,
  'its beginning, not marked': text => text.slice(0, -1),
  'base64, at the start': base64('', 'base64'),
  'base64, one byte on': base64('u', 'base64'),
  'base64, two bytes on': base64('us', 'base64url'),
  'base64, as a user name and a password': base64('user:', 'base64url'),
  'base64, in a URL': text => encodeURIComponent(base64('u', 'base64')(text)),
};

const kinds = Object.values(encodings);

/** So much stands before a key that one of the bounds (80, 100, 200, 500 characters) goes through the middle of it. */
const before = [0, 3, 71, 91, 191, 491];

/** Text with keys in it, each time in another encoding and at another place. */
export function echoing(keys: readonly string[]): () => string {
  // Encoded once: an answer holds hundreds of them.
  const encoded = kinds.map(encode => keys.map(encode));
  let count = 0;
  return () => {
    count += 1;
    const filler = 'x'.repeat(before[count % before.length] ?? 0);
    return (encoded[count % kinds.length] ?? []).map(key => `${filler}<${key}>`).join(' ');
  };
}

const window = 8;
const parts = (text: string, length: number): string[] =>
  Array.from({length: text.length - length + 1}, (_, at) => text.slice(at, at + length));

/** Each window holds one of these: they are so few that a text without any is told much faster. */
const marks = (text: string): string[] => parts(text, 4).filter((_, at) => at % (window - 3) === 2);

const anyOf = (texts: readonly string[]): RegExp => new RegExp(texts.map(RegExp.escape).join('|'), 'i');

/** Finds what a text holds of these keys, eight characters or more: as it stands, decoded, or within base64. */
export function leakFinder(keys: readonly string[]): (text: string) => string | undefined {
  const wholes = keys.flatMap(key => {
    const inBase64 = [0, 1, 2].map(shift => base64Core(key, shift));
    return [key, ...inBase64, ...inBase64.map(text => text.replace(/\+/g, '-').replace(/\//g, '_'))];
  });
  const anyMark = anyOf(wholes.flatMap(marks));
  const anyPart = anyOf(wholes.flatMap(whole => parts(whole, window)));
  const find = (text: string) => (anyMark.test(text) ? anyPart.exec(text) : null);
  return text => {
    const decoded = decode(decode(text));
    const found = find(text) ?? (decoded === text ? null : find(decoded));
    return found?.[0];
  };
}

const decode: Encode = text =>
  text
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\+(?:u00|x)([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

function base64Core(key: string, shift: number): string {
  const text = Buffer.from('x'.repeat(shift) + key).toString('base64');
  return text.slice(shift + 1, text.length - 4);
}
