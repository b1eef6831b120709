/**
 * The one way in, for everything said and clicked on every surface:
 *
 *   enter the workgroup -> remember the conversation -> parse -> permit -> run -> audit -> Reply
 *
 * Never throws: a fault is a card with an id that is in the log line. A click takes the same way as a typed
 * line; what is in it is checked by the same parse.
 */
import { randomUUID } from 'node:crypto';
import {
  type Conversation,
  closeConversations,
  localeOf,
  rememberConversation,
} from '../db/conversations.ts';
import { type Db, isAway } from '../db/open.ts';
import type { Log } from '../log.ts';
import { auditable } from './auditable.ts';
import type { Card } from './cards/card.ts';
import { inLocale } from './cards/format.ts';
import { didYouMeanCard } from './cards/help.ts';
import { databaseAwayCard, faultCard, secretInChatCard } from './cards/refusal.ts';
import type { BotDeps, Command } from './commands/command.ts';
import { findCommand } from './commands/index.ts';
import { refused } from './commands/reply.ts';
import { enter } from './enter.ts';
import { greet } from './greeting.ts';
import { onceAtATime } from './once.ts';
import { createOneTimeLinks } from './pages/one-time.ts';
import { permit } from './permissions.ts';
import { type Request, requestOf } from './request.ts';
import { looksSecret } from './secret-in-chat.ts';
import type { Inbound, Reply, SurfaceName } from './surface.ts';
import type { Actor, Engine } from './views.ts';

export interface DispatchDeps {
  engine: Engine;
  db: Db;
  localMode: boolean;
  publicUrl: string;
  /** The notifier's: for what is there only after the answer. */
  say: (conversationId: number, card: Card) => Promise<void>;
  log: Log;
  sandbox?: { sampleCsv: string };
}

export interface Dispatcher {
  dispatch(inbound: Inbound): Promise<Reply>;
  /** The card that greets an installation; null when it was greeted a moment ago. */
  installed(inbound: Inbound): Promise<Card | null>;
  /** We were removed from a conversation, or from a whole team: nothing is posted there until we are spoken to again. */
  removed(from: {
    surface: SurfaceName;
    tenantId: string;
    conversationId: string;
    teamId?: string;
  }): Promise<void>;
  /** These people are in the team no more, and so neither in its workgroup. */
  left(who: { tenantId: string; teamId: string; objectIds: string[] }): Promise<void>;
}

export const createDispatch = (given: DispatchDeps): Dispatcher => {
  const { log } = given;
  const deps: BotDeps = { ...given, links: createOneTimeLinks(given.db, given.publicUrl) };
  const guarded = (inbound: Inbound): Promise<Reply> =>
    answer(deps, inbound).catch((error) => fault(log, inbound, error));
  return {
    dispatch: onceAtATime(guarded),
    removed: ({ surface, tenantId, conversationId, teamId }) =>
      closeConversations(deps.db, {
        surface,
        externalId: conversationId,
        ...(teamId === undefined ? {} : { team: { tenantId, id: teamId } }),
      }).catch((error) => log.error({ err: error }, 'closing a conversation')),
    left: (who) =>
      deps.engine.workgroups
        .leave(who)
        .catch((error) => log.error({ err: error }, 'taking people out of a workgroup')),
    installed: (inbound) =>
      greet(deps, inbound).catch((error) => {
        log.error(
          { faultId: randomUUID(), surface: inbound.surface, err: error },
          'greeting an installation',
        );
        return null;
      }),
  };
};

const answer = async (deps: BotDeps, inbound: Inbound): Promise<Reply> => {
  const entered = await enter(deps, inbound);
  if (!entered.ok) {
    await deps.engine.audit.write({
      command: 'enter',
      args: { surface: inbound.surface },
      result: entered.refusal.code,
    });
    return refused(entered.refusal);
  }
  const actor = entered.value;
  const conversation = await remember(deps, inbound, actor);
  if (looksSecret(everythingSaid(inbound))) {
    await deps.engine.audit.write({ actor, command: 'secret in chat', args: {}, result: 'ignored' });
    return { card: secretInChatCard(), exit: 2, show: 'post' };
  }
  const request = requestOf(inbound);
  const command = request.kind === 'command' ? findCommand(request.command) : undefined;
  if (request.kind === 'unknown' || command === undefined) return unknown(request);
  return inLocale(await localeOf(deps.db, conversation.projectId), () =>
    audited(deps, actor, request, () => carryOut(deps, actor, conversation, inbound, command, request.args)),
  );
};

/** What a click carries may be anything that JSON can be, a "toString" of its own included. */
const everythingSaid = ({ text, click }: Inbound): string =>
  [
    text,
    ...Object.values(click?.args ?? {}).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    ),
  ].join('\n');

const remember = (
  { db }: BotDeps,
  { surface, place }: Inbound,
  { workgroupId }: Actor,
): Promise<Conversation> =>
  rememberConversation(db, {
    surface,
    externalId: place.conversationId,
    workgroupId,
    kind: place.kind,
    reference: place.reference,
  });

const unknown = (request: Request): Reply => {
  const said = request.kind === 'unknown' ? request.said : request.command;
  const meant = request.kind === 'unknown' ? request.meant : [];
  const buttons = meant.map(({ command, args }) => ({ label: command, command, args }));
  return { card: didYouMeanCard(said, buttons), exit: 2, show: 'post' };
};

const carryOut = async (
  deps: BotDeps,
  actor: Actor,
  conversation: Conversation,
  inbound: Inbound,
  command: Command,
  args: Record<string, unknown>,
): Promise<Reply> => {
  const permitted = permit(actor, command);
  if (!permitted.ok) return refused(permitted.refusal);
  const parsed = command.parse.safeParse(args);
  if (!parsed.success) {
    const sentence = parsed.error.issues[0]?.message ?? 'Something in it cannot be read.';
    return refused({
      code: 'invalid',
      sentence,
      next: `Say it like this: ${command.usage}. For example: ${command.examples.at(-1)}`,
    });
  }
  return command.run({ ...deps, actor, conversation, inbound }, parsed.data);
};

const audited = async (
  deps: BotDeps,
  actor: Actor,
  { command, args }: { command: string; args: Record<string, unknown> },
  run: () => Promise<Reply>,
): Promise<Reply> => {
  const write = (result: string) =>
    deps.engine.audit.write({ actor, command, args: auditable(command, args), result });
  try {
    const reply = await run();
    await write(`${reply.exit === 0 ? 'done' : 'refused'}: ${reply.card.title}`);
    // A button may ask for its answer in the place of its own card (Refresh).
    return args.here === 'yes' && reply.exit === 0 ? { ...reply, show: 'replace' } : reply;
  } catch (error) {
    await write('fault').catch(() => {});
    throw error;
  }
};

const fault = (log: Log, { surface, click }: Inbound, error: unknown): Reply => {
  if (isAway(error)) {
    log.warn({ surface, command: click?.command }, 'a command came while the database was away');
    return { card: databaseAwayCard(), exit: 1, show: 'post' };
  }
  const faultId = randomUUID().slice(0, 8);
  log.error({ faultId, surface, command: click?.command, err: error }, 'answering a command');
  return { card: faultCard(faultId), exit: 1, show: 'post' };
};
