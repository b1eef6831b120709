/**
 * What a chat platform must be able to do, and what it hands to `dispatch`. Teams, Slack and the command
 * line are three of these; nothing outside their folders knows more about them.
 */
import type { Card } from './cards/card.ts';

/** Somebody said or clicked something. Everything in it is as the platform authenticated it, except `click`. */
export interface Inbound {
  surface: SurfaceName;
  tenantId: string;
  person: { objectId: string; name: string /** True for guests and anonymous people. */; guest?: boolean };
  place: Place;
  /** The command line in production: in whose name, where several teams work with this Mailferry. */
  workgroup?: string;
  /** What was typed, without the mention of the bot. */
  text?: string;
  /** A button: untrusted, it went through the person's machine. */
  click?: { command: string; args: Record<string, unknown>; messageId?: string };
  /** Files attached in a 1:1 chat, already downloaded from an allow-listed host. */
  files?: { name: string; bytes: Buffer }[];
}

export type SurfaceName = 'teams' | 'slack' | 'cli';

export interface Place {
  kind: 'personal' | 'group' | 'channel';
  /** The channel or chat, without a thread. */
  conversationId: string;
  /** The message at the root of the thread, where there is one. */
  threadId?: string;
  /** The team the channel is in. */
  team?: { id: string; name: string };
  /** What the surface needs to speak here later, unasked. */
  reference: Record<string, unknown>;
}

/** What a command answers. `dispatch` never throws: a fault is a card too, with an id that is in the log. */
export interface Reply {
  card: Card;
  /** 0 done, 2 refused, 1 fault: the exit codes of the command line. */
  exit: 0 | 1 | 2;
  /**
   * How a click's answer is shown: `replace` puts the card in the place of the clicked one for everybody,
   * `toast` tells only the person who clicked (its text is the card's), `post` answers with a new message.
   * Typed commands are always answered with a message.
   */
  show: 'replace' | 'toast' | 'post';
  /** To be told the id of the message that carries this card, where the surface posts it: it is updated later. */
  posted?(messageId: string): Promise<void>;
}

/** Speaking unasked: what notify/ needs of a surface. Each call is one request to the chat service. */
export interface Surface {
  name: SurfaceName;
  /** A new message in the conversation, or a reply in the thread under `threadId`. Answers its message id. */
  post(reference: Record<string, unknown>, card: Card, threadId?: string): Promise<string>;
  /** Replaces a message we posted. */
  update(reference: Record<string, unknown>, messageId: string, card: Card): Promise<void>;
}

/** Why a surface could not deliver: decides whether the outbox tries again. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** `later`: try again after retryAfterMs. `gone`: the message is gone, post anew. `closed`: we were removed. */
  readonly kind: 'later' | 'gone' | 'closed' | 'rejected';
  readonly retryAfterMs: number | undefined;
  constructor(kind: DeliveryError['kind'], message: string, retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
