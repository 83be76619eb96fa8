import type {CommandClass} from '../commands/index.ts';

export interface Argument {
  /** As USAGE names it: `ID`, `high|low`. */
  label: string;
  description: string;
  required: boolean;
  /** Takes any number of words. */
  many: boolean;
}

/** The arguments of a command, as help shows them. The last one takes the extra words, where any number is allowed. */
export function argumentsOf({args, strict}: CommandClass): Argument[] {
  const entries = Object.entries(args);
  return entries.map(([key, arg], at) => ({
    label: arg.options?.join('|') ?? argumentLabel(key, arg),
    description: arg.description ?? '',
    required: arg.required === true,
    many: arg.multiple === true || (strict === false && at === entries.length - 1),
  }));
}

/** `ID...` for many, `[TEXT]` where it may be left out. */
export function inUsage({label, required, many}: Argument): string {
  const words = many ? `${label}...` : label;
  return required ? words : `[${words}]`;
}

/** An explicit name is kept as written; the parser uses the key as the name where there is none. */
export const argumentLabel = (key: string, {name}: {name?: string}): string =>
  name === undefined || name === key ? key.toUpperCase() : name;
