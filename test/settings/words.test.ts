import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {splitWords} from '../../src/lib/settings/words.ts';

test('words are split as sh splits them', () => {
  const line = fc.string({unit: fc.constantFrom('a', 'b', ' ', "'", '"', '\\', '\t', '{', ':'), maxLength: 12});
  fc.assert(
    fc.property(line, text => {
      const shell = spawnSync('sh', ['-c', `printf '%s\\0' x ${text}`], {encoding: 'utf8'});
      // A backslash at the very end means itself to sh; here it is a slip of the pen.
      if (/(^|[^\\])(\\\\)*\\$/.test(text)) return;
      const words = shell.status === 0 ? shell.stdout.split('\0').slice(1, -1) : 'refused';
      expect(splitOrRefuse(text)).toEqual(words);
    }),
    {numRuns: 300},
  );
});

test('nothing is expanded', () => {
  expect(splitWords('echo $HOME `id` $(id) ~ *', 'apiKey')).toEqual(['echo', '$HOME', '`id`', '$(id)', '~', '*']);
});

test('a quote that never ends is refused, naming the value', () => {
  expect(() => splitWords('op read "op://x', 'apiKey of profile p')).toThrow('apiKey of profile p');
});

function splitOrRefuse(text: string): string[] | 'refused' {
  try {
    return splitWords(text, 'apiKey');
  } catch {
    return 'refused'; // its message is the last test's business
  }
}
