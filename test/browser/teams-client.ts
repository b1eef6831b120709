/** Driving the Agents Playground: a browser for one person, its own HTTP interface for another. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));

const pictures = fileURLToPath(new URL('../../.screenshots/', import.meta.url));

export interface TeamsClient {
  page: Page;
  openChannel(): Promise<void>;
  openPersonalChat(): Promise<void>;
  /** Types in the channel, with a mention of the bot, as a new thread. */
  say(text: string): Promise<void>;
  sayInPersonalChat(text: string): Promise<void>;
  /** The newest card with this heading. */
  card(heading: string | RegExp): Locator;
  /** Presses a button of the newest card that has it. */
  press(label: string | RegExp): Promise<void>;
  /** Presses a button that leads to a page, and answers the page. `at`: of several with this label. */
  follow(label: string | RegExp, at?: number): Promise<Page>;
  /** Of the chat with the card at its top, or of a page. */
  picture(name: string, of?: Locator | Page): Promise<void>;
  /** Of one card and nothing around it. */
  portrait(name: string, card: Locator): Promise<void>;
}

export const openTeamsClient = async (url: string): Promise<TeamsClient & AsyncDisposable> => {
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1500 } });
  // Fonts and telemetry of the open internet: the test machine has none.
  await page.context().route(
    (address) => !/^(127\.0\.0\.1|localhost)$/.test(address.hostname),
    (route) => route.abort(),
  );
  await page.goto(url);
  await page.getByRole('treeitem', { name: 'Personal Chat' }).waitFor();
  await mkdir(pictures, { recursive: true });
  const press = (label: string | RegExp): Promise<void> =>
    page
      .getByRole('button', { name: label, exact: typeof label === 'string' })
      .first()
      .click();
  return {
    page,
    press,
    follow: async (label, at = 0) => {
      const link = page.getByRole('link', { name: label }).nth(at);
      const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
      return opened;
    },
    openChannel: () => page.getByRole('treeitem', { name: /contoso-to-fabrikam/ }).click(),
    openPersonalChat: () => page.getByRole('treeitem', { name: 'Personal Chat' }).click(),
    say: async (text) => {
      await page.getByRole('textbox').first().click();
      await page.keyboard.type('@');
      await page.locator('#typeahead-menu').getByText('Mailferry', { exact: true }).first().click();
      await page.keyboard.type(` ${text}`);
      await page.getByRole('button', { name: 'Post' }).click();
    },
    sayInPersonalChat: async (text) => {
      await page.getByRole('textbox').last().click();
      await page.keyboard.type(text);
      await page.getByRole('button', { name: 'Send Message' }).click();
    },
    card: (heading) =>
      page
        .locator('.ac-adaptiveCard')
        .filter({ has: page.getByText(heading) })
        .first(),
    picture: async (name, of) => {
      const path = `${pictures}${name}.png`;
      if (of !== undefined && 'goto' in of) return void (await of.screenshot({ path, fullPage: true }));
      await of?.evaluate((card) => card.scrollIntoView({ block: 'start' }));
      // Without the developers' log on the right.
      await page.screenshot({ path, clip: { x: 0, y: 0, width: 950, height: 1500 } });
    },
    portrait: async (name, card) => {
      // Tall cards would be cut off at the end of the window.
      await page.setViewportSize({ width: 1280, height: 2600 });
      await card.screenshot({ path: `${pictures}${name}.png` });
      await page.setViewportSize({ width: 1280, height: 1500 });
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
};

interface Shown {
  messageId: string;
  conversationId: string;
  buttons: { verb: string; data: unknown }[];
}

/**
 * The same chat for somebody without a browser: what the bot sends is read from the client's stream, and buttons
 * are pressed through its HTTP interface, as another person.
 */
export const followChat = async (url: string) => {
  const shown: Shown[] = [];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/_ws_conversation/v1/conversations/stream`);
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as {
      actionConversationId?: string;
      message?: { messageId?: string; attachments?: { content?: unknown }[] };
    };
    const { messageId, attachments = [] } = frame.message ?? {};
    if (messageId === undefined) return;
    const buttons = attachments.flatMap(({ content }) =>
      buttonsIn(typeof content === 'string' ? JSON.parse(content) : content),
    );
    shown.push({ messageId, conversationId: frame.actionConversationId ?? '', buttons });
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('the chat cannot be followed')));
  });
  return {
    /** Presses the newest button of this command as somebody else. Answers what that person is shown. */
    press: async (person: string, verb: string): Promise<unknown> => {
      const message = shown.findLast(({ buttons }) => buttons.some((button) => button.verb === verb));
      const data = message?.buttons.find((button) => button.verb === verb)?.data;
      if (message === undefined) throw new Error(`no card with a button for ${verb}`);
      const answer = await fetch(`${url}/_conversation/v1/invoke`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          name: 'adaptiveCard/action',
          value: { action: { type: 'Action.Execute', verb, data } },
          from: { id: person },
          conversation: { id: message.conversationId },
          replyToId: message.messageId,
        }),
      });
      if (!answer.ok) throw new Error(`pressing ${verb}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    [Symbol.asyncDispose]: async () => socket.close(),
  };
};

const buttonsIn = (part: unknown): { verb: string; data: unknown }[] => {
  if (typeof part !== 'object' || part === null) return [];
  const { type, verb, data } = part as { type?: string; verb?: string; data?: unknown };
  return type === 'Action.Execute' ? [{ verb: verb ?? '', data }] : Object.values(part).flatMap(buttonsIn);
};
