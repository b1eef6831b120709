/**
 * [pure] What an answer means, decided once: status, code and headers of any Microsoft service -> an error
 * kind. Sources: "Microsoft Graph error responses", "Microsoft Graph throttling guidance"; Exchange's own
 * codes as observed.
 */
import { EngineError, type ErrorKind } from '../errors.ts';

const byCode: Record<string, ErrorKind> = {
  applicationthrottled: 'throttled',
  toomanyrequests: 'throttled',
  errorserverbusy: 'throttled',
  errortimeoutexpired: 'transient',
  errormailboxstoreunavailable: 'transient',
  errorinternalservertransienterror: 'transient',
  errorconnectionfailed: 'transient',
  erroraccessdenied: 'forbidden',
  authorization_requestdenied: 'forbidden',
  invalidauthenticationtoken: 'auth',
  erroritemnotfound: 'not-found',
  errormailboxnotenabledforrestapi: 'not-found',
  mailboxnotenabledforrestapi: 'not-found',
  syncstatenotfound: 'sync-lost',
  resyncrequired: 'sync-lost',
  errorfolderexists: 'conflict',
  errorirresolvableconflict: 'conflict',
  errorquotaexceeded: 'permanent',
};

/** The kind that a code alone stands for, as inside an answer of 200. */
export const kindOfCode = (code: string): ErrorKind => byCode[code.toLowerCase()] ?? 'permanent';

const byStatus = (status: number): ErrorKind => {
  if (status === 429 || status === 509) return 'throttled';
  if (status === 401) return 'auth';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 410) return 'sync-lost';
  if (status === 408 || status === 500 || status === 502 || status === 503 || status === 504)
    return 'transient';
  return 'permanent';
};

export interface Answer {
  status: number;
  retryAfter?: string | null | undefined;
  body: string;
}

/** The error that this answer is. `doing` says what was asked, e.g. "GET …/folders". */
export const errorOf = (doing: string, answer: Answer): EngineError => {
  const { code, message } = errorBodyOf(answer.body);
  const kind = (code === undefined ? undefined : byCode[code.toLowerCase()]) ?? byStatus(answer.status);
  const retryAfterMs = parseRetryAfter(answer.retryAfter);
  return new EngineError(kind, `${doing}: ${answer.status} ${code ?? ''} ${message ?? ''}`.trim(), {
    code: code ?? `http-${answer.status}`,
    status: answer.status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
};

/** Seconds, possibly fractional ("2.128" in Microsoft's own sample), or a date. */
export const parseRetryAfter = (value: string | null | undefined, now = Date.now()): number | undefined => {
  if (value === null || value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

/** `{"error":{code,message}}`, the import's `{"Message"}`, or nothing that we can read. */
export const errorBodyOf = (body: string): { code?: string; message?: string } => {
  try {
    const parsed = JSON.parse(body) as { error?: { code?: string; message?: string }; Message?: string };
    if (parsed.error !== undefined && typeof parsed.error === 'object') return parsed.error;
    return parsed.Message === undefined ? {} : { message: parsed.Message };
  } catch {
    return {};
  }
};

/** Errors of the connection itself: nothing was answered, or only a part. */
export const networkError = (doing: string, cause: unknown): EngineError => {
  const code = codeOf(cause);
  return new EngineError('transient', doing, { cause, ...(code === undefined ? {} : { code }) });
};

const codeOf = (error: unknown): string | undefined => {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? undefined : codeOf(cause);
};

/** The connection was never made, so certainly nothing was sent. */
export const wasNeverSent = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH'].includes(
    codeOf(error) ?? '',
  );
