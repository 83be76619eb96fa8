// npm run test:crash [-- --seconds 60 --seed N]: kills pd at random moments and tells whether anything was lost or overtaken.
import {parseArgs} from 'node:util';
import {crashUntil} from './rounds.ts';

const {values} = parseArgs({options: {seconds: {type: 'string', default: '60'}, seed: {type: 'string'}}});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed ${seed}, ${values.seconds} s`);
const endMs = performance.now() + Number(values.seconds) * 1000;
const report = await crashUntil(() => performance.now() >= endMs, seed);
console.log(
  `${report.started} commands, ${report.killed} of them killed; ${report.accepted} events accepted, ${report.received} received, ${report.unsure} of them from killed commands`,
);
for (const problem of report.problems) console.error(problem);
console.log(report.problems.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exit(report.problems.length === 0 ? 0 : 1);
