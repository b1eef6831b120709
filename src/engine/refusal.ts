/**
 * [pure] The engine's way of saying "you may not": a value, never an exception.
 *
 * Every refusal says what happened, why, and what to do next. People read `sentence` and `next` as they
 * stand here; tests and callers branch on `code`.
 */
export interface Refusal {
  code: RefusalCode;
  /** What happened and why, as one full sentence. */
  sentence: string;
  /** What to do now, as one full sentence. */
  next: string;
}

export const refusalCodes = [
  'not-a-member',
  'other-tenant',
  'role-too-low',
  'not-found',
  'already-exists',
  'invalid',
  'not-ready',
  'busy',
  'own-plan',
  'plan-changed',
  'already-decided',
  'expired',
  'sign-in-failed',
  'no-licence',
  'consent-missing',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const refuse = (
  code: RefusalCode,
  sentence: string,
  next: string,
): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { code, sentence, next },
});
