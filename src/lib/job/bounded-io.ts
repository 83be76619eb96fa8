import type {PdError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';

/** An io with a time limit: after `ms` its `interrupt` aborts with `reason`, which ends requests and sleeps. */
export function boundedIo(io: Io, ms: number, reason: PdError): {io: Io; release: () => void} {
  const controller = new AbortController();
  const {signal} = controller;
  const onInterrupt = () => controller.abort(io.interrupt.reason);
  if (io.interrupt.aborted) onInterrupt();
  io.interrupt.addEventListener('abort', onInterrupt, {once: true});
  const cancel = io.later(ms, () => controller.abort(reason));
  const sleep = async (sleepMs: number): Promise<void> => {
    signal.throwIfAborted();
    const {promise: ended, reject} = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, {once: true});
    await Promise.race([io.sleep(sleepMs), ended]).finally(() => signal.removeEventListener('abort', onAbort));
  };
  const release = () => {
    cancel();
    io.interrupt.removeEventListener('abort', onInterrupt);
  };
  return {io: {...io, interrupt: signal, sleep}, release};
}
