import type {ServerResponse} from 'node:http';
import type {Clock} from './clock.ts';

const stepMs = 50;

/** Does not answer a request, and lets time pass until the client has gone. */
export function staySilent(response: ServerResponse, clock: Clock): void {
  let isOver = false;
  response.on('close', () => {
    isOver = true;
  });
  const goOn = (): void => {
    if (isOver) return;
    clock.pass(stepMs);
    setImmediate(goOn);
  };
  setImmediate(goOn);
}
