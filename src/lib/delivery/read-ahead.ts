import type {EntryName} from '../queue/entry-name.ts';
import type {Queue} from '../queue/queue.ts';
import type {Found} from '../queue/read-entry.ts';

/** Reads the next event of each routing key while the answer to the one before it is awaited. */
export class ReadAhead {
  readonly #queue: Pick<Queue, 'read' | 'hasFile'>;
  /** By hashed host and routing key. */
  readonly #read = new Map<string, {name: EntryName; found: Found}>();

  constructor(queue: Pick<Queue, 'read' | 'hasFile'>) {
    this.#queue = queue;
  }

  /** Once the request that is being sent has left. */
  prepare(next: EntryName): void {
    setImmediate(() => this.#read.set(next.group, {name: next, found: this.#queue.read(next)}));
  }

  /** What `Queue.read` finds. An event that was removed in the meantime is gone, however long the answer took. */
  read(name: EntryName): Found {
    const ahead = this.#read.get(name.group);
    this.#read.delete(name.group);
    const counts = ahead?.name === name && ahead.found.is === 'event' && this.#queue.hasFile(name);
    return counts ? ahead.found : this.#queue.read(name);
  }
}
