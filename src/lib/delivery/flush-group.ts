import type {PdError} from '../base/errors.ts';
import type {Sender} from '../pacing/sender.ts';
import type {EntryName} from '../queue/entry-name.ts';

/** Why an event, and those after it of its dedup key, stay queued. */
export interface Stuck {
  error: PdError;
  /** Where it was sent. Undefined if it was not sent because it could not be read. */
  host?: string;
}

export interface GroupFlushParts {
  sender: Pick<Sender, 'isSpent' | 'triesAgain'>;
  /** Delivers one event. True if it left the queue, false if it was already gone. `next` probably comes after it. */
  deliver: (name: EntryName, next: EntryName | undefined) => Promise<boolean | Stuck>;
  /** Whether nothing more may be started. */
  isOver: () => boolean;
  failed: (error: PdError) => void;
}

// How many events in a row something other than PagerDuty may refuse before the rest of that routing key is left for
// later.
const oddRefusalsInARow = 10;

/** One routing key's part of a flush: one event at a time, so that whatever ends pd, at most one event is sent twice. */
export class GroupFlush {
  readonly #parts: GroupFlushParts;
  readonly #blockedKeys = new Set<string>();
  readonly #postponedKeys = new Set<string>();
  #oddRefusals = 0;
  #isBlocked = false;

  constructor(parts: GroupFlushParts) {
    this.#parts = parts;
  }

  /** Returns whether any of them left the queue. */
  async deliver(names: readonly EntryName[]): Promise<boolean> {
    let progress = false;
    const isPostponed = ({keyHash}: EntryName): boolean => this.#postponedKeys.has(keyHash);
    for (let waiting = names; waiting.length > 0; waiting = waiting.filter(isPostponed)) {
      this.#postponedKeys.clear();
      for (const [index, name] of waiting.entries()) {
        if (this.#isBlocked || this.#parts.isOver()) return progress;
        if (this.#blockedKeys.has(name.keyHash) || isPostponed(name)) continue;
        const outcome = await this.#parts.deliver(name, waiting[index + 1]);
        if (typeof outcome === 'object') this.#block(name, outcome);
        if (outcome !== true) continue;
        progress = true;
        this.#oddRefusals = 0;
      }
    }
    return progress;
  }

  /** An event must not overtake an earlier one of its key; events of other keys continue. */
  #block({keyHash, group}: EntryName, {error, host}: Stuck): void {
    const {sender, failed} = this.#parts;
    failed(error);
    const mayRecover = host !== undefined && error.facts.retryable === true;
    (mayRecover && sender.triesAgain ? this.#postponedKeys : this.#blockedKeys).add(keyHash);
    if (host !== undefined && sender.isSpent({host, group})) this.#isBlocked = true;
    else if (!mayRecover && error.facts.status !== undefined)
      this.#isBlocked = ++this.#oddRefusals >= oddRefusalsInARow;
  }
}
