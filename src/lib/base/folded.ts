/**
 * The form of a text in which names are compared: neither case nor the way Unicode composes a character matters (NFKC,
 * then full case folding as far as JavaScript supports it).
 */
export function folded(text: string): string {
  // Upper case first, so that ß becomes ss; ς is how σ is written at the end of a word.
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
}
