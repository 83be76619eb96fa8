import {field, isObject, type Json} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import {dataText, isPlain} from '../output/cells.ts';
import {visible} from '../output/untrusted.ts';

const maxLines = 12;
const maxCharacters = 160;

interface DetailLines {
  lines: string[];
  /** The number of lines left out. */
  hidden: number;
}

/** An alert's custom details as escaped lines, `name: value`, shortened unless `full`. Pure. */
export function detailLines(body: Json | undefined, full: boolean, hide: (text: string) => string): DetailLines {
  const details = field(body, 'details') ?? field(field(body, 'cef_details'), 'details');
  const lines = flatDetails(details).flatMap(([name, text]) => linesOf(name, text));
  if (full) return {lines, hidden: 0};
  const shown = lines.slice(0, maxLines).map(line => shortened(hide(line), maxCharacters));
  return {lines: shown, hidden: lines.length - shown.length};
}

/** The details as names, joined with dots, and texts. Pure. */
export const flatDetails = (details: Json | undefined): [name: string, text: string][] => flat(details, '', 0);

/** Values nested deeper than this are shown as JSON. */
const maxDepth = 8;

function flat(value: Json | undefined, name: string, depth: number): [string, string][] {
  if (value === undefined || value === null || value === '') return [];
  if (depth === maxDepth || isPlain(value)) return [[name, dataText(value)]];
  if (Array.isArray(value) && value.every(isPlain)) return [[name, value.map(dataText).join(', ')]];
  const inside = Array.isArray(value) ? Object.entries(value) : isObject(value) ? Object.entries(value) : [];
  return inside.flatMap(([key, below]) => flat(below, name === '' ? key : `${name}.${key}`, depth + 1));
}

/** A text of several lines, such as a stack trace, keeps its line breaks. */
function linesOf(name: string, text: string): string[] {
  const lines = text.split(/\r?\n/).map(visible);
  const prefix = name === '' ? '' : `${visible(name)}: `;
  return lines.map((line, index) => (index === 0 ? prefix + line : `  ${line}`));
}
