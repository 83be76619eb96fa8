import {expect, test} from 'bun:test';
import {valuedGlobalFlags} from '../../src/lib/argv.ts';
import {globalFlags} from '../../src/lib/flags.ts';

test('every global flag that takes a value is known before the command is', () => {
  const valued = Object.entries(globalFlags).filter(([, flag]) => flag.type === 'option');
  const words = valued.flatMap(([name, flag]) => [`--${name}`, ...(flag.char === undefined ? [] : [`-${flag.char}`])]);
  expect([...valuedGlobalFlags].sort()).toEqual(words.sort());
});
