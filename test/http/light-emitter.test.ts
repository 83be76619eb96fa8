import {expect, test} from 'bun:test';
import {EventEmitter} from 'node:events';
import {LightEmitter} from '../../src/lib/http/light-emitter.ts';

type Emitter = Pick<LightEmitter, 'on' | 'once' | 'off' | 'emit' | 'listenerCount'>;

const behaviours: Record<string, (emitter: Emitter, told: string[]) => unknown> = {
  'listeners in their order, with what they are told': (emitter, told) => {
    emitter.on('x', (a: string, b: string) => told.push(`first ${a} ${b}`));
    emitter.on('x', (a: string) => told.push(`second ${a}`));
    return [emitter.emit('x', 'one', 'two'), emitter.emit('y'), emitter.listenerCount('x'), emitter.listenerCount('y')];
  },
  'once, and taking back what was to be called once': (emitter, told) => {
    const never = (): void => void told.push('never');
    emitter.once('x', () => told.push('once'));
    emitter.once('x', never);
    emitter.off('x', never);
    return [emitter.emit('x'), emitter.emit('x')];
  },
  'the same listener several times': (emitter, told) => {
    const listener = (): void => void told.push('called');
    emitter.on('x', listener).on('x', listener).on('x', listener).off('x', listener);
    emitter.off('x', () => undefined).off('y', listener);
    return [emitter.emit('x'), emitter.listenerCount('x')];
  },
  'listeners that come and go while they are called': (emitter, told) => {
    const last = (): void => void told.push('last');
    emitter.on('x', () => {
      told.push('first');
      emitter.off('x', last).on('x', () => told.push('new'));
    });
    emitter.on('x', last);
    return [emitter.emit('x'), emitter.emit('x')];
  },
  'an error that nobody listens to': emitter => {
    try {
      return emitter.emit('error', new Error('broken'));
    } catch (error) {
      return (error as Error).message;
    }
  },
  'an error that somebody listens to': (emitter, told) => {
    emitter.on('error', (error: Error) => told.push(error.message));
    return emitter.emit('error', new Error('broken'));
  },
  'whose listener it is': emitter => {
    let whose: unknown;
    emitter.on('x', function (this: unknown) {
      whose = this;
    });
    emitter.emit('x');
    return whose === emitter;
  },
};

for (const [name, behaviour] of Object.entries(behaviours)) {
  test(`a light emitter is like one of node:events: ${name}`, () => {
    const [theirs, ours]: [string[], string[]] = [[], []];
    const expected = behaviour(new EventEmitter() as unknown as Emitter, theirs);
    expect(behaviour(new LightEmitter(), ours)).toEqual(expected);
    expect(ours).toEqual(theirs);
  });
}
