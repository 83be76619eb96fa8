// Runs the tests and ends with a line `N passed, N failed`. Arguments are handed to the runner: npm test -- test/http
import {join} from 'node:path';

const args = process.argv.slice(2);
// More files at once than processors: many tests wait for a signal, a retry or a lock.
const run = Bun.spawn(
  [process.execPath, 'test', '--parallel=4', '--timeout=30000', ...(args.length === 0 ? ['./test'] : args)],
  {cwd: join(import.meta.dir, '..'), stdin: 'ignore', stdout: 'inherit', stderr: 'pipe'},
);

// The runner reports on stderr; its closing lines are ` 12 pass` and ` 0 fail`.
let end = '';
for await (const chunk of run.stderr) {
  process.stderr.write(chunk);
  end = (end + Buffer.from(chunk).toString('utf8')).slice(-10_000);
}
const status = await run.exited;
const count = (word: string): number => Number(new RegExp(`^ *(\\d+) ${word}$`, 'm').exec(end)?.[1] ?? 0);
console.log(`${count('pass')} passed, ${count('fail')} failed`);
process.exit(status === 0 && count('pass') > 0 ? 0 : 1);
