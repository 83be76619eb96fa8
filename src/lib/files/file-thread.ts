import {once} from '../base/once.ts';
import type {Answer} from './file-thread-work.ts';
import type {NewFile} from './together.ts';

/** The thread's own module: an entry of the program (scripts/compile.ts), or in the sources the one beside this. */
const work = import.meta.path.startsWith('/$bunfs/')
  ? '/$bunfs/root/src/lib/files/file-thread-work.js'
  : new URL('./file-thread-work.ts', import.meta.url);

/** Another thread, which writes files while pd does something else. It does not keep pd from ending. */
class FileThread {
  readonly #worker = new Worker(work);
  #isOver = false;
  /** Those that wait for an answer, in order. */
  readonly #waiting: ((answer: Answer | undefined) => void)[] = [];

  constructor() {
    this.#worker.unref();
    this.#worker.onmessage = ({data}: MessageEvent<Answer>) => this.#waiting.shift()?.(data);
    for (const end of ['error', 'close'])
      this.#worker.addEventListener(end, () => {
        this.#isOver = true;
        for (const answer of this.#waiting.splice(0)) answer(undefined);
      });
  }

  async place(files: readonly NewFile[]): Promise<Answer | undefined> {
    if (this.#isOver) return undefined;
    this.#worker.ref();
    try {
      return await new Promise(resolve => {
        this.#waiting.push(resolve);
        this.#worker.postMessage(files);
      });
    } finally {
      if (this.#waiting.length === 0) this.#worker.unref();
    }
  }
}

const thread = once(() => new FileThread());

/** What placeTogether returns or throws, done by another thread; undefined if there can be no such thread. */
export async function placeMeanwhile(files: readonly NewFile[]): Promise<boolean | undefined> {
  const answer = await answerOf(files);
  if (answer === undefined || 'isPlaced' in answer) return answer?.isPlaced;
  const {message, ...facts} = answer.failure;
  throw Object.assign(new Error(message), facts);
}

async function answerOf(files: readonly NewFile[]): Promise<Answer | undefined> {
  try {
    return await thread().place(files);
  } catch {
    return undefined; // the system allows no more threads
  }
}
