import {folded} from '../base/folded.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import {valueText} from '../output/cells.ts';
import type {Column} from '../output/view.ts';

/** What can be picked. */
export interface Choices {
  /** What is asked for: "Incident". */
  label: string;
  /** Each has an ID. */
  rows: readonly JsonObject[];
  /** What one needs to know to choose. */
  columns: readonly Column[];
  /** What a row is called once it is picked: `#7 Disk full`. */
  nameOf: (row: JsonObject) => string;
  /** A number of its own, which names it and nothing else. */
  numberOf?: (row: JsonObject) => string;
  /** Said below the list, if it is not all there is. */
  note?: string;
}

/** A row as it is shown and found. */
export interface Choice {
  id: string;
  /** Folded: what is typed is found in it. */
  text: string;
  number: string | undefined;
  /** As the table shows it. */
  line: string;
  name: string;
}

/** The rows as choices; `lines` are those of the table, without its header. Pure. */
export function choicesOf({rows, columns, nameOf, numberOf}: Choices, lines: readonly string[]): Choice[] {
  const told = columns.filter(({as = 'text'}) => as === 'text');
  return rows.map((row, index) => {
    const id = stringField(row, 'id') ?? '';
    const number = numberOf?.(row);
    const words = [
      ...told.map(column => valueText(column.value(row))),
      id,
      ...(number === undefined ? [] : [`#${number}`]),
    ];
    return {id, number, text: folded(words.join(' ')), line: lines[index] ?? '', name: nameOf(row)};
  });
}

/**
 * Whether each typed word is part of the choice. A word that is the whole number of one of all choices means that one alone: with
 * 7 typed, Enter must not pick 17. Pure.
 */
export function narrows(numbers: ReadonlySet<string>): (typed: string, choice: Choice) => boolean {
  return (typed, {text, number}) =>
    folded(typed)
      .split(' ')
      .every(word => {
        const digits = word.replace(/^#/, '');
        return numbers.has(digits) ? number === digits : text.includes(word);
      });
}
