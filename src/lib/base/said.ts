import type {SafeText} from './errors.ts';

/** A message in pd's own words around safe texts: the compiler accepts nothing else in the placeholders. */
export const said = (words: TemplateStringsArray, ...holes: readonly (SafeText | number)[]): SafeText =>
  String.raw({raw: words}, ...holes) as SafeText;
