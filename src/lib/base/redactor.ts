import type {SafeText} from './errors.ts';
import {firstCharacters, formsOf, shortestHinted, suspicion} from './secret-forms.ts';

/** Hiding every occurrence of a shorter secret would garble ordinary words. */
const shortestHidden = 4;
/** In data, a short match is more likely part of somebody's record. */
const shortestInData = 8;

const cutMark = '…';
/** So many characters before the mark may be what is left of a secret, each escaped. */
const longestBeginning = 1000;

interface Known {
  pattern: RegExp;
  cutShort: RegExp;
  shown: string;
  isInData: boolean;
}

/** Knows every secret pd has read, so that none is ever shown, whoever echoes it. */
export class Redactor {
  readonly #secrets = new Set<string>();
  /** The longest first, so that a secret that contains another is hidden completely. */
  #known: readonly Known[] = [];
  /** Created when first needed, and again after another secret is added. */
  #suspect: RegExp | undefined;
  /** Matches the first characters of each. */
  #beginning: RegExp | undefined;

  add(secret: string): void {
    if (secret.length < shortestHidden) return;
    for (const piece of pieces(secret)) {
      if (this.#secrets.has(piece)) continue;
      this.#secrets.add(piece);
      this.#suspect = undefined;
    }
  }

  /** The text with each secret replaced by `…` and its last four characters, even where it is encoded. */
  redact(text: SafeText): SafeText;
  redact(text: string): string;
  redact(text: string): string {
    return this.#redacted(text, false);
  }

  /** The same for data, in which numbers and short secrets that could be ordinary words are left alone. */
  redactData(text: string): string {
    return this.#redacted(text, true);
  }

  #redacted(text: string, isData: boolean): string {
    if (this.#secrets.size === 0) return text;
    this.#suspect ??= this.#learn();
    const known = isData ? this.#known.filter(({isInData}) => isInData) : this.#known;
    let masked = text;
    if (this.#suspect.test(text)) for (const {pattern, shown} of known) masked = masked.replace(pattern, () => shown);
    return masked.includes(cutMark) ? this.#withoutBeginnings(masked, known) : masked;
  }

  /** Whoever cuts a text, a message most of all, may not know that there is a secret in it. */
  #withoutBeginnings(text: string, known: readonly Known[]): string {
    const parts: string[] = [];
    let from = 0;
    for (let end = text.indexOf(cutMark); end !== -1; end = text.indexOf(cutMark, from)) {
      const start = Math.max(from, end - longestBeginning);
      let before = text.slice(start, end + 1);
      if (this.#beginning?.test(before))
        for (const {cutShort, shown} of known) before = before.replace(cutShort, () => shown);
      parts.push(text.slice(from, start), before);
      from = end + 1;
    }
    return parts.join('') + text.slice(from);
  }

  #learn(): RegExp {
    const sorted = [...this.#secrets].sort((a, b) => b.length - a.length);
    const known = sorted.map(secret => ({secret, forms: formsOf(secret)}));
    this.#known = known.map(({secret, forms: {pattern, cutShort}}) => ({
      ...{pattern, cutShort, shown: hidden(secret), isInData: isHiddenInData(secret)},
    }));
    this.#beginning = firstCharacters(known.map(({forms}) => forms));
    return suspicion(known.map(({forms}) => forms));
  }
}

/** A secret of thousands of characters, such as a token, makes too large a pattern. */
const longestPiece = 400;

/** The secret in pieces of about the same length, mostly one. */
function pieces(secret: string): string[] {
  const size = Math.ceil(secret.length / Math.ceil(secret.length / longestPiece));
  return secret.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
}

/** How a secret is shown: `…` and its last four characters. Nothing of it may end a string of JSON. */
export function hidden(secret: string): string {
  const end = secret.slice(-4);
  return secret.length < shortestHinted || /["\\\p{Cc}\p{Cs}]/u.test(end) ? '…' : `…${end}`;
}

/** Not for a number, which is never changed, nor for what may be somebody's name or an ordinary word. */
const isHiddenInData = (secret: string): boolean =>
  secret.length >= shortestInData &&
  !/^[\d.eE+-]+$/.test(secret) &&
  (secret.length >= 20 || /[^A-Za-z._-]/.test(secret));
