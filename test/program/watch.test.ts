import {expect, test} from 'bun:test';
import {join} from 'node:path';
import {withDemo} from '../incidents/demo.ts';
import {program, tempFolder} from '../support/pd.ts';
import {interactiveShell} from '../support/terminal.ts';

test('a watch that was stopped, with Ctrl-Z or by a signal from elsewhere, goes on with fg and hears its keys', async () => {
  await withDemo(async ({env}) => {
    const shell = await interactiveShell(env);
    const file = join(tempFolder(), 'pid');
    const watch = `TERM=xterm sh -c 'echo $$ >${file}; exec ${program} incidents ls --watch 1m'`;
    shell.type(`${watch}; echo "st""atus $?"\n`);
    await shell.shown('q ends');
    const pid = Number(await Bun.file(file).text());
    for (const stop of [() => shell.type('\u001a'), () => process.kill(pid, 'SIGSTOP')]) {
      stop();
      await shell.shown('Stopped');
      shell.type('fg; echo "st""atus $?"\n');
      await shell.shown('q ends');
    }
    shell.type('q');
    await shell.shown('\u001b[?1049l');
    await shell.shown('status 0');
    await shell.end();
    expect(shell.screen()).toContain('Shop API');
  });
});
