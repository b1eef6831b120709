/** [pure] Our own faults: what went wrong while doing what, and whether trying again can help. */

/** What kind of trouble a fault is. Classified once, in `graph/errors.ts`; everyone else only asks. */
export const errorKinds = [
  'throttled',
  'auth',
  'forbidden',
  'not-found',
  'conflict',
  'sync-lost',
  'transient',
  'permanent',
  'bug',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/**
 * We broke, or a service we need did. `message` says what was being done, in lower case, so that a chain
 * of causes reads as one sentence: "reading folders of mailbox 12: GET …/folders: 403 ErrorAccessDenied".
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: ErrorKind;
  /** The code that Microsoft (or another service) gave, if it gave one. */
  readonly code: string | undefined;
  /** Of the HTTP answer, if there was one. */
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: ErrorKind,
    doing: string,
    details: { cause?: unknown; code?: string; status?: number; retryAfterMs?: number } = {},
  ) {
    const because = details.cause instanceof Error ? `: ${details.cause.message}` : '';
    super(`${doing}${because}`, details.cause === undefined ? {} : { cause: details.cause });
    this.kind = kind;
    this.code = details.code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The kind of any thrown value: what we did not classify is a bug until somebody looks at it. */
export const kindOf = (error: unknown): ErrorKind => (error instanceof EngineError ? error.kind : 'bug');

/** May the same call succeed later without anybody changing anything? */
export const isPassing = (kind: ErrorKind): boolean => kind === 'throttled' || kind === 'transient';
