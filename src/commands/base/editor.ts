import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PdError, usageError} from '../../lib/base/errors.ts';
import {canAsk} from '../../lib/input/prompt.ts';
import type {Io} from '../../lib/io/io.ts';
import {splitWords} from '../../lib/settings/words.ts';

/** Whether there is an editor to write a text in. */
export const hasEditor = ({VISUAL, EDITOR}: Io['env']): boolean => Boolean(VISUAL || EDITOR);

/**
 * A text that the user writes in an editor (VISUAL, else EDITOR). `about` is shown there in lines that begin with #, which
 * are removed. Throws a usage error if there is no terminal or no editor, or if nothing was written. `what` names the
 * text: "The note".
 */
export async function writtenText(io: Io, what: string, about: string): Promise<string> {
  const {VISUAL, EDITOR} = io.env;
  const editor = VISUAL || EDITOR;
  if (!canAsk(io) || !editor) {
    const next = canAsk(io) ? 'give it, or - to read stdin, or set EDITOR' : 'give it, or - to read stdin';
    throw usageError(`${what} is missing`, next);
  }
  const folder = mkdtempSync(join(io.env['TMPDIR'] || io.env['TEMP'] || '/tmp', 'pd-'));
  const forget = io.onExit(() => rmSync(folder, {recursive: true, force: true}));
  try {
    const file = join(folder, 'text.md');
    const lines = [`${what}: ${about}`, 'Lines that begin with # are left out. An empty text sends nothing.'];
    writeFileSync(file, `\n${lines.map(line => `# ${line}`).join('\n')}\n`, {mode: 0o600});
    await edit(io, [...splitWords(editor, VISUAL ? 'VISUAL' : 'EDITOR'), file]);
    const text = readFileSync(file, 'utf8').replace(/^#.*\n?/gm, '');
    if (text.trim() === '') throw usageError(`${what} is empty, so nothing was sent`);
    return text;
  } finally {
    forget();
    rmSync(folder, {recursive: true, force: true});
  }
}

async function edit(io: Io, words: readonly string[]): Promise<void> {
  const [{runOnTerminal}, {StartFailure}] = await Promise.all([
    import('../../lib/process/on-terminal.ts'),
    import('../../lib/process/find-program.ts'),
  ]);
  const end = await runOnTerminal(io, words);
  io.interrupt.throwIfAborted();
  if (end instanceof StartFailure) throw usageError(`The editor ${words[0]}: ${end.message}`, 'set EDITOR');
  if (end !== 0) throw new PdError('usage', 'The editor failed, so nothing was sent');
}
