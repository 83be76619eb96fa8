import {expect, test} from 'bun:test';
import {world} from '../support/events-world.ts';
import {aMinute} from '../support/long-job.ts';
import {program} from '../support/pd.ts';
import {interactiveShell} from '../support/terminal.ts';

test('Ctrl-Z stops the job and pd, fg continues both, Ctrl-C reaches the job once; /dev/tty is the terminal', async () => {
  const one = await world();
  await one.up();
  const shell = await interactiveShell(one.env);
  const job = `trap "echo int; exit 5" INT; trap "echo it goes on > /dev/tty" CONT; echo to-the-tty > /dev/tty; echo ready; ${aMinute}`;
  shell.type(`${program} events run --dedup-key job -- bash -c '${job}' < /dev/null > out; echo "st""atus $?"\n`);
  await shell.shown(/to-the-tty\r\n/);
  shell.type('\u001a');
  await shell.shown(/Stopped/);
  // Neither pd nor the job runs on.
  shell.type(`cat /proc/[0-9]*/stat | awk '$3 == "T" && $6 == '$$' {print $2}' | sort -u | xargs echo sto""pped\n`);
  await shell.shown(/stopped \(bash\) \(pd\)/);
  shell.type('fg; echo "st""atus $?"\n');
  await shell.shown(/it goes on\r\n/);
  shell.type('\u0003');
  await shell.shown('status 5');
  await shell.end();
  expect(one.keys()).toEqual(['trigger job']);
  await one.down();
});

test('a deadline at a terminal also ends what the job has started, but not its neighbours in the pipe', async () => {
  const one = await world();
  await one.up();
  const shell = await interactiveShell(one.env);
  const child = `bash -c "trap \\"\\" TERM; echo \\$\\$ > child; ${aMinute.replace('$', '\\$')}"`;
  shell.type(
    `${program} events run --dedup-key job --deadline 400ms -- bash -c '${child} & wait' | cat; echo "st""atus \${PIPESTATUS[*]}"\n`,
  );
  await shell.shown('status 143 0');
  shell.type('while kill -0 $(cat child); do sleep 0.05; done 2> /dev/null; echo "go""ne"\n');
  await shell.shown('gone');
  await shell.end();
  expect(one.keys()).toEqual(['trigger job']);
  await one.down();
});
