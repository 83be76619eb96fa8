import {commands} from '../../src/cli/commands.ts';
import {type ArgShape, commandShapes, type FlagShape, globalShapes} from '../../src/cli/completion/shapes.ts';

/** What scripts rely on: the words, arguments and flags of every command; one line for each, so that a change shows as one. */
export async function contract(): Promise<string> {
  const shapes = (await commandShapes(commands)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const entries = shapes.map(({name, hidden, open, format, args, flags}) => {
    const facts = {...(hidden ? {hidden} : {}), ...(open ? {open} : {}), format};
    return `  ${text(name)}: {
    "is": ${text(facts)},
    "args": [${block(args.map(arg => text(argFacts(arg))))}],
    "flags": {${block(flagLines(flags))}}
  }`;
  });
  return `{\n  "everywhere": {${block(flagLines(globalShapes()))}},\n${entries.join(',\n')}\n}\n`;
}

const text = (value: unknown): string => JSON.stringify(value);

const block = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${lines.map(line => `      ${line}`).join(',\n')}\n    `;

const argFacts = ({description: _description, ...facts}: ArgShape) => facts;

const flagLines = (flags: readonly FlagShape[]): string[] =>
  flags
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({name, summary: _summary, group: _group, ...facts}) => `${text(name)}: ${text(facts)}`);
