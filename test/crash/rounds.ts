import {playRound, type RoundReport} from './round.ts';

export interface Figures {
  rounds: number;
  /** Rounds in which pd was killed at the call, before it ended by itself. */
  kills: number;
  /** Rounds in which at least one call failed. */
  faults: number;
  /** The calls that failed in them. */
  failedCalls: number;
  problems: string[];
}

/** Each waits for syncs and for the program it has started. */
const atOnce = 4;

/** Plays rounds until so many kills and faults have hit. `tell` hears of the figures after each round. */
export async function playRounds(
  seed: number,
  goal: {kills: number; faults: number},
  tell: (figures: Figures) => void = () => undefined,
): Promise<Figures> {
  const figures: Figures = {rounds: 0, kills: 0, faults: 0, failedCalls: 0, problems: []};
  let next = seed;
  const work = async (): Promise<void> => {
    while (figures.kills < goal.kills || figures.faults < goal.faults) {
      const number = next++;
      const isKill = figures.faults >= goal.faults || (figures.kills < goal.kills && number % 2 === 0);
      count(figures, await playRound(number, {isKill}), `--round ${number}${isKill ? ' --kill' : ''}`);
      tell(figures);
    }
  };
  await Promise.all(Array.from({length: atOnce}, work));
  return figures;
}

export const said = ({rounds, kills, faults, failedCalls, problems}: Figures): string =>
  `${rounds} rounds: ${kills} kills at a system call, ${faults} commands of which ${failedCalls} calls failed; ` +
  `${problems.length} problems`;

function count(figures: Figures, report: RoundReport, again: string): void {
  figures.rounds += 1;
  if (report.wasKilled) figures.kills += 1;
  else if (report.hits > 0) figures.faults += 1;
  if (!report.wasKilled) figures.failedCalls += report.hits;
  for (const problem of report.problems) figures.problems.push(`${again}: ${report.what}: ${problem}`);
}
