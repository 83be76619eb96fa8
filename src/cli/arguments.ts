import {picksOf} from '../commands/base/picks.ts';
import type {CommandClass} from '../commands/entries.ts';

export interface Argument {
  /** As USAGE names it: `ID`, `high|low`. */
  label: string;
  description: string;
  required: boolean;
  /** Takes any number of words. */
  many: boolean;
}

/**
 * The arguments of a command, as help shows them. If any number of words is allowed, the last one takes the extra
 * words.
 */
export function argumentsOf({args, strict}: CommandClass): Argument[] {
  const entries = Object.entries(args);
  return entries.map(([key, arg], at) => ({
    label: arg.options?.join('|') ?? argumentLabel(key, arg),
    description: arg.description ?? '',
    // At a terminal; elsewhere it has to be given.
    required: arg.required === true && picksOf(arg) === undefined,
    many: arg.multiple === true || (strict === false && at === entries.length - 1),
  }));
}

/** `ID...` for many, `[TEXT]` for an optional one. */
export function inUsage({label, required, many}: Argument): string {
  const words = many ? `${label}...` : label;
  return required ? words : `[${words}]`;
}

/** An explicit name is kept as written; otherwise the parser uses the key as the name. */
export const argumentLabel = (key: string, {name}: {name?: string}): string =>
  name === undefined || name === key ? key.toUpperCase() : name;
