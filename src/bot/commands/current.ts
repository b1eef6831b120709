/** Which project a command means: the button's, the conversation's, the only one; else a card asks. */
import { setProject } from '../../db/conversations.ts';
import type { Button } from '../cards/card.ts';
import { sandboxProject } from '../cards/greeting.ts';
import { projectsCard } from '../cards/project.ts';
import type { Reply } from '../surface.ts';
import type { PassView, ProjectSummary } from '../views.ts';
import type { Context } from './command.ts';
import { refused } from './reply.ts';

export const withProject = async (
  context: Context,
  pinned: number | undefined,
  then: (project: ProjectSummary) => Promise<Reply>,
): Promise<Reply> => {
  const { engine, actor, conversation } = context;
  if (pinned !== undefined) {
    const project = await engine.projects.get(actor, pinned);
    return project.ok ? then(project.value) : refused(project.refusal);
  }
  if (conversation.projectId !== null) {
    const project = await engine.projects.get(actor, conversation.projectId);
    if (project.ok) return then(project.value);
  }
  const projects = await engine.projects.list(actor);
  const [only, ...others] = projects;
  if (only === undefined) return refused(noProject, firstProject(context));
  if (others.length > 0)
    return { card: projectsCard(projects, null, 'Which project?'), exit: 2, show: 'post' };
  // A conversation about a project that this person may not see stays about it.
  if (conversation.projectId === null) await setProject(context.db, conversation.id, only.id);
  return then(only);
};

/** The project that a button pins or this conversation is about, where there is one: nobody is asked. */
export const projectHere = async (
  { engine, actor, conversation }: Context,
  pinned?: number,
): Promise<ProjectSummary | undefined> => {
  const id = pinned ?? conversation.projectId;
  const project = id === null ? undefined : await engine.projects.get(actor, id);
  return project?.ok ? project.value : undefined;
};

const firstProject = ({ sandbox }: Context): Button[] => [
  ...(sandbox === undefined
    ? []
    : [{ label: 'Start a sandbox project', command: 'project new', args: sandboxProject }]),
  { label: 'New project', command: 'project new' },
];

const noProject = {
  code: 'not-ready' as const,
  sentence: 'There is no project yet, so there is nothing to work on.',
  next: 'Make one: press the button, or type "project new <name>".',
};

/** The pass that was named; or, of the current project, the newest one that `wanted` accepts. */
export const withPass = async (
  context: Context,
  args: { pass?: number | undefined; project?: number | undefined },
  wanted: { accepts: (pass: PassView) => boolean; none: (project: ProjectSummary) => Promise<Reply> | Reply },
  then: (pass: PassView) => Promise<Reply>,
): Promise<Reply> => {
  const { engine, actor } = context;
  if (args.pass !== undefined) {
    const pass = await engine.reporting.pass(actor, args.pass);
    return pass.ok ? then(pass.value) : refused(pass.refusal);
  }
  return withProject(context, args.project, async (project) => {
    const passes = await engine.reporting.passes(actor, project.id);
    if (!passes.ok) return refused(passes.refusal);
    const found = passes.value.find(wanted.accepts);
    return found === undefined ? wanted.none(project) : then(found);
  });
};

/** The zone of the project that this conversation is about. */
export const zoneHere = async ({ engine, actor, conversation }: Context): Promise<string> =>
  conversation.projectId === null ? 'UTC' : timeZoneOf({ engine, actor }, conversation.projectId);

/** The zone in which a pass's times are said. */
export const timeZoneOf = async (
  { engine, actor }: Pick<Context, 'engine' | 'actor'>,
  projectId: number,
): Promise<string> => {
  const project = await engine.projects.get(actor, projectId);
  return project.ok ? project.value.timeZone : 'UTC';
};
