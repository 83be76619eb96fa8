// Runs the examples given as arguments, each with a working folder of its own and an account in which nothing was
// changed, and prints how each ended, as JSON: one process, where the program would start for each.
import {splitWords} from '../../src/lib/settings/words.ts';
import {printJson} from '../support/print-json.ts';
import {withExampleWorldInTurn} from './examples-world.ts';

export interface ExampleEnd {
  output: string;
  code: number;
}

const ends: Record<string, ExampleEnd> = {};
for (const example of process.argv.slice(2)) {
  const [, ...args] = splitWords(example, 'example');
  ends[example] = await withExampleWorldInTurn(async ({folder, pd}) => {
    process.chdir(folder);
    const {stdout, stderr, code} = await pd(args);
    return {output: stdout + stderr, code};
  });
}
printJson(ends);
process.exit(0);
