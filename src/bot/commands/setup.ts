/** Which card a project needs now: one of the three setup cards, or its own card once it is set up. */
import type { Card } from '../cards/card.ts';
import { secretsCard } from '../cards/endpoint.ts';
import { newProjectCard, projectCard } from '../cards/project.ts';
import { addUsersCard } from '../cards/users.ts';
import { sampleUrl } from '../greeting.ts';
import type { Actor, Endpoint, ProjectSummary } from '../views.ts';
import type { BotDeps } from './command.ts';
import { endpointsOf } from './connect.ts';

/** Where and for whom the card is made: its links act for this person and answer in this conversation. */
export interface For {
  actor: Actor;
  conversation: { id: number };
}

export const setupCard = async (deps: BotDeps & For, project: ProjectSummary): Promise<Card> => {
  const known = await deps.engine.endpoints.list(deps.actor);
  const used = await endpointsOf(deps, project);
  if (used.length < 2)
    return newProjectCard({ endpoints: known, sandbox: deps.sandbox !== undefined, project });
  if (used.some(({ hasSecret }) => !hasSecret))
    return secretsFor(
      deps,
      used.filter(({ hasSecret }) => !hasSecret),
      used,
      project,
    );
  if (project.counts.mailboxes === 0) return usersFor(deps, project);
  return projectCard(project, known);
};

/** The secrets card, with a fresh one-time link for each endpoint of `asked`. */
export const secretsFor = async (
  { links, actor, conversation }: BotDeps & For,
  asked: Endpoint[],
  shown: Endpoint[],
  project?: ProjectSummary,
): Promise<Card> => {
  const urls = new Map<number, string>();
  for (const { id } of asked) {
    urls.set(
      id,
      await links.make(actor, 'secret', {
        endpointId: id,
        conversationId: conversation.id,
        ...(project === undefined ? {} : { projectId: project.id }),
      }),
    );
  }
  return secretsCard(shown, urls, project);
};

export const usersFor = async (
  { links, actor, conversation, sandbox, publicUrl }: BotDeps & For,
  project: ProjectSummary,
): Promise<Card> =>
  addUsersCard(
    project,
    await links.make(actor, 'upload', { projectId: project.id, conversationId: conversation.id }),
    sandbox === undefined ? undefined : { url: sampleUrl(publicUrl) },
  );
