// npm run test:crash [-- --kills 1000 --faults 1000 --seed N]: kills pd and makes its system calls fail, and tells whether an
// event that it called safe was lost, overtaken or sent twice. -- --round N --kill plays one round of a run again.
import {parseArgs} from 'node:util';
import {crashUntil} from './random-kills.ts';
import {playRound} from './round.ts';
import {playRounds, said} from './rounds.ts';
import {canTrace} from './traced.ts';

const {values} = parseArgs({
  options: {
    kills: {type: 'string', default: '200'},
    faults: {type: 'string', default: '200'},
    seed: {type: 'string'},
    round: {type: 'string'},
    kill: {type: 'boolean', default: false},
  },
});
process.exit(values.round === undefined ? await all() : await again(Number(values.round)));

async function all(): Promise<number> {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const [kills, faults] = [Number(values.kills), Number(values.faults)];
  console.log(`seed ${seed}`);
  if (!canTrace) console.log('strace is not there: pd is killed at random only, and no system call fails');
  // A twentieth of the kills come at random, among commands that run at once; the others at exact system calls.
  const atRandom = canTrace ? Math.ceil(kills / 20) : kills;
  const report = await crashUntil(({killed}) => killed >= atRandom, seed);
  console.log(
    `${report.started} commands at once, ${report.killed} of them killed at random; ${report.accepted} events accepted, ` +
      `${report.received} received, ${report.unsure} of them from killed commands`,
  );
  let problems = report.problems.length;
  for (const problem of report.problems) console.error(problem);
  if (canTrace) {
    let told = 0;
    const goal = {kills: kills - report.killed, faults};
    const figures = await playRounds(seed, goal, sofar => {
      if (sofar.rounds % 50 === 0 || sofar.problems.length > told) console.log(said(sofar));
      for (const problem of sofar.problems.slice(told)) console.error(problem);
      told = sofar.problems.length;
    });
    problems += figures.problems.length;
    console.log(said(figures));
    console.log(
      `${report.killed + figures.kills} effective kills, ${figures.faults} commands with failing calls in all`,
    );
  }
  console.log(problems === 0 ? '1 passed, 0 failed' : `0 passed, 1 failed (${problems} problems)`);
  return problems === 0 ? 0 : 1;
}

async function again(number: number): Promise<number> {
  const {what, hits, wasKilled, problems} = await playRound(number, {isKill: values.kill});
  console.log(`${what}: ${wasKilled ? 'killed' : `${hits} calls failed`}`);
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}
