import type {SafeText} from './errors.ts';

/** A message in pd's own words, around text that is safe: the compiler lets nothing else into the holes. */
export const said = (words: TemplateStringsArray, ...holes: readonly (SafeText | number)[]): SafeText =>
  String.raw({raw: words}, ...holes) as SafeText;
