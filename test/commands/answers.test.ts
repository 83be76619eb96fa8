import {expect, test} from 'bun:test';
import {commands} from '../../src/cli/commands.ts';
import {commandShapes} from '../../src/cli/completion/shapes.ts';
import {withDemo} from '../incidents/demo.ts';
import {addRecords} from '../support/demo-account.ts';
import {type Answered, answers, others, table, variants} from './answers-table.ts';

test('every command that changes something is in the table', async () => {
  const shapes = await commandShapes(commands);
  const changing = shapes.filter(({flags}) => flags.some(({name}) => name === 'dry-run')).map(({name}) => name);
  expect([...Object.keys(table), ...Object.keys(others)].toSorted()).toEqual(changing.toSorted());
});

const writes = ['POST', 'PUT', 'PATCH', 'DELETE'];

test.each(Object.keys(answers) as Answered[])(
  'a change answered with %s ends as the table says, and prints no record',
  async answered => {
    await withDemo(async ({pd, sandbox}) => {
      addRecords(sandbox);
      sandbox.fail(...writes.map(method => ({match: {method}, times: -1, ...answers[answered]})));
      const wrong: unknown[] = [];
      for (const [command, {line, stdin, codes}] of [...Object.entries(table), ...variants]) {
        const ran = await pd(
          `${line} ${line.includes(' -o ') ? '' : '-o id'} --max-wait 0`,
          stdin === undefined ? {} : {stdin},
        );
        const isSilent = codes[answered] === 0 || ran.stdout === '';
        const isSaid =
          codes[answered] !== 7 ||
          /unknown|redirect|not known|does not say|Welcome|answered, but not as/.test(ran.stderr);
        if (ran.code !== codes[answered] || !isSilent || !isSaid || /^\s*$/m.test(ran.stdout.trimEnd() || 'x'))
          wrong.push({command, code: ran.code, stdout: ran.stdout, stderr: ran.stderr});
      }
      expect(wrong).toEqual([]);
    });
  },
  60_000,
);
