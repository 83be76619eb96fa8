// Runs the tests and ends with a line `N passed, N failed`. Arguments are handed to the runner: npm test -- test/http
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'pd-report-'));
const report = join(folder, 'junit.xml');
const args = process.argv.slice(2);
const run = spawnSync(
  process.execPath,
  [
    'test',
    '--timeout=20000',
    '--reporter=junit',
    `--reporter-outfile=${report}`,
    ...(args.length === 0 ? ['./test'] : args),
  ],
  {stdio: 'inherit', cwd: join(import.meta.dir, '..')},
);
const totals = /<testsuites [^>]*tests="(\d+)"[^>]*failures="(\d+)"/.exec(readFileSync(report, 'utf8'));
rmSync(folder, {recursive: true, force: true});
if (totals === null) throw new Error('the test runner left no report');
const [tests, failed] = [Number(totals[1]), Number(totals[2])];
console.log(`${tests - failed} passed, ${failed} failed`);
process.exit(run.status === 0 && tests > 0 ? 0 : 1);
