// Runs the tests and ends with a line `N passed, N failed`. Arguments are passed to the runner: npm test -- test/http
import {chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const args = process.argv.slice(2);
const isWhole = args.length === 0;
const root = join(import.meta.dir, '..');
// The runner ends its workers without their `exit` event, in which tests would remove their folders.
const scratch = mkdtempSync(join(tmpdir(), 'pd-tests-'));
// One test runs as another user, who needs access to what is below.
chmodSync(scratch, 0o711);
const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, {recursive: true});
const timings = join(cache, 'test-timings.json');
// How long the slow files take, for the first run of a clone.
if (!existsSync(timings)) copyFileSync(join(root, 'test', 'timings.json'), timings);

const options = [
  // More files at once than processors: many tests wait for a signal, a retry or a lock.
  '--parallel=4',
  // Reloading the modules for each file would take longer than many of the files.
  '--no-isolate',
  // Only ends tests that hang: how long a test takes depends on the machine.
  '--timeout=600000',
  // Slowest first, so that none is left running alone at the end.
  `--timings=${timings}`,
  ...(isWhole ? ['--update-timings'] : []),
];
const run = Bun.spawn([process.execPath, 'test', ...options, ...(isWhole ? ['./test'] : args)], {
  cwd: root,
  // Hardly anything runs long enough for the last stage of compiling to pay, which takes a twentieth of the time.
  env: {...process.env, TMPDIR: scratch, BUN_JSC_useFTLJIT: '0'},
  stdin: 'ignore',
  stdout: 'inherit',
  stderr: 'pipe',
});

// The runner reports on stderr; its last lines are ` 12 pass` and ` 0 fail`.
let end = '';
for await (const chunk of run.stderr) {
  process.stderr.write(chunk);
  end = (end + Buffer.from(chunk).toString('utf8')).slice(-10_000);
}
const status = await run.exited;
rmSync(scratch, {recursive: true, force: true});
const count = (word: string): number => Number(new RegExp(`^ *(\\d+) ${word}$`, 'm').exec(end)?.[1] ?? 0);
console.log(`${count('pass')} passed, ${count('fail')} failed`);
process.exit(status === 0 && count('pass') > 0 ? 0 : 1);
