/** What a command is. Help, the app manifest's list and the command line are derived from these. */
import type { z } from 'zod';
import type { Conversation } from '../../db/conversations.ts';
import type { Db } from '../../db/open.ts';
import type { Log } from '../../log.ts';
import type { Card } from '../cards/card.ts';
import type { OneTimeLinks } from '../pages/one-time.ts';
import type { Inbound, Reply } from '../surface.ts';
import type { Actor, Engine, Role } from '../views.ts';

export interface BotDeps {
  engine: Engine;
  db: Db;
  /** No bot credentials: one workgroup, bound to this machine. */
  localMode: boolean;
  /** Where people's browsers reach the pages. */
  publicUrl: string;
  links: OneTimeLinks;
  /** Posts a card later, when what was asked for is there. */
  say: (conversationId: number, card: Card) => Promise<void>;
  log: Log;
  /** Present when two sandbox tenants run here and are stored as endpoints. */
  sandbox?: { sampleCsv: string };
}

/** Everything a command may use: who speaks, where, and what it can ask for. */
export interface Context extends BotDeps {
  actor: Actor;
  inbound: Inbound;
  conversation: Conversation;
}

export interface Command<Args = unknown> {
  /** As it is typed: "users import". */
  name: string;
  usage: string;
  /** One line for help and for the app's command list. */
  summary: string;
  examples: readonly [string, ...string[]];
  role: Role;
  group: Group;
  parse: z.ZodType<Args>;
  run(context: Context, args: Args): Promise<Reply>;
}

export const groups = [
  'Set up',
  'Users',
  'Move',
  'Watch',
  'Addresses',
  'Mail',
  'People',
  'Licences',
  'Help',
] as const;
export type Group = (typeof groups)[number];

/** Keeps a command's own argument type while it is written, and lets the list hold them all. */
export const command = <Args>(definition: Command<Args>): Command => definition as Command;
