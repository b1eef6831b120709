/** Greeting newcomers: when the app arrives in a conversation, and again whenever somebody says hello. */
import { mayGreet, rememberConversation } from '../db/conversations.ts';
import type { Card } from './cards/card.ts';
import { greetingCard } from './cards/greeting.ts';
import { refusalCard } from './cards/refusal.ts';
import type { BotDeps } from './commands/command.ts';
import { enter } from './enter.ts';
import type { Inbound } from './surface.ts';

/** Both install events of one installation arrive within a moment; a page loaded again later is greeted again. */
const sameInstallSeconds = 10;

export const greeting = ({ sandbox, publicUrl }: BotDeps, name?: string): Card =>
  greetingCard({
    sandbox: sandbox !== undefined,
    ...(name === undefined ? {} : { name: name.split(' ')[0] ?? name }),
    ...(sandbox === undefined ? {} : { sampleUrl: sampleUrl(publicUrl) }),
  });

export const sampleUrl = (publicUrl: string): string => `${publicUrl.replace(/\/$/, '')}/sample.csv`;

/** The card to greet with, or null when this conversation was greeted a moment ago or is not one of ours. */
export const greet = async (deps: BotDeps, inbound: Inbound): Promise<Card | null> => {
  const entered = await enter(deps, inbound, { installs: true });
  // In a 1:1 chat that came before any team there is nothing to work on yet, but somebody to tell so.
  if (!entered.ok && entered.refusal.code !== 'not-a-member') return null;
  const { surface, place } = inbound;
  await rememberConversation(deps.db, {
    surface,
    externalId: place.conversationId,
    workgroupId: entered.ok ? entered.value.workgroupId : null,
    kind: place.kind,
    reference: place.reference,
  });
  if (!(await mayGreet(deps.db, surface, place.conversationId, sameInstallSeconds))) return null;
  return entered.ok ? greeting(deps) : refusalCard(entered.refusal);
};
