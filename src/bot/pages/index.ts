/** The few web pages: /p/<token> (one-time links), /cli, /sample.csv, /health. A fault is a page with an id, too. */
import { randomUUID } from 'node:crypto';
import type { Db } from '../../db/open.ts';
import { ping } from '../../db/posts.ts';
import type { Log } from '../../log.ts';
import type { Card } from '../cards/card.ts';
import type { BotDeps } from '../commands/command.ts';
import type { Inbound, Reply } from '../surface.ts';
import type { Engine } from '../views.ts';
import { download, json, type PageAnswer, type PageRequest, sentence } from './answers.ts';
import { cliAnswer } from './cli.ts';
import { closedPage } from './closed.ts';
import { createOneTimeLinks, type Purpose } from './one-time.ts';
import { reportPage } from './report.ts';
import { secretPage } from './secret.ts';
import { uploadPage } from './upload.ts';
import { largestUpload } from './upload-form.ts';
import { pairsPage } from './upload-pairs.ts';
import type { Visit } from './visit.ts';

export type { PageAnswer, PageRequest } from './answers.ts';

export interface PagesDeps {
  engine: Engine;
  db: Db;
  dispatch: (inbound: Inbound) => Promise<Reply>;
  /** Posts a card where a link came from; the notifier's `say`. */
  say: (conversationId: number, card: Card) => Promise<void>;
  publicUrl: string;
  cliKey: string;
  localMode: boolean;
  log: Log;
  sandbox?: { sampleCsv: string };
}

export interface Pages {
  handle(request: PageRequest): Promise<PageAnswer>;
}

/** No page takes more than an upload; the server in front may cut earlier. */
export const largestBody = largestUpload + 1_000_000;

export const createPages = (deps: PagesDeps): Pages => {
  const { dispatch, cliKey, ...given } = deps;
  const { log } = deps;
  const bot: BotDeps = { ...given, links: createOneTimeLinks(given.db, given.publicUrl) };
  return {
    handle: (request) =>
      route({ ...deps, bot }, request).catch((error) => {
        const faultId = randomUUID().slice(0, 8);
        // The path carries the link's token: it stays out of the log.
        log.error({ faultId, method: request.method, err: error }, 'answering a page');
        return sentence(
          'That is our fault',
          'Something went wrong on our side. Nothing that was saved before is lost.',
          `try again in a moment. If it stays, give your operator this id: ${faultId}`,
          500,
        );
      }),
  };
};

const route = async (deps: PagesDeps & { bot: BotDeps }, request: PageRequest): Promise<PageAnswer> => {
  if (request.path === '/health') return health(deps.db);
  if (request.path === '/cli') return cliAnswer(deps, request);
  if (request.path === '/sample.csv' && deps.sandbox !== undefined)
    return download('sample.csv', deps.sandbox.sampleCsv);
  const token = /^\/p\/([\w-]{20,100})$/.exec(request.path)?.[1];
  return token === undefined ? closedPage({ state: 'unknown' }) : oneTime(deps, request, token);
};

const pages: Record<Purpose, (visit: Visit, request: PageRequest) => Promise<PageAnswer>> = {
  secret: secretPage,
  upload: (visit, request) =>
    visit.link.data.what === 'pairs' ? pairsPage(visit, request) : uploadPage(visit, request),
  report: reportPage,
};

const oneTime = async (
  { bot }: PagesDeps & { bot: BotDeps },
  request: PageRequest,
  token: string,
): Promise<PageAnswer> => {
  // The token in the path is what another site cannot know; a browser that says so is believed as well.
  if (request.method === 'POST' && isFromElsewhere(request))
    return sentence(
      'Sent from another page',
      'This form was not sent from here, so nothing was done.',
      'open the link from the chat again.',
      403,
    );
  const opened = await bot.links.open(token);
  if (opened.state !== 'open') return closedPage(opened);
  const { link, actor } = opened;
  return pages[link.purpose](
    { ...bot, actor, link, use: () => bot.links.use(link), giveBack: () => bot.links.giveBack(link) },
    request,
  );
};

const isFromElsewhere = ({ headers }: PageRequest): boolean => {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
};

const health = async (db: Db): Promise<PageAnswer> => {
  try {
    await ping(db);
    return json(200, { status: 'ok', database: 'ok' });
  } catch {
    return json(503, { status: 'waiting', database: 'does not answer' });
  }
};
