import {resolve} from 'node:path';
import {boolean, string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {parseDuration} from '../../lib/input/times.ts';
import type {SandboxOptions} from '../../sandbox/server.ts';

/** How a sandbox is: for each way to start one. */
export const sandboxFlags = {
  port: string({helpValue: 'N', summary: 'Port on 127.0.0.1 to listen on (default: any free port).'}),
  seed: string({helpValue: 'FILE', summary: 'JSON file with the account to start with (default: an empty account).'}),
  demo: boolean({summary: 'Start with a demo account: teams, schedules and open incidents.'}),
  fail: string({helpValue: 'RATE', summary: 'Share of requests that fail, such as 0.1 or 10% (default: none).'}),
  latency: string({
    helpValue: 'DURATION',
    summary: 'Delay each response by this long, such as 300ms (default: none).',
  }),
  'rate-limit': string({
    helpValue: 'N',
    summary: 'Requests per minute allowed for each key; any more get a 429 (default: no limit).',
  }),
};

export interface SandboxFlags {
  port: string | undefined;
  seed: string | undefined;
  fail: string | undefined;
  latency: string | undefined;
  'rate-limit': string | undefined;
  demo: boolean;
}

/** What the flags ask for. Throws PdError `usage`, also for a seed that cannot be read. */
export async function sandboxOptions(flags: SandboxFlags): Promise<SandboxOptions> {
  if (flags.demo && flags.seed !== undefined) throw usageError('--demo and --seed cannot be combined');
  return {
    port: flags.port === undefined ? 0 : whole(flags.port, '--port', 65_535),
    ...(flags.latency === undefined ? {} : {latencyMs: parseDuration(flags.latency, '--latency')}),
    ...(flags.fail === undefined ? {} : {failRate: rate(flags.fail)}),
    ...(flags['rate-limit'] === undefined ? {} : {rateLimit: whole(flags['rate-limit'], '--rate-limit', 1_000_000)}),
    ...(flags.demo ? {seed: (await import('../../sandbox/demo.ts')).demoSeed} : {}),
    ...(flags.seed === undefined ? {} : {seed: (await import('../../sandbox/seed-file.ts')).readSeedFile(flags.seed)}),
  };
}

/** The flags as words of another command line, always in the same order, for whichever working directory. */
export function sandboxWords(flags: SandboxFlags): string[] {
  const given = {...flags, seed: flags.seed === undefined ? undefined : resolve(flags.seed)};
  return (Object.keys(sandboxFlags) as (keyof SandboxFlags)[]).flatMap(name => {
    const value = given[name];
    if (typeof value === 'boolean') return value ? [`--${name}`] : [];
    return value === undefined ? [] : [`--${name}=${value}`];
  });
}

function whole(text: string, what: string, largest: number): number {
  if (!/^\d+$/.test(text) || Number(text) > largest) {
    throw usageError(`${what}: "${text}" is not a whole number up to ${largest}`);
  }
  return Number(text);
}

function rate(text: string): number {
  const match = /^(\d*\.?\d+)(%?)$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (!(value <= 1)) throw usageError(`--fail: "${text}" is not a rate`, 'write 0.1 or 10%');
  return value;
}
