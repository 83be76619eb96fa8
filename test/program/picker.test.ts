import {expect, test} from 'bun:test';
import {join} from 'node:path';
import {incident, withDemo} from '../incidents/demo.ts';
import {program, tempFolder} from '../support/pd.ts';
import {interactiveShell, pdAtTerminal} from '../support/terminal.ts';

const shown = 'Esc ends';
/** What `stty -a` says of a terminal that is as a shell wants it, written so that the line typed does not match it. */
const mode = `stty -a | grep -o ' icanon.*' | tr i I; stty -a | grep -o ' echo ' | tr e E`;

test('keys after the list go to what comes next: the watch, the pager and the editor', async () => {
  await withDemo(async ({env, sandbox}) => {
    const watch = pdAtTerminal(['incidents', 'show', '--watch', '1m'], env);
    await watch.shown(shown);
    watch.type('\r');
    await watch.shown('q ends');
    watch.type('q');
    expect((await watch.ended()).code).toBe(0);
    const read = `sh -c 'read -r line </dev/tty; echo "pager: $line"'`;
    const pager = pdAtTerminal(['incidents', 'show'], {...env, PD_PAGER: read}, {columns: 40, rows: 10});
    await pager.shown(shown);
    pager.type('\r');
    await pager.shown('Incidents: #8');
    pager.type('one\n');
    expect((await pager.ended()).screen).toContain('pager: one\n');
    const write = `sh -c 'read -r line </dev/tty; echo "$line" >"$0"'`;
    const editor = pdAtTerminal(['incidents', 'note'], {...env, EDITOR: write});
    await editor.shown(shown);
    editor.type('\r');
    await editor.shown('Incident: #8');
    editor.type('Disk was cleaned\n');
    expect((await editor.ended()).code).toBe(0);
    expect(sandbox.requests.filter(({method}) => method === 'POST').map(({path}) => path)).toEqual([
      `/incidents/${incident(sandbox, 8).id}/notes`,
    ]);
  });
});

test('in a shell: the output may go anywhere, Ctrl-Z and fg, and what is left of the terminal after a signal', async () => {
  await withDemo(async ({env, sandbox}) => {
    const shell = await interactiveShell(env);
    const file = join(tempFolder(), 'pid');
    const ack = `TERM=xterm sh -c 'echo $$ >${file}; exec ${program} incidents ack'`;
    shell.type(`TERM=xterm ${program} incidents show -o id | sed 's/^/PICKED /'\n`);
    await shell.shown(shown);
    shell.type('5xx\r');
    await shell.shown(`PICKED ${incident(sandbox, 7).id}`);
    for (const [signal, code] of [
      ['TERM', 143],
      ['HUP', 129],
      ['INT', 130],
    ] as const) {
      shell.type(`${ack}; echo "st""atus $?"; ${mode}\n`);
      await shell.shown(shown);
      process.kill(Number(await Bun.file(file).text()), `SIG${signal}`);
      // The list is gone, and the cursor is there.
      await shell.shown(`\u001b[?25hpd: Interrupted by SIG${signal}`);
      await shell.shown(`status ${code}`);
      await shell.shown(' Icanon');
      await shell.shown(' Echo ');
    }
    shell.type(`${ack}; echo "st""atus $?"\n`);
    await shell.shown(shown);
    const pid = Number(await Bun.file(file).text());
    // A signal from elsewhere leaves the keys raw for pd, but the shell has taken the terminal meanwhile.
    for (const stop of [() => shell.type('\u001a'), () => process.kill(pid, 'SIGSTOP')]) {
      stop();
      await shell.shown('Stopped');
      shell.type(`${mode}; fg; echo "st""atus $?"\n`);
      await shell.shown(' Echo ');
      await shell.shown(shown);
    }
    shell.type('5xx\r');
    await shell.shown('status 0');
    await shell.end();
    expect([8, 7].map(number => incident(sandbox, number).status)).toEqual(['triggered', 'acknowledged']);
  });
});

test('a terminal that is closed ends a list, a question and a watch', async () => {
  await withDemo(async ({env, sandbox}) => {
    for (const [line, seen] of [
      ['incidents ack', shown],
      ['incidents ack 7 8', '[y/N]'],
      ['incidents ls --watch 1m', 'q ends'],
    ] as const) {
      const terminal = pdAtTerminal(line.split(' '), env);
      await terminal.shown(seen);
      expect([line, await terminal.hungUp()]).toEqual([line, 129]);
    }
    expect(incident(sandbox, 7).status).toBe('triggered');
  });
});

test('what was typed before the list was there picks nothing', async () => {
  await withDemo(async ({env, sandbox}) => {
    sandbox.fail({match: {method: 'GET'}, times: 1, delayMs: 500});
    const terminal = pdAtTerminal(['incidents', 'resolve'], env);
    terminal.type('\r\r');
    await terminal.shown(shown);
    terminal.type('\u001b');
    expect((await terminal.ended()).code).toBe(2);
    expect(sandbox.requests.every(({method}) => method === 'GET')).toBe(true);
  });
});
