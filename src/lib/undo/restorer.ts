import type {JsonObject} from '../base/json.ts';
import type {IncidentOutcome} from '../incidents/outcomes.ts';
import type {JournalItem} from '../journal/entry.ts';
import type {ChangeRequest} from '../resources/send-change.ts';

/** One thing to restore. */
export interface Step {
  item: JournalItem;
  now: JsonObject;
  /** What it is to be. */
  target: JsonObject;
}

/** What became of a step. Its `id` is that of the journal's item. */
export interface RestoreOutcome extends IncidentOutcome {
  /** The state that was reached, for the journal. */
  after?: JsonObject | undefined;
  /** The ID to print, where the thing has another by now. */
  shownId?: string | undefined;
}

/** How things of one kind are restored. */
export interface Restorer {
  /** "incident", for counts. */
  noun: string;
  /** The state of each as it is now, or why it is not known. */
  now(items: readonly JournalItem[]): Promise<ReadonlyMap<string, JsonObject | string>>;
  /** The fields in which two states differ. */
  changed(before: JsonObject, after: JsonObject): string[];
  isAlike(one: JsonObject, other: JsonObject, name: string): boolean;
  /** Fields that the API changes along with one. */
  follows?(name: string): readonly string[];
  /** `urgency low → high` */
  words(from: JsonObject, to: JsonObject, fields?: readonly string[]): string;
  /** Why a state cannot be reached any more, if there is a reason. */
  obstacle?(target: JsonObject): string | undefined;
  /** What has to be known before: who is paged, until when. */
  consequences(steps: readonly Step[]): string[];
  /** The ID to print for an item. */
  shownId(item: JournalItem): string;
  /** For --dry-run: the requests, as far as they do not depend on answers. */
  requests(steps: readonly Step[]): Promise<ChangeRequest[]>;
  restore(steps: readonly Step[]): AsyncIterable<readonly RestoreOutcome[]>;
}
