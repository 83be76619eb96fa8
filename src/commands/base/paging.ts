import type {Io, OutStream} from '../../lib/io/io.ts';
import type {PagedStdout} from '../../lib/io/paged-stdout.ts';
import {splitWords} from '../../lib/settings/words.ts';
import {ownWords} from './argv.ts';

/** Whether the output may go through a pager: there is a terminal, and the pager is not switched off. */
export const canPage = (io: Io, argv: readonly string[]): boolean =>
  io.stdout.isTTY && io.env['TERM'] !== 'dumb' && !ownWords(argv).includes('--no-pager') && io.env['PD_PAGER'] !== '';

/**
 * Writes what a command printed, through the pager if it is longer than the screen. `isOver`: the command was
 * interrupted, so the user does not want to read now.
 */
export async function showPaged(io: Io, stdout: PagedStdout, isOver = false): Promise<void> {
  const text = stdout.take();
  stdout.pass();
  if (text === '') return;
  const isLong = !isOver && (await isTallerThanScreen(text, io.stdout));
  if (!(isLong && (await isPaged(io, text)))) io.stdout.write(text);
}

async function isPaged(io: Io, text: string): Promise<boolean> {
  const {PD_PAGER: own, PAGER: usual} = io.env;
  // An empty PAGER means none, as for man and git.
  if (own === undefined && usual === '') return false;
  const words = wordsOf(own ?? usual ?? 'less -FRX');
  if (words.length === 0) return false;
  const [{runOnTerminal}, {StartFailure}] = await Promise.all([
    import('../../lib/process/on-terminal.ts'),
    import('../../lib/process/find-program.ts'),
  ]);
  // Its exit status does not matter: it may be left early.
  const end = await runOnTerminal(io, words, {stdin: text, defaults: {LESS: 'FRX', LV: '-c'}});
  return !(end instanceof StartFailure);
}

/** None for a pager that cannot be understood: what was printed is worth more than the pager. */
function wordsOf(pager: string): string[] {
  try {
    return splitWords(pager, 'PAGER');
  } catch {
    return [];
  }
}

/** A line that is too wide takes several of the terminal's. The prompt that comes after it needs one more. */
async function isTallerThanScreen(text: string, {columns, rows}: OutStream): Promise<boolean> {
  const [{measure}, {stripVTControlCharacters}] = await Promise.all([
    import('../../lib/output/text-width.ts'),
    import('node:util'),
  ]);
  const {width} = await measure();
  let height = 1;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    height += Math.max(1, Math.ceil(width(stripVTControlCharacters(line)) / columns));
    if (height > rows) return true;
  }
  return false;
}
