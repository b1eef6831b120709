/** The command line's door: the same dispatch, for whoever can read the key file on this machine. */
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { toText } from '../cards/to-text.ts';
import type { Inbound, Reply } from '../surface.ts';
import { inboundOf } from '../terminal.ts';
import { json, type PageAnswer, type PageRequest } from './answers.ts';

export interface CliDeps {
  dispatch: (inbound: Inbound) => Promise<Reply>;
  cliKey: string;
  localMode: boolean;
}

const said = z.object({
  text: z.string().max(1_000_000),
  as: z.string().trim().min(1).max(80).optional(),
  workgroup: z.string().trim().min(1).max(200).optional(),
  user: z.string().trim().min(1).max(80).optional(),
  file: z.object({ name: z.string().max(200), base64: z.base64() }).optional(),
});

/** Exit codes of the command line: 0 done, 2 refused, 1 fault. */
const no = (status: number, text: string): PageAnswer => json(status, { exit: 2, text });

export const cliAnswer = async (
  { dispatch, cliKey, localMode }: CliDeps,
  request: PageRequest,
): Promise<PageAnswer> => {
  if (!isLoopback(request.remoteAddress))
    return no(403, 'The command line works only on the machine the bot runs on.');
  if (request.method !== 'POST') return no(405, 'Use POST, or simply: npm run cli -- "help"');
  if (!sameKey(request.headers.authorization ?? '', `Bearer ${cliKey}`)) {
    return no(
      401,
      'The key does not fit this bot. Set MAILFERRY_DATA to the data folder of the bot that is running.',
    );
  }
  const parsed = said.safeParse(parseJson(request.body));
  if (!parsed.success) return no(400, 'The request cannot be read. Use: npm run cli -- "help"');
  const { text, as, workgroup, user = 'terminal', file } = parsed.data;
  if (as !== undefined && !localMode)
    return no(
      403,
      'With --as one speaks for somebody else, and that is only possible in local mode. Leave --as out.',
    );
  const name = as ?? user;
  const files = file === undefined ? [] : [{ name: file.name, bytes: Buffer.from(file.base64, 'base64') }];
  const reply = await dispatch(
    inboundOf({ as: name, text, files, ...(workgroup === undefined ? {} : { workgroup }) }),
  );
  return json(200, { exit: reply.exit, text: toText(reply.card) });
};

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address);

const sameKey = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};
