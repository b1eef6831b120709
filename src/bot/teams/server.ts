/** The one HTTP server: /api/messages is Teams' (restify and the Bot Framework adapter), everything else the pages'. */
import type { AddressInfo, Socket } from 'node:net';
import type { CloudAdapter, TurnContext } from 'botbuilder';
import restify, { type Request, type Response } from 'restify';
import type { Log } from '../../log.ts';
import { largestBody, type PageAnswer, type PageRequest } from '../pages/index.ts';

export interface ServerDeps {
  port: number;
  localMode: boolean;
  /** Production: whose tokens are for us. */
  appId: string | undefined;
  adapter: CloudAdapter;
  run: (context: TurnContext) => Promise<void>;
  page: (request: PageRequest) => Promise<PageAnswer>;
  log: Log;
}

export interface Server {
  port: number;
  close(): Promise<void>;
}

/** Teams' own messages are 100 KB at most. */
const largestActivity = 1_000_000;

/** Rejects with the system's error (EADDRINUSE) when the port is taken. */
export const listen = async (deps: ServerDeps): Promise<Server> => {
  const server = restify.createServer({ name: 'Mailferry', ignoreTrailingSlash: true });
  server.post('/api/messages', async (request: Request, response: Response) =>
    guarded(deps, response, () => activity(deps, request, response)),
  );
  server.get('/api/messages', async (_: Request, response: Response) => plain(response, 405, 'Use POST.'));
  for (const method of ['get', 'post', 'head', 'put', 'del'] as const)
    server[method]('*', async (request: Request, response: Response) =>
      guarded(deps, response, () => page(deps, request, response)),
    );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Without credentials everybody would be believed, so nobody from outside may speak.
    server.listen(deps.port, deps.localMode ? '127.0.0.1' : '0.0.0.0', resolve);
  });
  return {
    port: (server.address() as unknown as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.server.closeAllConnections();
      }),
  };
};

const guarded = async (
  { log }: ServerDeps,
  response: Response,
  serve: () => Promise<void>,
): Promise<void> => {
  try {
    await serve();
  } catch (error) {
    log.error({ err: error }, 'answering a request');
    if (!response.headersSent) plain(response, 500, 'Something went wrong on our side.');
  }
};

const plain = (response: Response, status: number, text: string): void => {
  // What was too large was not read to its end, so the connection cannot be used again.
  const closing = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...closing });
  response.end(text);
};

const activity = async (
  { adapter, run, appId }: ServerDeps,
  request: Request,
  response: Response,
): Promise<void> => {
  if (appId !== undefined && !couldBeTeams(request.headers.authorization, appId))
    return plain(response, 401, 'Unauthorized.');
  const body = await readAtMost(request, largestActivity);
  if (body === undefined) return plain(response, 413, 'Too large.');
  const parsed = parse(body);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return plain(response, 400, 'Not an activity.');
  // The adapter checks the signature with Microsoft's keys; what it refuses never reaches `run`.
  let isBelieved = false;
  const answer = heldAnswer(request.socket);
  await adapter.process(
    Object.assign(request, { body: parsed, method: 'POST' }),
    answer.response,
    async (context) => {
      isBelieved = true;
      await run(context);
    },
  );
  const { status, body: said } = answer.held();
  // Keys that cannot be fetched are a fault to the adapter. To whoever sent the token it is one that nobody vouches for.
  if (!isBelieved && status >= 500) return plain(response, 401, 'Unauthorized.');
  response.writeHead(status, said === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' });
  response.end(said === undefined ? undefined : JSON.stringify(said));
};

/** What the adapter answers, held until it is known what it means. */
const heldAnswer = (socket: Socket) => {
  let status = 200;
  let body: unknown;
  const response = {
    socket,
    header: () => response,
    status: (code: number) => {
      status = code;
      return response;
    },
    send: (said: unknown) => {
      body = said;
      return response;
    },
    end: () => response,
  };
  return { response, held: () => ({ status, body }) };
};

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Whether a token can be the Bot Framework's at all: its issuer, our app as its audience, not expired. Its signature is
 * checked after this; a token that cannot be right is answered 401 without asking Microsoft for keys.
 */
const couldBeTeams = (authorization: string | undefined, appId: string): boolean => {
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization ?? '')?.[1];
  const claims =
    payload === undefined
      ? undefined
      : (parse(Buffer.from(payload, 'base64url')) as
          | { iss?: string; aud?: string; exp?: number }
          | undefined);
  const skewSeconds = 300;
  return (
    claims?.iss === 'https://api.botframework.com' &&
    claims.aud === appId &&
    (claims.exp ?? 0) + skewSeconds > Date.now() / 1_000
  );
};

const page = async (deps: ServerDeps, request: Request, response: Response): Promise<void> => {
  const body = await readAtMost(request, largestBody);
  if (body === undefined) return plain(response, 413, 'Too large.');
  const url = new URL(request.url ?? '/', 'http://localhost');
  const answer = await deps.page({
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers as Record<string, string | undefined>,
    body,
    remoteAddress: request.socket.remoteAddress ?? '',
  });
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
};

/** Undefined when there is more; the rest is not read. */
const readAtMost = async (request: Request, most: number): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
