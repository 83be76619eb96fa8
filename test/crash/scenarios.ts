import {oneOf} from './chance.ts';
import {keyOf} from './ledger.ts';
import {type Round, trigger} from './round.ts';

export interface Scenario {
  name: string;
  /** Whether its command can wait for input at work, so that a fault can come then. */
  waitsForInput?: boolean;
  play: (round: Round) => Promise<void>;
}

const moods = ['up', 'flaky', 'down'] as const;
const flush = ['events', 'queue', 'flush'];

export const scenarios: readonly Scenario[] = [
  {
    name: 'trigger',
    play: async round => {
      if (round.chance() < 0.7) await round.queue('b 0');
      await triggerUnderFault(round, 'a 0');
    },
  },
  {
    name: 'trigger behind its own key',
    play: async round => {
      await round.queue('a 0', 'b 0');
      await triggerUnderFault(round, 'a 1');
    },
  },
  {name: 'flush', play: round => flushUnderFault(round, 'up')},
  {name: 'flush with a flaky server', play: round => flushUnderFault(round, 'flaky')},
  {
    name: 'send',
    waitsForInput: true,
    play: async round => {
      await round.queue('a 0');
      await round.server(oneOf(round.chance, moods));
      const first = 'c 0';
      const rest = ['a 1', 'b 0', 'a 2', 'b 1', 'c 1'];
      const run = await round.underFault(['events', 'send', '-', '-o', 'jsonl'], [inLines([first]), inLines(rest)]);
      if (run) round.claims(run, [first, ...rest]);
    },
  },
  {
    name: 'a poison event',
    play: async round => {
      await round.queue('a 0 poison', 'a 1', 'b 0');
      await round.server('up');
      if (round.chance() < 0.5) await round.underFault(flush);
      else await triggerAndClaim(round, 'a 2');
    },
  },
  {
    name: 'retry',
    play: async round => {
      const id = await rejected(round);
      await round.server('down');
      const run = await round.underFault(['events', 'queue', 'retry', id]);
      if (run?.code === 0) round.expect(round.queuedOf(['a 0 poison']) === 1, 'retry is 0, and nothing is queued');
      await round.server('up', {takesPoison: true});
      await round.sure(flush, [0, 8]);
    },
  },
  {
    name: 'rm',
    play: async round => {
      await round.queue('a 0', 'a 1', 'b 0');
      const listed: {id: string; dedup_key: string}[] = JSON.parse(
        (await round.sure(['events', 'queue', 'ls', '--json'])).stdout,
      );
      const id = listed.find(({dedup_key}) => dedup_key === 'b')?.id ?? '';
      const run = await round.underFault(['events', 'queue', 'rm', id]);
      // Of one that failed, or was killed, it is not known.
      if (run?.code === 0 || round.queuedOf(['b 0']) === 0) round.ledger.removed('b 0');
      // Exit 8 where it is removed, and a power cut may bring it back.
      if (run !== undefined && run.code !== 0 && !run.stdout.includes('removed'))
        round.expect(round.queuedOf(['b 0']) === 1, 'rm has failed, and the event is gone');
    },
  },
  {
    name: 'run',
    waitsForInput: true,
    play: async round => {
      if (round.chance() < 0.5) await round.queue('a 0');
      await round.server(oneOf(round.chance, moods));
      const script = 'echo started; read line; exit 3';
      const words = ['events', 'run', '-s', 'a 1', '--dedup-key', 'a', '--', 'sh', '-c', script];
      const run = await round.underFault(words, ['', 'go on\n']);
      if (!run) return;
      round.expect(run.code === 3, "the job's exit status is 3");
      round.expect(run.stdout === 'started\n', "the job's output is another");
      if (!run.stderr.includes('was not told')) round.ledger.safe(['a 1']);
      else round.expect(round.queuedOf(['a 1']) === 0, 'it is called not told, and is queued');
    },
  },
];

async function triggerUnderFault(round: Round, summary: string): Promise<void> {
  await round.server(oneOf(round.chance, moods));
  await triggerAndClaim(round, summary);
}

async function triggerAndClaim(round: Round, summary: string): Promise<void> {
  const run = await round.underFault(trigger(summary));
  if (run) round.claims(run, [summary]);
}

async function flushUnderFault(round: Round, mood: 'up' | 'flaky'): Promise<void> {
  await round.queue('a 0', 'b 0', 'a 1', 'c 0', 'b 1');
  await round.server(mood);
  const run = await round.underFault([...flush, '--json']);
  if (run?.code === 0)
    round.expect(round.ledger.received.length >= 5, `flush is 0, and has delivered ${round.ledger.received.length}`);
}

/** The ID of an event that PagerDuty has rejected. */
async function rejected(round: Round): Promise<string> {
  await round.queue('a 0 poison');
  await round.server('up');
  await round.sure(flush, [8]);
  await round.queue('a 1');
  const {stdout} = await round.sure(['events', 'queue', 'ls', '--json']);
  const listed: {id: string; state: string}[] = JSON.parse(stdout);
  return listed.find(({state}) => state === 'rejected')?.id ?? '';
}

const inLines = (summaries: readonly string[]): string =>
  summaries
    .map(summary => {
      const payload = {summary, source: 'test', severity: 'info'};
      return `${JSON.stringify({event_action: 'trigger', dedup_key: keyOf(summary), payload})}\n`;
    })
    .join('');
