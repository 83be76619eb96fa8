/**
 * The text as names are compared: case and the form in which Unicode spells a character do not matter (NFKC, then full
 * case folding as far as JavaScript has it).
 */
export function folded(text: string): string {
  // By way of upper case, so that ß is ss; ς is how σ is written at the end of a word.
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
}
