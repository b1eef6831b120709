/** Summaries: one a day where people asked for it, and one when quiet hours are over. */
import { findConversation, setDigested } from '../../db/conversations.ts';
import { type Digesting, digesting, forgetOwed, owedPasses, recordPost } from '../../db/posts.ts';
import { digestCard } from '../cards/digest.ts';
import { inLocale } from '../cards/format.ts';
import type { Actor, PassView } from '../views.ts';
import { deliver } from './deliver.ts';
import { isDue, isQuiet } from './hours.ts';
import type { PostDeps } from './pass-posts.ts';

/** Posts what is due. Answers the passes whose posts were held back and must be brought up to date now. */
export const postDigests = async (
  deps: PostDeps,
  now: Date,
): Promise<{ conversationId: number; passId: number }[]> => {
  const ready: { conversationId: number; passId: number }[] = [];
  for (const one of await digesting(
    deps.db,
    deps.surfaces.map(({ name }) => name as string),
  )) {
    if (isQuiet(one.quiet, one.timeZone, now)) continue;
    // A chat that cannot be reached holds up no other; its summary is tried again at the next look.
    await postDue(deps, one, now).then(
      (more) => ready.push(...more),
      (error) => deps.log.warn({ conversationId: one.conversationId, err: error }, 'posting a summary'),
    );
  }
  return ready;
};

const postDue = async (deps: PostDeps, one: Digesting, now: Date) => {
  const owed = await owedPasses(deps.db, one.conversationId);
  const ready = owed.length > 0 ? await afterQuiet(deps, one, owed) : [];
  if (one.digestAt !== null && isDue(one.digestAt, one.timeZone, one.digestedAt, now)) {
    await post(deps, one, one.digestedAt, 'daily', (pass) => concerns(pass, one.digestedAt));
    await setDigested(deps.db, one.conversationId, now);
  }
  return ready;
};

/** What ended in the quiet is told by the summary alone; what waits or goes on gets its posts now. */
const afterQuiet = async (
  deps: PostDeps,
  one: Digesting,
  owed: { passId: number; since: Date }[],
): Promise<{ conversationId: number; passId: number }[]> => {
  const ids = new Set(owed.map(({ passId }) => passId));
  const since = new Date(Math.min(...owed.map(({ since }) => since.getTime())));
  const told = await post(deps, one, since, 'quiet', ({ id }) => ids.has(id));
  const { conversationId } = one;
  for (const { id, finishedAt } of told)
    if (finishedAt !== undefined)
      await recordPost(deps.db, { conversationId, passId: id, purpose: 'statistics', messageId: '' });
  await forgetOwed(deps.db, conversationId, [...ids]);
  return [...ids].map((passId) => ({ conversationId, passId }));
};

const concerns = ({ state, finishedAt }: PassView, since: Date): boolean =>
  finishedAt === undefined ? ['asked', 'waiting', 'running', 'paused'].includes(state) : finishedAt > since;

const post = async (
  deps: PostDeps,
  one: Digesting,
  since: Date,
  why: 'quiet' | 'daily',
  wanted: (pass: PassView) => boolean,
): Promise<PassView[]> => {
  const actor: Actor = { personId: 0, name: 'Mailferry', role: 'owner', ...one };
  const passes = await deps.engine.reporting.passes(actor, one.projectId);
  const conversation = await findConversation(deps.db, one.conversationId);
  const told = passes.ok ? passes.value.filter(wanted) : [];
  if (told.length === 0 || conversation === undefined) return told;
  const { projectName, timeZone } = one;
  const card = inLocale(one.locale, () => digestCard({ projectName, timeZone, since, passes: told, why }));
  await deliver(deps, conversation, (surface) => surface.post(conversation.reference, card));
  return told;
};
