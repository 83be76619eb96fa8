import type {AutocompletePrompt} from '@clack/core';
import {PdError, usageError} from '../base/errors.ts';
import type {Context} from '../context.ts';
import type {Io} from '../io/io.ts';
import {wantsColour} from '../output/colour.ts';
import {drawnWith, messageWith} from '../output/safe-text.ts';
import {tableLines} from '../output/table-lines.ts';
import {type Measure, measure} from '../output/text-width.ts';
import {type Choice, type Choices, choicesOf, narrows} from './choices.ts';
import {frameLines, lineWidth} from './picker-frame.ts';
import {PickerKeys, PickerScreen} from './picker-streams.ts';

interface Asker {
  io: Io;
  settings: Pick<Context['settings'], 'redactor' | 'utc'>;
}

interface Wish {
  /** Whether several can be marked. */
  many: boolean;
  /** IDs and numbers of what is not offered. */
  except: readonly string[];
  /** As --color and --no-color say, if one is given. */
  color?: boolean | undefined;
}

/**
 * Lets the user pick from a list that narrows as they type, and returns the IDs: one, or, if `many`, those that were marked. It is
 * drawn on stderr, and what was typed before it was there picks nothing. Throws `interrupted` for Ctrl-C and signals, a usage
 * error for Esc and Ctrl-D, `not-found` if nothing is offered.
 */
export async function pick(asker: Asker, choices: Choices, wish: Wish): Promise<string[]> {
  const {io, settings} = asker;
  const {many, except, color} = wish;
  const {redactor, utc} = settings;
  const {rows, columns} = choices;
  const hide = (text: string) => redactor.redact(text);
  const [[header = '', ...lines], text] = await Promise.all([
    tableLines(io, rows, {columns, utc, hide, width: lineWidth(io.stderr.columns)}),
    measure(),
  ]);
  const all = choicesOf(choices, lines).filter(
    ({id, number}) => !except.includes(id) && !except.includes(number ?? id),
  );
  if (all.length === 0) throw new PdError('not-found', `${choices.label}: there is nothing else to pick from`);
  const ids = await picked(asker, {header, all, many, text, choices, isColoured: wantsColour(io, 'stderr', color)});
  if (ids.length === 0) throw usageError('Nothing was picked');
  return ids;
}

interface List {
  header: string;
  all: readonly Choice[];
  many: boolean;
  text: Measure;
  choices: Choices;
  isColoured: boolean;
}

/** The IDs of those picked; none if the user left. */
async function picked({io, settings}: Asker, list: List): Promise<string[]> {
  await io.terminal.discardTyped();
  const release = io.hold();
  const screen = new PickerScreen(io, drawnWith(settings.redactor));
  const keys = new PickerKeys(io, await io.terminal.keys(), screen);
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  io.interrupt.addEventListener('abort', onAbort);
  if (io.interrupt.aborted) stop.abort();
  try {
    const ids = await prompted(list, {screen, keys, signal: stop.signal, safe: messageWith(settings.redactor)});
    if (ids === undefined) screen.erase({below: true});
    io.interrupt.throwIfAborted();
    if (keys.wasInterrupted) throw new PdError('interrupted', 'Interrupted', {exitCode: 130});
    return ids ?? [];
  } finally {
    io.interrupt.removeEventListener('abort', onAbort);
    keys.close();
    screen.close();
    release();
  }
}

interface Terminal {
  screen: PickerScreen;
  keys: PickerKeys;
  signal: AbortSignal;
  safe: (text: string) => string;
}

/** Undefined if it was cancelled. */
async function prompted(list: List, terminal: Terminal): Promise<string[] | undefined> {
  const {AutocompletePrompt, isCancel} = await import('@clack/core');
  const {all, many} = list;
  const draw = drawer(list, terminal);
  const prompt: State = new AutocompletePrompt<Option>({
    options: all.map(choice => ({...choice, value: choice.id})),
    ...{multiple: many, input: terminal.keys, output: terminal.screen, signal: terminal.signal},
    filter: narrows(new Set(all.flatMap(({number}) => number || []))),
    validate: () => (chosen(prompt).length === 0 ? 'Nothing matches' : undefined),
    render() {
      return draw(this);
    },
  });
  const answer = prompt.prompt();
  terminal.keys.listen();
  return isCancel(await answer) ? undefined : chosen(prompt);
}

type Option = Choice & {value: string};
type State = AutocompletePrompt<Option>;

/** Those marked; where none is, the one that the cursor is on. */
function chosen({selectedValues, focusedValue}: Omit<State, 'prompt'>): string[] {
  if (selectedValues.length > 0) return selectedValues;
  return focusedValue === undefined ? [] : [focusedValue];
}

/** What is on the screen in each state: the list, or, at the end, what was picked. */
function drawer({header, all, many, text, choices, isColoured}: List, {screen, safe}: Terminal) {
  const {label, note} = choices;
  return (prompt: Omit<State, 'prompt'>): string => {
    const {columns, rows} = screen;
    if (prompt.state === 'submit') {
      const names = chosen(prompt).map(id => safe(all.find(choice => choice.id === id)?.name ?? id));
      return screen.frame([text.fit(`${label}: ${names.join(', ')}`, Math.max(1, columns - 1))]);
    }
    const marked = new Set(many ? prompt.selectedValues : []);
    const typed = {typed: prompt.userInput, choices: prompt.filteredOptions, cursor: prompt.cursor};
    const frame = {label, header, marked, many, note, total: all.length, ...typed};
    return screen.frame(frameLines(frame, {columns, rows, isColoured, text}));
  };
}
