import {PdError, type SafeText, usageError} from '../base/errors.ts';
import {said} from '../base/said.ts';
import type {Io, Keys} from '../io/io.ts';
import {readValue} from './argument-values.ts';

/** Asks for a line. Where nothing can be asked, throws a usage error that says what to give `instead`. */
export async function ask(io: Io, question: SafeText, instead = 'give it on the command line'): Promise<string> {
  refuseUnless(canAsk(io), io, question, instead);
  const keyboard = await keyboardOf(io, typedAt(io));
  return await whileShown(
    io,
    () => io.stderr.write(said`${question}: `),
    () => keyboard.line(),
  );
}

/** Asks for a line until the signal. Undefined if it came first, or nothing more is typed. */
export async function askUntil(io: Io, question: SafeText, until: AbortSignal): Promise<string | undefined> {
  const keyboard = await keyboardOf(io, typedAt(io));
  try {
    return await whileShown(
      io,
      () => io.stderr.write(said`${question}: `),
      () => keyboard.line(until),
    );
  } catch (error) {
    if (until.aborted || (error instanceof PdError && error.kind === 'usage')) return undefined;
    throw error;
  }
}

/** Asks for a line that is not shown as it is typed. */
export async function askSecret(io: Io, question: SafeText, instead = 'give it on standard input'): Promise<string> {
  refuseUnless(canAsk(io), io, question, instead);
  const keyboard = await keyboardOf(io, typedAt(io));
  return keyboard.hiddenLine(said`${question} (not shown): `);
}

/** A secret: asked for at a terminal, else read from standard input, where `what` names it in an error. */
export async function secretFrom(io: Io, question: SafeText, what: string): Promise<string> {
  return io.stdin.isTTY ? await askSecret(io, question) : await readValue(io, '-', what);
}

interface Question {
  question: SafeText;
  /** Shows what it is about; called again when pd goes on after Ctrl-Z. */
  show?: () => void;
  /** What to do where it cannot be asked. */
  instead?: string;
}

/**
 * Asks for confirmation at the terminal itself, whatever standard input is. Only "y" or "yes", typed once the question is
 * shown, confirms; Enter and Ctrl-D do not. Throws `interrupted` for Ctrl-C, a usage error where nothing can be asked.
 */
export async function confirm(io: Io, {question, show, instead = 'give --yes'}: Question): Promise<boolean> {
  refuseUnless(isAskable(io) && io.noInput === undefined, io, question, instead);
  const keyboard = await keyboardOf(io, io.terminal);
  await io.terminal.discardTyped();
  keyboard.discardTyped();
  const write = () => {
    show?.();
    io.stderr.write(said`${question} [y/N] `);
  };
  try {
    return /^(y|yes)$/i.test((await whileShown(io, write, () => keyboard.line())).trim());
  } catch (error) {
    // The end of the input is not an answer, and so not a yes.
    if (error instanceof PdError && error.kind === 'usage') return false;
    throw io.interrupt.aborted ? unchanged(error) : error;
  }
}

/** Shows a question until it is answered: again after Ctrl-Z, and with the line ended after Ctrl-C and Ctrl-D. */
async function whileShown(io: Io, write: () => void, read: () => Promise<string>): Promise<string> {
  const release = io.hold();
  const forget = io.terminal.onContinue(write);
  try {
    write();
    return await read();
  } catch (error) {
    io.stderr.write(said`\n`);
    throw error;
  } finally {
    forget();
    release();
  }
}

/** Whether a value can be asked for: there is someone to read the question, who also types standard input. */
export const canAsk = (io: Io): boolean => io.stdin.isTTY && io.stderr.isTTY && io.noInput === undefined;

/** Whether there is a terminal to ask for confirmation, and someone to read the question. */
export const isAskable = (io: Io): boolean => io.stderr.isTTY && io.terminal.isThere;

function refuseUnless(isPossible: boolean, io: Io, question: SafeText, instead: string): void {
  if (isPossible) return;
  const why = io.noInput ?? 'this is not a terminal';
  throw usageError(`"${question}" cannot be asked: ${why}`, instead);
}

const unchanged = (error: unknown): unknown =>
  error instanceof PdError ? new PdError(error.kind, `${error.message}: nothing was changed`, error.facts) : error;

/** What has keys: standard input, the terminal. */
interface KeySource {
  keys(): Promise<Keys>;
}

/** The same for every question of a command: of two readers of one terminal, each would get some of what is typed. */
const typedAt = (io: Io): KeySource => (io.terminal.isThere ? io.terminal : io.stdin);

const keyboards = new WeakMap<KeySource, Keyboard>();

async function keyboardOf(io: Io, source: KeySource): Promise<Keyboard> {
  const keyboard = keyboards.get(source) ?? new Keyboard(io, await source.keys());
  keyboards.set(source, keyboard);
  return keyboard;
}

const enter = /[\r\n]/;
const suspend = '\u001a';
/** For kill(2): the process group of the caller, which a shell stops as a whole. */
const ownGroup = 0;

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

  /** Forgets what was typed or pasted ahead. */
  discardTyped(): void {
    this.#ahead = '';
  }

  /** The terminal itself echoes and edits the line. */
  async line(until?: AbortSignal): Promise<string> {
    while (!enter.test(this.#ahead)) this.#ahead += await this.#typed(until);
    return this.#takeLine();
  }

  /** Raw mode: nothing is echoed, so the keys that edit or end a line have to be handled here. */
  async hiddenLine(question: SafeText): Promise<string> {
    const cancel = this.#io.onExit(() => this.#stream.setRawMode(false));
    // Before the question, so that nothing typed in answer to it is echoed.
    this.#stream.setRawMode(true);
    try {
      this.#io.stderr.write(question);
      while (!/[\r\n\u0003\u0004]/.test(this.#ahead)) {
        this.#ahead += await this.#typed();
        if (this.#ahead.includes(suspend)) this.#suspend(question);
      }
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

  /** Ctrl-Z in raw mode is a key like any other. The line begins anew when pd goes on. */
  #suspend(question: SafeText): void {
    this.#ahead = '';
    this.#stream.setRawMode(false);
    this.#io.stderr.write(said`\n`);
    this.#io.signalProcess(ownGroup, 'SIGTSTP');
    this.#stream.setRawMode(true);
    this.#io.stderr.write(question);
  }

  #takeLine(): string {
    const end = this.#ahead.search(enter);
    const line = this.#ahead.slice(0, end);
    this.#ahead = this.#ahead.slice(this.#ahead.startsWith('\r\n', end) ? end + 2 : end + 1);
    return line;
  }

  #typed(until?: AbortSignal): Promise<string> {
    const {interrupt} = this.#io;
    const end = until === undefined ? interrupt : AbortSignal.any([interrupt, until]);
    const stream = this.#stream;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        stream.off('data', onData).off('end', onEnd).off('error', onEnd);
        end.removeEventListener('abort', onAbort);
        stream.pause();
        finish();
      };
      const onData = (text: string) => settle(() => resolve(text));
      const onEnd = () => settle(() => reject(nothingTyped()));
      const onAbort = () => settle(() => reject(end.reason));
      stream.on('data', onData).on('end', onEnd).on('error', onEnd);
      end.addEventListener('abort', onAbort);
      if (end.aborted) return onAbort();
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
