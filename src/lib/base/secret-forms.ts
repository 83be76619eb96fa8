import {once} from './once.ts';

/** From this length on, showing the last four characters distinguishes keys without giving much away. */
export const shortestHinted = 8;
/** Fewer base64 characters occur in too many other texts, and fewer characters of a secret reveal nothing. */
const shortestPart = 4;
/** This many characters of a key occur nowhere by chance. */
const shortestBeginning = 8;

/** What a secret looks like, plain and encoded. */
export interface SecretForms {
  /**
   * A run of letters and digits of each form: a text that contains the form contains its run, unless the letters and
   * digits themselves are escaped.
   */
  runs: readonly string[];
  /** The first characters of each form, which are left when it is cut. */
  starts: readonly string[];
  /** Matches the secret itself, with any of its characters escaped as in a URL, JSON or HTML, or within base64. */
  whole: () => RegExp;
  /** Matches what is left of a key in a text that was cut. Undefined for a secret that may consist of words. */
  beginning: (() => RegExp) | undefined;
  /** Matches a shorter beginning, if it is followed by the mark of a cut. */
  cutShort: () => RegExp;
}

/** Compiling a pattern takes 10 ms or more, and every redactor of a process knows the same secrets. */
const formsByPiece = new Map<string, SecretForms>();

/** `isLong`: a piece of a long secret, whose letters and digits are not looked for in escaped form: too slow. */
export function formsOf(secret: string, {isLong = false} = {}): SecretForms {
  const name = `${isLong} ${secret}`;
  const forms = formsByPiece.get(name) ?? makeForms(secret, isLong);
  formsByPiece.set(name, forms);
  return forms;
}

function makeForms(secret: string, isLong: boolean): SecretForms {
  const inAnyForm = isLong ? neededEscape : anyEscape;
  const parts = secret.length < shortestHinted ? [] : base64Parts(secret).filter(part => part.length >= shortestPart);
  const forms = once(() => [
    [...secret.toWellFormed()].map(inAnyForm),
    ...parts.map(part => [...part].map(character => inBase64Text(character, inAnyForm))),
  ]);
  const least = isLikeKey(secret) ? shortestBeginning : undefined;
  // Of a password that is a word another spelling stands in many texts.
  const flags = least === undefined ? 'gu' : 'giu';
  // Each pattern takes a millisecond to create, and hardly any command needs one.
  const any = (pattern: (characters: readonly string[]) => string) =>
    once(() => new RegExp(forms().map(pattern).join('|'), flags));
  return {
    runs: [secret, ...parts].map(form => longestRun(form.slice(0, least))),
    starts: [secret, ...parts].map(form => form.slice(0, shortestPart)),
    whole: any(characters => characters.join('')),
    beginning: least === undefined ? undefined : any(characters => beginning(characters, least)),
    cutShort: any(characters => beginning(characters, shortestPart) + halfAnEscape + cutMark),
  };
}

/** What marks the place where a text was cut. */
export const cutMark = String.raw`(?:…|\.\.\.|\*\*)`;
const halfAnEscape = String.raw`(?:[%&\\][\w%&#;\\]{0,12})?`;

const isLikeKey = (secret: string): boolean => secret.length >= 16 && /\d/.test(secret) && /[a-z]/i.test(secret);

/** Matches the first `least` characters, and as many more as follow. */
function beginning(characters: readonly string[], least: number): string {
  const further = characters.slice(least).reduceRight((rest, character) => `(?:${character}${rest})?`, '');
  return characters.slice(0, least).join('') + further;
}

/** Matches every text that may contain one of these, and few others: much faster than looking for each form. */
export function suspicion(secrets: readonly SecretForms[]): RegExp {
  const runs = secrets.flatMap(forms => forms.runs);
  return new RegExp([...runs, plainEscape.source].join('|'), 'i');
}

/** The same for `cutShort`. */
export function firstCharacters(secrets: readonly SecretForms[]): RegExp {
  const starts = secrets.flatMap(forms => forms.starts);
  const inEither = (start: string): string => RegExp.escape(start).replace(/\\\+/g, '[+-]').replace(/\\\//g, '[/_]');
  return new RegExp([...starts.map(inEither), anyEscaped.source].join('|'), 'i');
}

/** A character that is escaped in any way. */
const anyEscaped = /%[\da-fA-F]{2}|&(?:amp;)*(?:#|[a-z]{2,6};)|\\/;

/** An escaped letter or digit, which no encoding needs: only then can a text contain a form without its run. */
const plainEscape = /%(?:25)*(?:3\d|[46][1-9a-fA-F]|[57][\daA])|&(?:amp;)*#|\\(?:u00|x)[3-7]/;

const longestRun = (text: string): string =>
  (text.match(/[A-Za-z\d]+/g) ?? []).reduce((longest, run) => (run.length > longest.length ? run : longest), '');

/** For a long secret: only characters that some encoding has to escape may be escaped. More would be slow. */
const neededEscape = (character: string): string => (/[A-Za-z\d]/.test(character) ? character : anyEscape(character));

function anyEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const inUrl = [...Buffer.from(character)].map(byte => `%(?:25)*${hexDigits(byte, 2)}`).join('');
  const units = Array.from({length: character.length}, (_, index) => character.charCodeAt(index));
  // Includes every backslash before it: one left over would escape the replacement. The look-behind keeps each
  // backslash of a long run from starting another search.
  const inJson = units.map(unit => `(?<!\\\\)\\\\+u${hexDigits(unit, 4)}`).join('');
  const inHex = [...Buffer.from(character)].map(byte => `(?<!\\\\)\\\\+x${hexDigits(byte, 2)}`).join('');
  const short = JSON.stringify(character).slice(1, -1);
  const inHtml = [`#0*${code};`, `#[xX]0*${hexDigits(code, 1)};`, ...(namedEntities[character] ?? [])];
  const html = `&(?:amp;)*(?:${inHtml.join('|')})`;
  const others = character === ' ' ? ['\\+'] : character === '/' ? ['\\\\/'] : [];
  // Each only once: with two alternatives that match the same, every character of an almost-match doubles the work.
  const plain = [...new Set([character, short])].map(RegExp.escape);
  return `(?:${[...plain, inUrl, inJson, inHex, html, ...others].join('|')})`;
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
function inBase64Text(character: string, inAnyForm: (character: string) => string): string {
  if (character === '+') return `(?:-|${inAnyForm(character)})`;
  return character === '/' ? `(?:_|${inAnyForm(character)})` : inAnyForm(character);
}
