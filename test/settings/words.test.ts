import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {splitWords} from '../../src/lib/settings/words.ts';

/** The words of each line, and a status. `command`, lest a line that cannot be read ends the shell. */
const splitter = `for line do command eval "printf '%s\\0' x $line" 2>/dev/null; printf '%s\\001' "$?"; done`;

/** What sh makes of each line. One sh for all of them, since starting it takes longer than the rest. */
function splitBySh(lines: readonly string[]): (string[] | 'refused')[] {
  const {stdout} = spawnSync('sh', ['-c', splitter, 'sh', ...lines], {encoding: 'utf8'});
  const ends = stdout.split('\u0001').slice(0, -1);
  expect(ends.length).toBe(lines.length);
  return ends.map(end => {
    const parts = end.split('\0');
    return parts.at(-1) === '0' ? parts.slice(1, -1) : 'refused';
  });
}

test('words are split as sh splits them', () => {
  const line = fc.string({unit: fc.constantFrom('a', 'b', ' ', "'", '"', '\\', '\t', '{', ':'), maxLength: 12});
  fc.assert(
    fc.property(fc.array(line, {minLength: 30, maxLength: 30}), texts => {
      for (const [index, words] of splitBySh(texts).entries()) {
        const text = texts[index] ?? '';
        // A backslash at the very end means itself to sh; here it is a slip of the pen.
        if (/(^|[^\\])(\\\\)*\\$/.test(text)) continue;
        expect([text, splitOrRefuse(text)]).toEqual([text, words]);
      }
    }),
    {numRuns: 10},
  );
});

test('nothing is expanded', () => {
  expect(splitWords('echo $HOME `id` $(id) ~ *', 'apiKey')).toEqual(['echo', '$HOME', '`id`', '$(id)', '~', '*']);
});

test('an unterminated quote is refused, naming the value', () => {
  expect(() => splitWords('op read "op://x', 'apiKey of profile p')).toThrow('apiKey of profile p');
});

function splitOrRefuse(text: string): string[] | 'refused' {
  try {
    return splitWords(text, 'apiKey');
  } catch {
    return 'refused'; // its message is the last test's business
  }
}
