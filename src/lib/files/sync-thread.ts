import {once} from '../base/once.ts';

/** All that the thread does: it calls a function of the C library with a descriptor. */
const code = `
  import {CFunction} from 'bun:ffi';
  onmessage = ({data: {address, descriptor}}) =>
    postMessage(new CFunction({ptr: address, args: ['i32'], returns: 'i32'})(descriptor));
`;

/** Another thread, for calls that take long. It does not keep pd from ending. */
class SyncThread {
  readonly #worker = new Worker(`data:text/javascript,${encodeURIComponent(code)}`);
  #isOver = false;
  #answer: (result: number | undefined) => void = () => undefined;

  constructor() {
    this.#worker.unref();
    this.#worker.onmessage = ({data}: MessageEvent<number>) => this.#answer(data);
    for (const end of ['error', 'close'])
      this.#worker.addEventListener(end, () => {
        this.#isOver = true;
        this.#answer(undefined);
      });
  }

  async call(address: number, descriptor: number): Promise<number | undefined> {
    if (this.#isOver) return undefined;
    this.#worker.ref();
    try {
      return await new Promise(resolve => {
        this.#answer = resolve;
        this.#worker.postMessage({address, descriptor});
      });
    } finally {
      this.#worker.unref();
    }
  }
}

const thread = once(() => new SyncThread());

/**
 * What a function of the C library returns, called with a descriptor by another thread; undefined if there can be no such
 * thread. For one call at a time.
 */
export async function callMeanwhile(address: number, descriptor: number): Promise<number | undefined> {
  try {
    return await thread().call(address, descriptor);
  } catch {
    return undefined;
  }
}
