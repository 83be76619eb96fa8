import {dirname} from 'node:path';
import type {Sandbox} from '../../src/sandbox/server.ts';
import {cleanEnv, program} from '../support/pd.ts';
import {sandboxEnv} from '../support/sandbox.ts';

export interface NightTask {
  name: string;
  /** As typed in bash with pd's completion: ⇥ is Tab, ⏎ is Enter. */
  keys: string;
  /** How many keys it may take. */
  most: number;
  /** How many it took before a line could be completed and left out so much. */
  before: number;
  /** What must be on the screen. */
  shows: RegExp;
}

/** What an engineer does at three in the morning, in the account of `pd sandbox --demo`. */
export const nightTasks: readonly NightTask[] = [
  {
    name: 'the runbook of incident 7',
    keys: 'pd i⇥sh⇥7⏎',
    most: 12,
    before: 65,
    shows: /Runbook: https:\/\/wiki\.shop\.example\/runbooks\/http-5xx/,
  },
  {
    name: 'who is on call for Checkout',
    keys: 'pd o⇥l⇥--se⇥check⏎',
    most: 30,
    before: 58,
    shows: /\n1 +Mary Jackson/,
  },
  {
    name: 'ask Grace to help with incident 7',
    keys: 'pd i⇥resp⇥a⇥7 --us⇥grace⏎',
    most: 30,
    before: 56,
    shows: /Grace Murray +pending/,
  },
  {
    name: 'what happened last night',
    keys: 'pd i⇥ls --si⇥18h --st⇥all⏎',
    most: 35,
    before: 82,
    shows: /Nightly backup ended/,
  },
];

export interface Typed {
  /** What was on the screen after the line, without escape sequences. */
  screen: string;
  keys: number;
  /** How many requests it took. */
  requests: number;
}

/** Types each line at a real terminal in bash, with pd's own completion, and returns what it showed. */
export async function typeAll(tasks: readonly NightTask[], sandbox: Sandbox): Promise<Typed[]> {
  let seen = '';
  let heard = Promise.withResolvers<void>();
  const child = Bun.spawn(['bash', '--norc', '--noprofile', '-i'], {
    env: cleanEnv({
      ...sandboxEnv(sandbox),
      ...{TERM: 'xterm', PS1: '', NO_COLOR: '1', HISTFILE: ''},
      PATH: `${dirname(program)}:${process.env['PATH']}`,
    }),
    terminal: {
      ...{cols: 100, rows: 50},
      data: (_terminal, chunk) => {
        seen += Buffer.from(chunk).toString();
        heard.resolve();
      },
    },
  });
  const type = async (text: string, count: number): Promise<string> => {
    const from = seen.length;
    child.terminal?.write(text);
    while (!seen.includes(`READY${count}>`, from)) {
      heard = Promise.withResolvers<void>();
      await Promise.race([heard.promise, child.exited]);
    }
    return plain(seen.slice(from));
  };
  await type(`bind 'set bell-style none'; . <(pd completion bash); PS1='READY'; PS1+='\\#> '\r`, 2);
  const results: Typed[] = [];
  for (const [index, {keys}] of tasks.entries()) {
    const typed = keys.replaceAll('⇥', '\t').replaceAll('⏎', '\r');
    const before = sandbox.requests.length;
    const screen = await type(typed, index + 3);
    results.push({screen, keys: [...keys].length, requests: sandbox.requests.length - before});
  }
  child.terminal?.write('exit\r');
  await child.exited;
  child.terminal?.close();
  return results;
}

const plain = (text: string): string =>
  text.replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007/g, '').replaceAll('\r\n', '\n');
