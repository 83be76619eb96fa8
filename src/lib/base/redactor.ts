import {formsOf, shortestHinted, suspicion} from './secret-forms.ts';

/** Hiding every occurrence of a shorter secret would garble ordinary words. */
const shortestHidden = 4;
/** In data, a short match is more likely part of somebody's record. */
const shortestInData = 8;

interface Known {
  pattern: RegExp;
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

  add(secret: string): void {
    if (secret.length < shortestHidden || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#suspect = undefined;
  }

  /** The text with each secret replaced by `…` and its last four characters, even where it is encoded. */
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
    if (!this.#suspect.test(text)) return text;
    let masked = text;
    for (const {pattern, shown, isInData} of this.#known)
      if (isInData || !isData) masked = masked.replace(pattern, () => shown);
    return masked;
  }

  #learn(): RegExp {
    const sorted = [...this.#secrets].sort((a, b) => b.length - a.length);
    const known = sorted.map(secret => ({secret, forms: formsOf(secret)}));
    this.#known = known.map(({secret, forms: {pattern}}) => ({
      ...{pattern, shown: hidden(secret), isInData: isHiddenInData(secret)},
    }));
    return suspicion(known.map(({forms}) => forms));
  }
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
