import path from 'node:path';
import {ensureDurableFolder, syncFolder} from '../files/placed-files.ts';
import {ensurePrivateFolder} from '../files/trust.ts';

/** The folders that new entries need. */
export class QueueFolders {
  readonly #folder: string;
  /** The shards whose folders survive a power cut. */
  readonly #durable = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Creates what is missing, so that it survives a power cut. Throws if one of them cannot be trusted. */
  ensure(shards: ReadonlySet<string>): void {
    const [state, pending] = [path.dirname(this.#folder), path.join(this.#folder, 'pending')];
    ensureDurableFolder(state, {isNamed: true});
    const within = [...shards].map(shard => path.join(pending, shard));
    const missing = [this.#folder, pending, path.join(this.#folder, 'tmp'), ...within].filter(folder =>
      ensurePrivateFolder(folder),
    );
    if (missing.length === 0 && shards.isSubsetOf(this.#durable)) return;
    // Also for those that another process has created a moment ago without having synced them yet.
    for (const folder of [pending, this.#folder, state]) syncFolder(folder);
    for (const shard of shards) this.#durable.add(shard);
  }
}
