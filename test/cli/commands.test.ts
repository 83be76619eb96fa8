import {expect, test} from 'bun:test';
import {commands} from '../../src/cli/commands.ts';
import {runLine} from '../support/line.ts';

test('a command is found by its ID and by nothing like it', () => {
  const ids = commands.ids();
  expect(ids.filter(id => !commands.has(id))).toEqual([]);
  const others = ids.flatMap(id => [`:${id}`, `${id}:`, `${id}:constructor`, id.replaceAll(':', '::')]);
  const strange = ['', ':', 'constructor', '__proto__', 'toString:ls', 'incidents:hasOwnProperty'];
  expect([...others, ...strange].filter(id => commands.has(id) && !ids.includes(id))).toEqual([]);
});

test.each([[[':status']], [['', 'status']]])('pd %p names no command', async args => {
  expect(await runLine(args)).toMatchObject({code: 2, stdout: ''});
});
