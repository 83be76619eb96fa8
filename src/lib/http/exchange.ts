import type {PdError, SafeText} from '../base/errors.ts';
import type {Json} from '../base/json.ts';
import type {Speaker} from './speaker.ts';

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Whether repeating it after an unknown outcome is harmless: GET, PUT, DELETE, events with a dedup key. */
  repeatable: boolean;
  /** `json`: a 2xx body must be JSON, and only a GET must have one; `any`: the body is not parsed. */
  expect: 'json' | 'any';
  /** The caller decides whether to retry, and keeps the time. */
  isOneAttempt?: boolean;
  /** The command goes on without its answer: it is repeated only where the rate limit has held it back. */
  isOptional?: boolean;
  /** Runs each attempt as soon as there is room for it. */
  admit?: Admit | undefined;
}

export type Admit = (attempt: () => Promise<AttemptOutcome>) => Promise<AttemptOutcome>;

export interface HttpAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The parsed text, if JSON was expected and there is any. */
  body?: Json | undefined;
  requestId?: SafeText | undefined;
  /** Who wrote a refusal, and what it says. The raw text stays in this folder. */
  errorBody?: ErrorBody | undefined;
}

export interface ErrorBody {
  speaker: Speaker;
  message: SafeText | undefined;
  code: number | SafeText | undefined;
  details: readonly SafeText[];
}

/**
 * How one attempt ended. `unsent`: certainly not carried out; `broken`: it may have been; `stale`: the server had
 * already closed the kept-alive connection that was used; `interrupted`: by a signal; `held back`: not started, because
 * the rate limit is used up for longer than the time left; `hopeless`: another attempt would fail the same way.
 */
export type AttemptOutcome =
  | {kind: 'answer'; answer: HttpAnswer}
  | {kind: 'unsent'; why: string; next?: string | undefined}
  | {kind: 'broken'; why: string; next?: string | undefined; requestId?: SafeText | undefined}
  | {kind: 'stale'; why: string; next?: string | undefined}
  | {kind: 'interrupted'; why: string; wasSent: boolean; reason: unknown}
  | {kind: 'held back'; error: PdError}
  | {kind: 'hopeless'; error: PdError};
