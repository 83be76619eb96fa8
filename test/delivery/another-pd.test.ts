import {expect, test} from 'bun:test';
import {appendFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {tryLock} from '../../src/lib/files/lock.ts';
import {parseName} from '../../src/lib/queue/entry-name.ts';
import {trigger, until, type World, world} from '../support/events-world.ts';

/** An event behind a queued one of its key, whose command waits for the lock: `act` is what the holder of the lock does. */
async function whileAnotherHolds(one: World, act: (file: string) => void): Promise<{code: number; stdout: string}> {
  await one.pd(trigger('k1'));
  const [earlier] = one.files('pending');
  const lock = tryLock(join(one.state, 'queue'));
  const waiting = one.program(['events', 'resolve', 'k1', '--json', '--max-wait', '30s']);
  const own = () => one.files('pending').find(file => file !== earlier);
  await until(() => own() !== undefined);
  act(own() ?? '');
  const result = await waiting;
  lock?.release();
  return result;
}

const idOf = (file: string): string => parseName(file.split('/').at(-1) ?? '')?.id ?? '';

test('an event that another pd took counts as delivered once that pd has recorded it', async () => {
  const one = await world();
  const {code, stdout} = await whileAnotherHolds(one, file => {
    appendFileSync(join(one.state, 'queue', 'outcomes'), `delivered ${idOf(file)}\n`, {mode: 0o600});
    rmSync(file);
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    status: 'success',
    message: 'Delivered by another pd',
    dedup_key: 'k1',
    event_action: 'resolve',
  });
});

test('an event that is gone without a recorded outcome does not count as delivered', async () => {
  const one = await world();
  const {code, stdout} = await whileAnotherHolds(one, file => rmSync(file));
  expect(code).toBe(7);
  expect(stdout).toBe('');
});

test('a flush and an event after the one it delivers keep their order', async () => {
  const one = await world();
  expect((await one.pd([...trigger('k1'), '--json'])).stdout).toContain('"queued"');
  await one.up();
  const [flushed, resolved] = await Promise.all([
    one.program(['events', 'queue', 'flush']),
    one.program(['events', 'resolve', 'k1', '--json', '--max-wait', '30s']),
  ]);
  expect(flushed.code).toBe(0);
  expect(resolved.code).toBe(0);
  expect(JSON.parse(resolved.stdout)).toMatchObject({status: 'success', dedup_key: 'k1', event_action: 'resolve'});
  expect(one.keys()).toEqual(['trigger k1', 'resolve k1']);
  await one.down();
});
