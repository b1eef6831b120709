/** What a handler answers, and Graph's error envelope. */
import { randomUUID } from 'node:crypto';

export interface Answer {
  status: number;
  /** An object is sent as JSON; buffers as they are (they are JSON already). */
  body?: unknown;
  headers?: Record<string, string>;
}

export const ok = (body: unknown, status = 200): Answer => ({ status, body });

export const graphError = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => {
  const id = randomUUID();
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': id,
    'client-request-id': id,
  };
  return { status, headers, body: { error: { code, message, innerError } } };
};

/** The sandbox knows less than Microsoft: whatever it has not been taught is said loudly, never guessed. */
export const unknown = (what: string): Answer =>
  graphError(501, 'SandboxDoesNotKnow', `The sandbox does not know ${what}.`);

/** Thrown by a handler to answer at once. */
export class Refuse extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('refused');
    this.answer = answer;
  }
}
export const refuse = (status: number, code: string, message: string): never => {
  throw new Refuse(graphError(status, code, message));
};
export const doesNotKnow = (what: string): never => {
  throw new Refuse(unknown(what));
};
