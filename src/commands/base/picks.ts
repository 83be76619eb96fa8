import type {Choices} from '../../lib/asking/choices.ts';
import type {Context} from '../../lib/context.ts';
import type {Io} from '../../lib/io/io.ts';

/** The parts of a command line that decide whether an argument was left out. */
export interface Line {
  /** The positional arguments. */
  words: readonly string[];
  flags: Readonly<Record<string, unknown>>;
  env: Io['env'];
}

interface PickOptions {
  /** Fetches what can be picked. Throws `not-found` if there is nothing. */
  choices: (context: Context) => Promise<Choices>;
  /** Whether the argument takes several. */
  many?: boolean;
  /** Whether nothing else is missing (default: always). */
  when?: (line: Line) => boolean;
  /** Whether the words from its place on are those of later arguments (default: if there are none). */
  isLeftOut?: (words: readonly string[]) => boolean;
}

/** How an argument that was left out is picked from a list at a terminal. */
export class Picks {
  readonly choices: (context: Context) => Promise<Choices>;
  readonly many: boolean;
  readonly #when: (line: Line) => boolean;
  readonly #isLeftOut: (words: readonly string[]) => boolean;

  constructor({choices, many = false, when = () => true, isLeftOut = words => words.length === 0}: PickOptions) {
    this.choices = choices;
    this.many = many;
    this.#when = when;
    this.#isLeftOut = isLeftOut;
  }

  /** Whether the argument with this index was left out of the line, and nothing else. Pure. */
  isWanted(line: Line, index: number): boolean {
    return this.#isLeftOut(line.words.slice(index)) && this.#when(line);
  }
}

/** The end of the description of an argument that can be left out. */
export const pickedText = 'picked from a list at a terminal if left out';

export type Args = Readonly<Record<string, object>>;

/** Undefined for an argument that has to be given. */
export const picksOf = (arg: object): Picks | undefined =>
  'picks' in arg && arg.picks instanceof Picks ? arg.picks : undefined;

/** The arguments to pick, with their indexes. Pure. */
export const wantedPicks = (args: Args, line: Line): {name: string; index: number; picks: Picks}[] =>
  Object.entries(args).flatMap(([name, arg], index) => {
    const picks = picksOf(arg);
    return picks?.isWanted(line, index) ? {name, index, picks} : [];
  });
