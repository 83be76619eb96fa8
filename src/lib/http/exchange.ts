import type {PdError, SafeText} from '../base/errors.ts';
import type {Json} from '../base/json.ts';
import type {Speaker} from './speaker.ts';

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Repeating it after an unknown outcome does no harm: GET, PUT, DELETE, events with a dedup key. */
  repeatable: boolean;
  /** `json`: a 2xx body must be JSON (only a GET may not leave it out); `any`: whatever came. */
  expect: 'json' | 'any';
  /** Whoever sends it decides itself whether to try again, and counts the time. */
  isOneAttempt?: boolean;
  /** Lets each attempt through when there is room for it. */
  admit?: Admit | undefined;
}

export type Admit = (attempt: () => Promise<AttemptOutcome>) => Promise<AttemptOutcome>;

export interface HttpAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The parsed text, where JSON was expected and there is any. */
  body?: Json | undefined;
  requestId?: SafeText | undefined;
  /** Who speaks in a refusal, and what is said. The text itself goes no further. */
  told?: Told | undefined;
}

export interface Told {
  speaker: Speaker;
  message: SafeText | undefined;
  code: number | SafeText | undefined;
  details: readonly SafeText[];
}

/**
 * How one attempt ended. `unsent`: certainly not carried out; `broken`: it may have been; `stale`: the server had closed
 * the kept-alive connection that was taken for it; `interrupted`: by a signal; `held back`: it was not begun, because
 * the rate limit is used up for longer than there is time.
 */
export type AttemptOutcome =
  | {kind: 'answer'; answer: HttpAnswer}
  | {kind: 'unsent'; why: string; next?: string | undefined}
  | {kind: 'broken'; why: string; next?: string | undefined; requestId?: SafeText | undefined}
  | {kind: 'stale'; why: string; next?: string | undefined}
  | {kind: 'interrupted'; why: string; wasSent: boolean; reason: unknown}
  | {kind: 'held back'; error: PdError}
  | {kind: 'hopeless'; error: PdError};
