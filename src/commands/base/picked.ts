import type {Context} from '../../lib/context.ts';
import {canAsk} from '../../lib/input/prompt.ts';
import type {Io} from '../../lib/io/io.ts';
import {type Args, wantedPicks} from './picks.ts';

/**
 * Whether something can be picked from a list: someone types standard input, stderr is a terminal that can draw, and
 * questions are allowed. Where the output goes does not matter.
 */
export const canPick = (io: Io): boolean => canAsk(io) && io.terminal.isThere && io.env['TERM'] !== 'dumb';

interface Parsed {
  args: Record<string, unknown>;
  argv: readonly unknown[];
  flags: Readonly<Record<string, unknown>> & {color?: boolean};
}

/**
 * The arguments, with those that were left out picked from lists, one after the other. Where nothing can be picked they stay as they
 * are, and the command says what is missing.
 */
export async function withPicked<P extends Parsed>(context: Context, args: Args, parsed: P): Promise<P> {
  const {io} = context;
  const {color} = parsed.flags;
  if (!canPick(io)) return parsed;
  const words = parsed.argv.map(String);
  const found = {...parsed.args};
  for (const {name, index, picks} of wantedPicks(args, {words, flags: parsed.flags, env: io.env})) {
    const [{pick}, choices] = await Promise.all([import('../../lib/asking/pick.ts'), picks.choices(context)]);
    const ids = await pick(context, choices, {many: picks.many, except: words, color});
    words.splice(index, 0, ...ids);
    found[name] = ids[0];
  }
  return {...parsed, argv: words, args: found};
}
