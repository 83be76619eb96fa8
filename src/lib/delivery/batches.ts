import type {EntryName} from '../queue/entry-name.ts';
import type {NewEntry, Queue} from '../queue/queue.ts';

const largestBatch = 256;

interface Waiting {
  added: NewEntry;
  resolve: (name: EntryName) => void;
  reject: (error: unknown) => void;
}

/** Queues what comes while the disk is busy in one go: hundreds of events share the syncs of their folders. */
export class Batches {
  readonly #queue: Queue;
  #waiting: Waiting[] = [];
  #isBusy = false;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** Returns when the entry is on disk for good. */
  async add(added: NewEntry): Promise<EntryName> {
    return await new Promise((resolve, reject) => {
      this.#waiting.push({added, resolve, reject});
      if (!this.#isBusy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, largestBatch);
      try {
        const names = await this.#queue.add(batch.map(({added}) => added));
        for (const [index, {resolve, reject}] of batch.entries()) {
          const name = names[index];
          if (name) resolve(name);
          else reject(new Error('an entry was queued without a name'));
        }
      } catch (error) {
        // Each of the waiting answers for its own event.
        for (const {reject} of batch) reject(error);
      }
    }
    this.#isBusy = false;
  }
}
