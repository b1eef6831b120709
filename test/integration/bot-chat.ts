/** A chat that remembers what was posted in it, and people who speak there: what the bot's tests talk through. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Card } from '../../src/bot/cards/card.ts';
import { createDispatch } from '../../src/bot/dispatch.ts';
import { createNotifier } from '../../src/bot/notify/index.ts';
import { createPages, type PageAnswer, type PageRequest } from '../../src/bot/pages/index.ts';
import type { Inbound, Reply, Surface } from '../../src/bot/surface.ts';
import { createLog } from '../../src/log.ts';
import type { World } from '../fixtures/world.ts';

export interface Message {
  id: string;
  chat: string;
  thread?: string;
  card: Card;
  /** When each version of the card arrived. */
  at: number[];
}

/** `failing`: what the chat service does instead of taking the next message. */
export const createChat = () => {
  const messages: Message[] = [];
  const failing = new Map<string, () => void>();
  const chatOf = (reference: Record<string, unknown>): string => String(reference.chat);
  const surface: Surface = {
    name: 'teams',
    async post(reference, card, threadId) {
      failing.get(chatOf(reference))?.();
      const id = `m${messages.length + 1}`;
      messages.push({
        id,
        chat: chatOf(reference),
        card,
        at: [Date.now()],
        ...(threadId === undefined ? {} : { thread: threadId }),
      });
      return id;
    },
    async update(reference, messageId, card) {
      failing.get(chatOf(reference))?.();
      const message = messages.find(({ id }) => id === messageId);
      if (message === undefined) throw new Error(`no message ${messageId}`);
      message.card = card;
      message.at.push(Date.now());
    },
  };
  return { messages, failing, surface };
};

const log = createLog({ level: process.env.TEST_LOG ?? 'silent' });
const publicUrl = 'http://127.0.0.1:3978';

export const startBot = (
  world: World,
  options: { chat?: ReturnType<typeof createChat>; everyMs?: number; digestMs?: number } = {},
) => {
  const { engine, database } = world;
  const chat = options.chat ?? createChat();
  const sampleCsv = `source,destination\n${world.pairs.map(({ source, destination }) => `${source},${destination}`).join('\n')}\n`;
  const common = { engine, db: database.db, localMode: true, publicUrl, log, sandbox: { sampleCsv } };
  const notifier = createNotifier({
    engine,
    db: database.db,
    surfaces: [chat.surface],
    publicUrl,
    log,
    everyMs: options.everyMs ?? 300,
    pollMs: 50,
    settleMs: 100,
    ...(options.digestMs === undefined ? {} : { digestMs: options.digestMs }),
  });
  const { dispatch, installed } = createDispatch({ ...common, say: notifier.say });
  const pages = createPages({ ...common, dispatch, say: notifier.say, cliKey: 'the key' });
  const inbound = (who: string, more: Partial<Inbound>, where = 'channel'): Inbound => ({
    surface: 'teams',
    tenantId: 'local',
    person: { objectId: who, name: who },
    place: { kind: 'channel', conversationId: where, reference: { chat: where } },
    ...more,
  });
  return {
    chat,
    notifier,
    pages,
    installed: (where?: string) => installed(inbound('Anna', {}, where)),
    say: async (who: string, text: string, where?: string): Promise<Reply> => {
      const reply = await dispatch(inbound(who, { text }, where));
      // As the Teams surface does: the answer is a message with an id.
      await reply.posted?.(await chat.surface.post({ chat: where ?? 'channel' }, reply.card));
      return reply;
    },
    attach: (who: string, name: string, bytes: Buffer) =>
      dispatch(inbound(who, { files: [{ name, bytes }] })),
    click: (
      who: string,
      card: Card,
      label: string | RegExp,
      inputs: Record<string, unknown> = {},
    ): Promise<Reply> => {
      const button = buttonOf(card, label);
      if ('url' in button) throw new Error(`${button.label} is a link`);
      return dispatch(
        inbound(who, {
          click: {
            command: button.command,
            args: { ...button.args, ...inputs },
            messageId: `click-${Math.random()}`,
          },
        }),
      );
    },
    rawClick: (who: string, click: NonNullable<Inbound['click']>) => dispatch(inbound(who, { click })),
    page: (path: string, more: Partial<PageRequest> = {}): Promise<PageAnswer> =>
      pages.handle({
        method: 'GET',
        path,
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.alloc(0),
        remoteAddress: '127.0.0.1',
        ...more,
      }),
  };
};
export type Bot = ReturnType<typeof startBot>;

/** Looking for what is posted, and waiting for it. */
export const watching = (bot: () => Bot) => ({
  posted: (title: RegExp, chat = 'channel'): Message[] =>
    bot().chat.messages.filter((message) => message.chat === chat && title.test(message.card.title)),

  until: async (happened: () => boolean | Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 400; tries++) {
      if (await happened()) return;
      await sleep(50);
    }
    const messages = bot().chat.messages.map(({ chat, card }) => `${chat}: ${card.title}`);
    throw new Error(`never happened; posted: ${messages.join('; ')}`);
  },
});

const buttonOf = (card: Card, label: string | RegExp) => {
  const buttons = card.parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons : []));
  const found = buttons.find((button) =>
    typeof label === 'string' ? button.label === label : label.test(button.label),
  );
  if (found === undefined)
    throw new Error(
      `no button ${label} on "${card.title}": ${buttons.map((button) => button.label).join(', ')}`,
    );
  return found;
};

/** Where a link button leads, as a path. */
export const linkOf = (card: Card, label: RegExp): string => {
  const button = buttonOf(card, label);
  if (!('url' in button)) throw new Error(`${button.label} is no link`);
  return new URL(button.url).pathname;
};

export const textOf = (card: Card): string => JSON.stringify(card);
