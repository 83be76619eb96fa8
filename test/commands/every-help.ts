// Prints what `--help` of every command says, as JSON: one process, where the program would start a hundred times.
import {commands} from '../../src/cli/commands.ts';
import {main} from '../../src/main.ts';
import {fakeIo} from '../support/io.ts';
import {printJson} from '../support/print-json.ts';

const pages: Record<string, {code: number; stdout: string; stderr: string}> = {};
for (const id of commands.ids()) {
  const name = id.replaceAll(':', ' ');
  const {io, stdout, stderr} = fakeIo({tty: true, columns: 200, env: {PD_PAGER: ''}});
  const code = await main([...name.split(' '), '--help'], io);
  pages[name] = {code, stdout: stdout.text, stderr: stderr.text};
}
printJson(pages);
