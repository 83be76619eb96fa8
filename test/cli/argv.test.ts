import {expect, test} from 'bun:test';
import {isSeedCommand} from '../../src/cli/seed-argv.ts';
import {plainGlobalFlags, valuedGlobalFlags} from '../../src/commands/base/argv.ts';
import {globalFlags} from '../../src/commands/base/flags.ts';
import Seed from '../../src/commands/seed.ts';

/** The flags that take a value, by their names and their letters. */
const valuedOf = (flags: Readonly<Record<string, {type: string; char?: string | undefined}>>): string[] =>
  Object.entries(flags)
    .filter(([, flag]) => flag.type === 'option')
    .flatMap(([name, {char}]) => [`--${name}`, ...(char === undefined ? [] : [`-${char}`])]);

test('every global flag that takes a value is known before the command', () => {
  expect([...valuedGlobalFlags].sort()).toEqual(valuedOf(globalFlags).sort());
});

test('and so is every other one', () => {
  const names = Object.entries(globalFlags)
    .filter(([, flag]) => flag.type === 'boolean')
    .flatMap(([name, flag]) => [
      `--${name}`,
      ...('allowNo' in flag && flag.allowNo ? [`--no-${name}`] : []),
      ...('char' in flag && flag.char !== undefined ? [`-${flag.char}`] : []),
    ]);
  expect(plainGlobalFlags.filter(name => !/^(--help|-h|--version|-v)$/.test(name)).toSorted()).toEqual(
    names.toSorted(),
  );
});

test("no value of a flag is mistaken for the seed's verb", () => {
  for (const flag of valuedOf({...globalFlags, ...Seed.flags})) {
    const isSeed = [['x'], ['x', 'trigger'], ['trigger']].map(words => isSeedCommand([flag, ...words]));
    expect([flag, ...isSeed]).toEqual([flag, false, true, false]);
  }
});
