/**
 * What a conversation shows of a pass, brought up to date from the pass's present state:
 *
 *   asked     the approval card (where it was asked, the answer to the command is that card)
 *   decided   the approval card without buttons, saying who decided
 *   running   one live card, updated in place; under it one reply per cause of failures
 *   over      the live card as it ended, and a new message with the statistics
 *
 * Every post has a purpose and is recorded, so doing this twice posts once. A crash between a post and its
 * record is the only way to a second one.
 */
import { type Conversation, findConversation } from '../../db/conversations.ts';
import type { Db } from '../../db/open.ts';
import { askerOf, forgetPost, type Post, postsOf, recordPost } from '../../db/posts.ts';
import type { Log } from '../../log.ts';
import { approvalCard, decidedCard } from '../cards/approval.ts';
import type { Card } from '../cards/card.ts';
import { failureOverflow, failureReply } from '../cards/errors.ts';
import { unasked } from '../cards/notify.ts';
import { passCard } from '../cards/pass.ts';
import { statisticsCard } from '../cards/statistics.ts';
import { reportUrl } from '../commands/reports.ts';
import type { OneTimeLinks } from '../pages/one-time.ts';
import { DeliveryError, type Surface } from '../surface.ts';
import type { Actor, Engine, PassView, Topic } from '../views.ts';
import { deliver } from './deliver.ts';
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
  posts: Map<string, Post>;
}

/** Replies under a live card; rarer causes share one. */
const mostReplies = 6;

export const bringUpToDate = async (
  deps: PostDeps,
  conversationId: number,
  passId: number,
): Promise<After> => {
  const scene = await sceneOf(deps, conversationId, passId);
  if (scene === undefined) return 'settled';
  const { pass } = scene;
  await approval(scene);
  if (hasRuns(pass) && !isOver(pass)) {
    if (!isWanted(scene, 'progress', 'pass')) return 'settled';
    await ensure(scene, 'pass', passCard(pass, scene.timeZone));
    await failures(scene);
    return 'live';
  }
  if (hasRuns(pass)) await ending(scene);
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
): Promise<Scene | undefined> => {
  const { db, engine } = deps;
  const conversation = await findConversation(db, conversationId);
  const asker = await askerOf(db, passId);
  if (conversation === undefined || !conversation.installed || asker === undefined) return undefined;
  const actor: Actor = {
    personId: asker.personId,
    name: asker.name,
    workgroupId: asker.workgroupId,
    tenantId: asker.tenantId,
    role: 'viewer',
  };
  const pass = await engine.reporting.pass(actor, passId);
  if (!pass.ok) return undefined;
  const posts = new Map((await postsOf(db, conversationId, passId)).map((post) => [post.purpose, post]));
  return { ...deps, conversation, pass: pass.value, actor, timeZone: asker.timeZone, posts };
};

/** A post that is there is kept right whatever its conversation wants to see from now on. */
const isWanted = ({ conversation, posts }: Scene, topic: Topic, purpose: string): boolean =>
  posts.has(purpose) || !conversation.muted.includes(topic);

const approval = async (scene: Scene): Promise<void> => {
  const { pass, posts, engine, actor, timeZone } = scene;
  if (pass.kind === 'verify') return;
  if (pass.state === 'asked') {
    if (posts.has('asked') || posts.has('approval') || !isWanted(scene, 'approvals', 'approval')) return;
    const { selfApproval } = await engine.workgroups.get(actor.workgroupId);
    const card = approvalCard(pass, { timeZone, selfApproval });
    await ensure(scene, 'approval', unasked(card, 'approvals', pass.projectName));
  } else if (posts.has('approval') && !posts.has('decided')) {
    await ensure(scene, 'approval', decidedCard(pass, timeZone));
    await recordPost(scene.db, {
      conversationId: scene.conversation.id,
      passId: pass.id,
      purpose: 'decided',
      messageId: '',
    });
  }
};

const failures = async (scene: Scene): Promise<void> => {
  const { pass, engine, actor, posts } = scene;
  const thread = posts.get('pass')?.messageId;
  const { items, runs } = pass.progress;
  if (thread === undefined || items.failed + runs.failed === 0) return;
  const groups = await engine.reporting.errors(actor, pass.projectId, pass.id);
  if (!groups.ok) return;
  const over = isOver(pass);
  for (const group of groups.value.slice(0, mostReplies)) {
    const purpose = `failure:${group.key}`;
    if (!isWanted(scene, 'failures', purpose)) continue;
    const card = unasked(failureReply({ id: pass.id, over }, group), 'failures', pass.projectName);
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
  const { pass, engine, actor, posts, timeZone } = scene;
  if (posts.has('statistics')) return;
  if (isWanted(scene, 'progress', 'pass')) await ensure(scene, 'pass', passCard(pass, timeZone));
  await failures(scene);
  if (!isWanted(scene, 'statistics', 'statistics')) return;
  const statistics = await engine.reporting.statistics(actor, pass.id);
  if (!statistics.ok) return;
  const urls = {
    numbersUrl: await reportUrl(scene, pass.id, 'numbers'),
    errorsUrl: await reportUrl(scene, pass.id, 'errors'),
  };
  const card = statisticsCard(pass, statistics.value, { timeZone, ...urls });
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
