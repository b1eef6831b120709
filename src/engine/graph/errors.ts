/**
 * [pure] What an answer means, decided once: status, code and headers of any Microsoft service -> an error
 * kind. Sources: "Microsoft Graph error responses", "Microsoft Graph throttling guidance"; Exchange's own
 * codes as observed.
 */
import { EngineError, type ErrorKind } from '../errors.ts';

const byCode = new Map<string, ErrorKind>(
  Object.entries({
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
    managementobjectnotfoundexception: 'not-found',
    useralreadyexistsinpermissionentryexception: 'conflict',
  }),
);

/** The kind that a code alone stands for, as inside an answer of 200. */
export const kindOfCode = (code: string): ErrorKind => byCode.get(code.toLowerCase()) ?? 'permanent';

const mailboxGone = new Set([
  'errorinvalidmailboxid',
  'errornonexistentmailbox',
  'errormailboxnotenabledforrestapi',
  'mailboxnotenabledforrestapi',
]);

/** Not the item that was asked for is missing, but its whole mailbox: the licence was taken, or it was deleted. */
export const isMailboxGone = ({ code }: { code?: string | undefined }): boolean =>
  mailboxGone.has(code?.toLowerCase() ?? '');

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
  const kind = byCode.get(code?.toLowerCase() ?? '') ?? byStatus(answer.status);
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
    const { error, Message } = JSON.parse(body) as { error?: unknown; Message?: unknown };
    const { code, message, details } = (
      typeof error === 'object' && error !== null ? error : { message: Message }
    ) as {
      code?: unknown;
      message?: unknown;
      details?: unknown;
    };
    const exception = exceptionIn(details);
    return {
      ...(exception !== undefined ? { code: exception } : typeof code === 'string' ? { code } : {}),
      ...(typeof message === 'string' ? { message } : {}),
    };
  } catch {
    return {};
  }
};

/** A cmdlet of the Exchange Admin API is a "BadRequest" whatever happened; which exception it was, its details say. */
const exceptionIn = (details: unknown): string | undefined => {
  const [first] = Array.isArray(details) ? (details as { message?: unknown }[]) : [];
  return typeof first?.message === 'string'
    ? /\|(?:[\w.]+\.)?(\w+Exception)\|/.exec(first.message)?.[1]
    : undefined;
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
