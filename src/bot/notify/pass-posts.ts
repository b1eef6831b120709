/**
 * What a conversation shows of a pass, brought up to date from the pass's present state:
 *
 *   asked     the approval card (where it was asked, the answer to the command is that card); when it expires soon, a reminder
 *   decided   the approval card without buttons, saying who decided; as long as nothing has begun, with "Undo"
 *   running   one live card, updated in place; under it one reply per cause of failures
 *   over      the live card as it ended, and a new message with the statistics
 *
 * In quiet hours nothing new is posted: what is there is kept right, and the pass is noted as owed (digests.ts).
 *
 * Every post has a purpose and is recorded, so doing this twice posts once. A crash between a post and its
 * record is the only way to a second one.
 */
import { type Conversation, findConversation } from '../../db/conversations.ts';
import type { Db } from '../../db/open.ts';
import {
  askerOf,
  decidersOf,
  forgetOwed,
  forgetPost,
  type Named,
  owe,
  type Post,
  postsOf,
  recordPost,
} from '../../db/posts.ts';
import type { Log } from '../../log.ts';
import { approvalCard, decidedCard, reminderCard } from '../cards/approval.ts';
import type { Card } from '../cards/card.ts';
import { failureOverflow, failureReply } from '../cards/errors.ts';
import { inLocale } from '../cards/format.ts';
import { mentioning, unasked } from '../cards/notify.ts';
import { passCard, troubleIn } from '../cards/pass.ts';
import { passReport, reportUrl } from '../commands/reports.ts';
import type { OneTimeLinks } from '../pages/one-time.ts';
import { DeliveryError, type Surface } from '../surface.ts';
import { type Actor, type Engine, looksOnly, type PassView, type Topic } from '../views.ts';
import { deliver } from './deliver.ts';
import { isQuiet } from './hours.ts';
import type { After } from './queues.ts';

export interface PostDeps {
  engine: Engine;
  db: Db;
  links: OneTimeLinks;
  surfaces: Surface[];
  log: Log;
}

/** One conversation and one pass, with what was posted there before. */
interface Scene extends PostDeps {
  conversation: Conversation;
  pass: PassView;
  actor: Actor;
  timeZone: string;
  /** Who asked for the pass, where the chat can name people. */
  asker: Named;
  quiet: boolean;
  posts: Map<string, Post>;
}

/** Replies under a live card; rarer causes share one. */
const mostReplies = 6;

export const bringUpToDate = async (
  deps: PostDeps,
  conversationId: number,
  passId: number,
): Promise<After> => {
  const found = await sceneOf(deps, conversationId, passId);
  return found === undefined ? 'settled' : inLocale(found.locale, () => show(found.scene));
};

const show = async (scene: Scene): Promise<After> => {
  const { pass } = scene;
  // Quiet hours are over, and the summary that tells of it is about to be posted: this comes after it.
  if (!scene.quiet && scene.posts.has('owed')) {
    if (scene.conversation.projectId !== null) return 'settled';
    // A conversation that works on no project any more gets no summary.
    await forgetOwed(scene.db, scene.conversation.id, [pass.id]);
  }
  if (scene.quiet && isOwed(scene)) await owe(scene.db, scene.conversation.id, pass.id);
  await approval(scene);
  // Its start can still be undone: there is nothing to watch.
  if (pass.beginsAt !== undefined && !scene.posts.has('pass')) return 'settled';
  if (hasRuns(pass) && !isOver(pass)) {
    if (!isWanted(scene, 'progress', 'pass')) return 'settled';
    await ensure(scene, 'pass', passCard(pass, scene.timeZone));
    await failures(scene);
    return 'live';
  }
  if (hasRuns(pass)) await ending(scene);
  // A start that was undone: the live card of a pass that waited for its time.
  else if (scene.posts.has('pass')) await ensure(scene, 'pass', passCard(pass, scene.timeZone));
  return 'settled';
};

const hasRuns = ({ state, progress }: PassView): boolean =>
  progress.mailboxes > 0 && ['waiting', 'running', 'paused', 'finished', 'stopped'].includes(state);

/** A pass that was stopped still ends: the batch in hand goes through. */
const isOver = ({ finishedAt }: PassView): boolean => finishedAt !== undefined && finishedAt !== null;

const sceneOf = async (
  deps: PostDeps,
  conversationId: number,
  passId: number,
): Promise<{ scene: Scene; locale: string } | undefined> => {
  const { db, engine } = deps;
  const conversation = await findConversation(db, conversationId);
  const asker = await askerOf(db, passId);
  if (conversation === undefined || !conversation.installed || asker === undefined) return undefined;
  const actor: Actor = {
    personId: asker.personId,
    name: asker.name,
    workgroupId: asker.workgroupId,
    tenantId: asker.tenantId,
    // It writes for whoever works here, not for the person: what a project's team may see.
    role: 'owner',
  };
  const pass = await engine.reporting.pass(actor, passId);
  if (!pass.ok) return undefined;
  const posts = new Map((await postsOf(db, conversationId, passId)).map((post) => [post.purpose, post]));
  const { timeZone, locale } = asker;
  // What is held back comes with the summary of the conversation's project: without one nothing is held back.
  const quiet = conversation.projectId !== null && isQuiet(conversation.quiet, timeZone, new Date());
  return { locale, scene: { ...deps, conversation, pass: pass.value, actor, timeZone, asker, quiet, posts } };
};

/** A post that is there is kept right whatever its conversation wants to see from now on. */
const isWanted = ({ conversation, pass, posts, quiet }: Scene, topic: Topic, purpose: string): boolean => {
  if (posts.has(purpose)) return true;
  if (quiet || conversation.muted.includes(topic)) return false;
  return !conversation.onlyTrouble || topic === 'approvals' || troubleIn(pass.progress);
};

/** Would it be posted here, if it were not quiet? */
const isOwed = ({ conversation: { muted, onlyTrouble }, pass, posts }: Scene): boolean => {
  if (posts.has('statistics')) return false;
  if (pass.state === 'asked') return !muted.includes('approvals');
  const topics: Topic[] = ['progress', 'failures', 'statistics'];
  return topics.some((topic) => !muted.includes(topic)) && (!onlyTrouble || troubleIn(pass.progress));
};

/** In a 1:1 chat there is nobody else to call. */
const callsPeople = ({ conversation }: Scene): boolean => conversation.kind !== 'personal';

const approval = async (scene: Scene): Promise<void> => {
  const { pass, posts, engine, actor, timeZone } = scene;
  if (looksOnly(pass.kind)) return;
  if (pass.state === 'asked') {
    if (pass.remindedAt !== undefined) await remind(scene);
    const shown = posts.get('approval');
    const takenBack = [posts.get('undo'), posts.get('decided')].flatMap((post) => post ?? []);
    // Where it was asked, the answer is that card. One yes of several, or one that was taken back, changes it.
    if (shown === undefined && (posts.has('asked') || !isWanted(scene, 'approvals', 'approval'))) return;
    if (shown !== undefined && takenBack.length === 0 && pass.approvals.length === 0) return;
    const { selfApproval } = await engine.workgroups.get(actor.workgroupId);
    const card = approvalCard(pass, { timeZone, selfApproval });
    const people = callsPeople(scene) ? await decidersOf(scene.db, pass.id) : [];
    await ensure(
      scene,
      'approval',
      posts.has('asked')
        ? mentioning(card, people, 'please decide.')
        : unasked(mentioning(card, people, 'please decide.'), 'approvals', pass.projectName),
    );
    for (const { id } of takenBack) await forgetPost(scene.db, id);
  } else if (posts.has('approval') && !posts.has('decided')) {
    await ensure(scene, 'approval', decidedCard(pass, timeZone));
    // While its start can be undone, the card says so, and is written once more when it has begun.
    await note(scene, pass.beginsAt === undefined ? 'decided' : 'undo');
  }
};

const remind = async (scene: Scene): Promise<void> => {
  const { pass, timeZone } = scene;
  if (scene.posts.has('reminder') || !isWanted(scene, 'approvals', 'reminder')) return;
  const people = callsPeople(scene) ? await decidersOf(scene.db, pass.id) : [];
  const card = mentioning(reminderCard(pass, timeZone), people, 'please decide.');
  await ensure(scene, 'reminder', unasked(card, 'approvals', pass.projectName));
};

const note = (scene: Scene, purpose: string): Promise<void> =>
  recordPost(scene.db, {
    conversationId: scene.conversation.id,
    passId: scene.pass.id,
    purpose,
    messageId: '',
  });

const failures = async (scene: Scene): Promise<void> => {
  const { pass, engine, actor, posts } = scene;
  const thread = posts.get('pass')?.messageId;
  const { items, runs } = pass.progress;
  if (thread === undefined || items.failed + runs.failed === 0) return;
  const groups = await engine.reporting.errors(actor, pass.projectId, pass.id);
  if (!groups.ok) return;
  const over = isOver(pass);
  // Retry is for passes that came to their end, and for items: a mailbox that failed as a whole is mended first.
  const canRetry = pass.state === 'finished' && !looksOnly(pass.kind) && items.failed > 0;
  const about = {
    id: pass.id,
    over,
    ...(canRetry ? { retry: { project: pass.projectId } } : {}),
    ...(over ? { csvUrl: await reportUrl(scene, pass.id, 'errors') } : {}),
  };
  for (const group of groups.value.slice(0, mostReplies)) {
    const purpose = `failure:${group.key}`;
    if (!isWanted(scene, 'failures', purpose)) continue;
    const card = unasked(failureReply(about, group), 'failures', pass.projectName);
    await ensure(scene, purpose, card, { thread, update: over });
  }
  const rarer = groups.value.length - mostReplies;
  if (over && rarer > 0 && isWanted(scene, 'failures', 'failures:more'))
    await ensure(
      scene,
      'failures:more',
      unasked(failureOverflow(pass, rarer), 'failures', pass.projectName),
      { thread },
    );
};

const ending = async (scene: Scene): Promise<void> => {
  const { pass, posts, timeZone } = scene;
  if (posts.has('statistics')) return;
  if (isWanted(scene, 'progress', 'pass')) await ensure(scene, 'pass', passCard(pass, timeZone));
  await failures(scene);
  if (!isWanted(scene, 'statistics', 'statistics')) return;
  const report = await passReport(scene, pass, timeZone);
  if (!report.ok) return;
  const card = mentioning(
    report.value,
    callsPeople(scene) && !looksOnly(pass.kind) ? [scene.asker] : [],
    'this is what you asked for.',
  );
  await ensure(scene, 'statistics', unasked(card, 'statistics', pass.projectName));
};

/** The post of this purpose shows this card: posted if it is not there, updated if it is, posted anew if it is gone. */
const ensure = async (
  scene: Scene,
  purpose: string,
  card: Card,
  options: { thread?: string; update?: boolean } = {},
): Promise<void> => {
  const { conversation, posts, db, pass } = scene;
  const before = posts.get(purpose);
  if (before !== undefined && options.update === false) return;
  if (before !== undefined) {
    try {
      await deliver(scene, conversation, (surface) =>
        surface.update(conversation.reference, before.messageId, card),
      );
      return;
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.kind !== 'gone') throw error;
      await forgetPost(db, before.id);
      posts.delete(purpose);
    }
  }
  const messageId = await deliver(scene, conversation, (surface) =>
    surface.post(conversation.reference, card, options.thread),
  );
  if (messageId === undefined) return;
  const post = { conversationId: conversation.id, passId: pass.id, purpose, messageId };
  await recordPost(db, post);
  posts.set(purpose, { ...post, id: 0, createdAt: new Date() });
};
