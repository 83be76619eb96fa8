import {PdError, type SafeText, usageError} from '../base/errors.ts';
import {said} from '../base/said.ts';
import type {Io, Keys} from '../io/io.ts';

/** Asks for a line. Without a terminal, throws a usage error that says what to give `instead`. */
export async function ask(io: Io, question: SafeText, instead = 'give it on the command line'): Promise<string> {
  refuseWithoutTerminal(io, question, instead);
  io.stderr.write(said`${question}: `);
  return (await keyboardOf(io)).line();
}

/** Asks for a line that is not shown as it is typed. */
export async function askSecret(io: Io, question: SafeText, instead = 'give it on standard input'): Promise<string> {
  refuseWithoutTerminal(io, question, instead);
  const keyboard = await keyboardOf(io);
  return keyboard.hiddenLine(said`${question} (not shown): `);
}

/** Asks for confirmation. Only "y" or "yes" confirms. */
export async function confirm(io: Io, question: SafeText, instead = 'give --yes'): Promise<boolean> {
  const answer = await ask(io, said`${question} [y/N]`, instead);
  return /^(y|yes)$/i.test(answer.trim());
}

/** Whether anything can be asked: there is someone to read the question and answer it. */
export const canAsk = (io: Io): boolean => io.stdin.isTTY && io.stderr.isTTY;

function refuseWithoutTerminal(io: Io, question: string, instead: string): void {
  if (!canAsk(io)) throw usageError(`"${question}" cannot be asked: this is not a terminal`, instead);
}

const keyboards = new WeakMap<Io['stdin'], Keyboard>();

async function keyboardOf(io: Io): Promise<Keyboard> {
  const keyboard = keyboards.get(io.stdin) ?? new Keyboard(io, await io.stdin.keys());
  keyboards.set(io.stdin, keyboard);
  return keyboard;
}

const enter = /[\r\n]/;

/** The terminal's keys. Anything typed or pasted ahead is kept for the next question. */
class Keyboard {
  readonly #io: Io;
  readonly #stream: Keys;
  #ahead = '';

  constructor(io: Io, stream: Keys) {
    this.#io = io;
    this.#stream = stream;
    stream.setEncoding('utf8');
    stream.pause();
  }

  /** The terminal itself echoes and edits the line. */
  async line(): Promise<string> {
    while (!enter.test(this.#ahead)) this.#ahead += await this.#typed();
    return this.#takeLine();
  }

  /** Raw mode: nothing is echoed, so the keys that edit or end a line have to be handled here. */
  async hiddenLine(question: SafeText): Promise<string> {
    const cancel = this.#io.onExit(() => this.#stream.setRawMode(false));
    // Before the question, so that nothing typed in answer to it is echoed.
    this.#stream.setRawMode(true);
    try {
      this.#io.stderr.write(question);
      while (!/[\r\n\u0003\u0004]/.test(this.#ahead)) this.#ahead += await this.#typed();
    } finally {
      this.#stream.setRawMode(false);
      cancel();
      this.#io.stderr.write(said`\n`);
    }
    const end = this.#ahead.search(/[\r\n\u0003\u0004]/);
    if (this.#ahead[end] === '\u0003') throw new PdError('interrupted', 'Interrupted', {exitCode: 130});
    if (this.#ahead[end] === '\u0004') throw nothingTyped();
    return edited(this.#takeLine());
  }

  #takeLine(): string {
    const end = this.#ahead.search(enter);
    const line = this.#ahead.slice(0, end);
    this.#ahead = this.#ahead.slice(this.#ahead.startsWith('\r\n', end) ? end + 2 : end + 1);
    return line;
  }

  #typed(): Promise<string> {
    const {interrupt} = this.#io;
    const stream = this.#stream;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        stream.off('data', onData).off('end', onEnd).off('error', onEnd);
        interrupt.removeEventListener('abort', onAbort);
        stream.pause();
        finish();
      };
      const onData = (text: string) => settle(() => resolve(text));
      const onEnd = () => settle(() => reject(nothingTyped()));
      const onAbort = () => settle(() => reject(interrupt.reason));
      stream.on('data', onData).on('end', onEnd).on('error', onEnd);
      interrupt.addEventListener('abort', onAbort);
      if (interrupt.aborted) return onAbort();
      stream.resume();
    });
  }
}

/** The line after applying backspaces and Ctrl-U, without the sequences that terminals put around a paste. */
function edited(keys: string): string {
  const typed = keys.replace(/\u001b\[[0-9;]*[A-Za-z~]/g, '').replace(/^.*\u0015/s, '');
  const characters: string[] = [];
  for (const character of typed) {
    if (character === '\u007f' || character === '\b') characters.pop();
    else characters.push(character);
  }
  return characters.join('');
}

const nothingTyped = () => usageError('Nothing was typed', 'try again, or give the value another way');
