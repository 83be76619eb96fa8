/** What went wrong, in the terms of the exit code table in docs/exit-codes.md. */
export type ErrorKind =
  | 'defect'
  | 'usage'
  | 'credentials'
  | 'not-found'
  | 'refused'
  | 'rate-limited'
  | 'unreachable'
  | 'partial'
  | 'interrupted'
  | 'output';

const exitCodes: Record<Exclude<ErrorKind, 'interrupted'>, number> = {
  defect: 1,
  usage: 2,
  credentials: 3,
  'not-found': 4,
  refused: 5,
  'rate-limited': 6,
  unreachable: 7,
  partial: 8,
  // The work was done, but its report could not be written (a full disk): partly done.
  output: 8,
};

declare const safe: unique symbol;

/**
 * Text whose secrets are hidden, which is cut and made visible: the only text that stderr accepts. Created by
 * output/safe-text.ts and, for pd's own words, base/said.ts.
 */
export type SafeText = string & {readonly [safe]: true};

export interface ErrorFacts {
  /** What the reader can do next: a command or one short sentence. */
  next?: string | undefined;
  status?: number | undefined;
  code?: number | SafeText | undefined;
  details?: readonly string[] | undefined;
  requestId?: SafeText | undefined;
  /** How long the server asked to wait, in milliseconds. */
  waitMs?: number | undefined;
  /** How many times the request was sent. */
  attempts?: number | undefined;
  /** Whether the same request may succeed later. */
  retryable?: boolean | undefined;
  /** Whether the request was sent and may have been carried out, so that repeating it might do so twice. */
  mayHaveBeenDone?: boolean | undefined;
  /** Only for `interrupted`: 130 (INT), 143 (TERM), 129 (HUP). */
  exitCode?: number | undefined;
  cause?: unknown;
}

/** A failure that pd foresees. Anything else that reaches `main` is a defect (exit 1). */
export class PdError extends Error {
  override readonly name = 'PdError';
  readonly kind: ErrorKind;
  readonly facts: ErrorFacts;

  constructor(kind: ErrorKind, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : {cause: facts.cause});
    this.kind = kind;
    this.facts = facts;
  }

  get exitCode(): number {
    return this.kind === 'interrupted' ? (this.facts.exitCode ?? 130) : exitCodes[this.kind];
  }
}

export function usageError(message: string, next?: string): PdError {
  return new PdError('usage', message, {next});
}

/** The error as scripts read it from the last line of stderr. */
export function errorRecord(error: PdError): {error: Record<string, unknown>} {
  const {status, code, details, requestId, retryable} = error.facts;
  return {
    error: {
      kind: error.kind,
      message: error.message,
      status: status ?? null,
      code: code ?? null,
      details: details ?? [],
      requestId: requestId ?? null,
      retryable: retryable ?? false,
      ...(error.facts.next === undefined ? {} : {next: error.facts.next}),
    },
  };
}

/** The message of anything thrown, for use in a sentence. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system or library error: `ENOENT`, `ETIMEDOUT`. Undefined if it has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a call to the operating system failed: a full disk, a missing file. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
