import {expect, test} from 'bun:test';
import type {Keys, Terminal} from '../../src/lib/io/io.ts';
import {type Demo, incident, withDemo} from '../incidents/demo.ts';

/** A terminal where `before` happens while a question waits, which is then answered with yes. */
function slowAnswer(before: () => Promise<unknown>): Terminal {
  const listeners = new Map<string, (text: string) => void>();
  const keys: Keys = {
    setEncoding: () => undefined,
    setRawMode: () => undefined,
    pause: () => undefined,
    resume: () => void before().then(() => listeners.get('data')?.('y\n')),
    on: (event, listener) => {
      listeners.set(event, listener);
      return keys;
    },
    off: () => keys,
  };
  const discardTyped = () => Promise.resolve();
  return {isThere: true, keys: () => Promise.resolve(keys), discardTyped, onContinue: () => () => undefined};
}

const elsewhere = ({env}: Demo) => ({env: {PD_STATE_DIR: `${env['PD_STATE_DIR']}-other`}});

test('what is changed while the question waits is the former value', async () => {
  await withDemo(async demo => {
    const {pd, sandbox, clock} = demo;
    const terminal = slowAnswer(async () => {
      clock.pass(6000);
      await pd('incidents urgency 8 low', elsewhere(demo));
    });
    const ran = await pd('incidents assign 8 7 --to linus', {terminal: 100, changes: {terminal}});
    expect(ran.code).toBe(0);
    await pd('incidents urgency 8 high', elsewhere(demo));
    expect((await pd('undo')).code).toBe(0);
    expect([incident(sandbox, 8).urgency, incident(sandbox, 8).assignments[0]?.assignee.summary]).toEqual([
      'high',
      'Mary Jackson',
    ]);
    const slow = slowAnswer(async () => {
      clock.pass(6000);
      await pd('incidents priority 8 P3', elsewhere(demo));
    });
    await pd('incidents priority 8 7 P1', {terminal: 100, changes: {terminal: slow}});
    await pd('undo');
    expect(incident(sandbox, 8).priority?.summary).toBe('P3');
  });
});

test('what is changed while pd undo asks stays as it is', async () => {
  await withDemo(async demo => {
    const {pd, sandbox} = demo;
    await pd('incidents priority 8 7 P2');
    const terminal = slowAnswer(() => pd('incidents priority 8 P3', elsewhere(demo)));
    const ran = await pd('undo', {terminal: 100, changes: {terminal}});
    expect([ran.code, ran.stdout.includes('changed since: priority P2 → P3')]).toEqual([8, true]);
    expect([8, 7].map(number => incident(sandbox, number).priority?.summary)).toEqual(['P3', 'P1']);
  });
});
