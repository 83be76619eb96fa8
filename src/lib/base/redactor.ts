import type {SafeText} from './errors.ts';
import {once} from './once.ts';
import {cutMark, firstCharacters, formsOf, type SecretForms, shortestHinted, suspicion} from './secret-forms.ts';

/** Hiding every occurrence of a shorter secret would garble ordinary words. */
const shortestHidden = 4;
/** In data, a short match is more likely part of somebody's record. */
const shortestInData = 8;

/** Made when first needed: that takes 1 ms, and a help page needs none. */
const anyCut = once(() => new RegExp(cutMark));
const everyCut = once(() => new RegExp(cutMark, 'g'));
/** How many characters before the mark may be the beginning of a secret, with each of its characters escaped. */
const longestBeginning = 1000;

interface Known {
  forms: SecretForms;
  /** Matches every text in which this one may be: its own patterns take a millisecond or more to create. */
  suspect: () => RegExp;
  /** The same for its first characters. */
  start: () => RegExp;
  shown: string;
  isInData: boolean;
}

/** Knows every secret pd has read, so that none is ever shown, whoever echoes it. */
export class Redactor {
  readonly #secrets = new Map<string, Piece>();
  /** The longest first, so that a secret that contains another is hidden completely. */
  #known: readonly Known[] = [];
  /** Created when first needed, and again after another secret is added. */
  #suspect: RegExp | undefined;
  /** Matches the first characters of every secret. */
  #beginning: RegExp | undefined;

  add(secret: string): void {
    if (secret.length < shortestHidden) return;
    for (const piece of pieces(secret)) {
      if (this.#secrets.has(piece.text)) continue;
      this.#secrets.set(piece.text, piece);
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
    const isSuspect = this.#suspect.test(text);
    if (!isSuspect && !anyCut().test(text)) return text;
    const known = isData ? this.#known.filter(({isInData}) => isInData) : this.#known;
    let masked = text;
    if (isSuspect) {
      for (const {forms, shown, suspect} of known) masked = replaced(masked, suspect, forms.whole, shown);
      // Only after all of them, because two tokens may begin alike.
      for (const {forms, shown, suspect} of known)
        if (forms.beginning) masked = replaced(masked, suspect, forms.beginning, shown);
    }
    return this.#withoutBeginnings(masked, known);
  }

  /** Hides the beginning of a secret before a mark such as `…`: whoever cut the text may not have known of the secret. */
  #withoutBeginnings(text: string, known: readonly Known[]): string {
    const parts: string[] = [];
    let from = 0;
    for (const {index, 0: mark} of text.matchAll(everyCut())) {
      const [start, end] = [Math.max(from, index - longestBeginning), index + mark.length];
      let before = text.slice(start, end);
      if (this.#beginning?.test(before))
        for (const {forms, shown, start} of known) before = replaced(before, start, forms.cutShort, shown);
      parts.push(text.slice(from, start), before);
      from = end;
    }
    return parts.length === 0 ? text : parts.join('') + text.slice(from);
  }

  #learn(): RegExp {
    const sorted = [...this.#secrets.values()].sort((a, b) => b.text.length - a.text.length);
    const known = sorted.map(piece => ({piece, forms: formsOf(piece.text, piece)}));
    this.#known = known.map(({piece: {text, isLast}, forms}) => ({
      ...{forms, shown: isLast ? hidden(text) : '…', isInData: isHiddenInData(text)},
      suspect: once(() => folding(suspicion([forms]))),
      start: once(() => folding(firstCharacters([forms]))),
    }));
    this.#beginning = firstCharacters(known.map(({forms}) => forms));
    // The other pieces of a secret follow its first one.
    return suspicion(known.filter(({piece}) => piece.isFirst).map(({forms}) => forms));
  }
}

/** The pattern for a longer secret, such as a token, would be too large. */
const longestPiece = 128;

/** A secret, or part of a long one. */
interface Piece {
  text: string;
  isLong: boolean;
  isFirst: boolean;
  isLast: boolean;
}

/** Pieces of about the same length; most secrets are one piece. */
function pieces(secret: string): Piece[] {
  if (secret.length <= longestPiece) return [{text: secret, isLong: false, isFirst: true, isLast: true}];
  const count = Math.ceil(secret.length / longestPiece);
  const size = Math.ceil(secret.length / count);
  return Array.from({length: count}, (_, index) => ({
    text: secret.slice(index * size, (index + 1) * size),
    isLong: true,
    isFirst: index === 0,
    isLast: index === count - 1,
  }));
}

/** How a secret is shown: `…` and its last four characters, unless they could end a JSON string. */
export function hidden(secret: string): string {
  const end = secret.slice(-4);
  return secret.length < shortestHinted || /["\\\p{Cc}\p{Cs}]/u.test(end) ? '…' : `…${end}`;
}

/** Not for a number, which is never changed, nor for what may be somebody's name or an ordinary word. */
const isHiddenInData = (secret: string): boolean =>
  secret.length >= shortestInData &&
  !/^[\d.eE+-]+$/.test(secret) &&
  (secret.length >= 20 || /[^A-Za-z._-]/.test(secret));

type Pattern = () => RegExp;

/** The pattern is created only if the text may hold what it matches. */
const replaced = (text: string, suspect: Pattern, pattern: Pattern, shown: string): string =>
  suspect().test(text) ? text.replace(pattern(), () => shown) : text;

/** Folds cases as the patterns of the forms do. */
const folding = ({source}: RegExp): RegExp => new RegExp(source, 'iu');
