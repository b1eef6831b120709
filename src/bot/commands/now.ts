/** What this conversation's project asks for at this moment: for help, which answers differently on a Friday night. */
import type { Now } from '../cards/help.ts';
import { afterwards, passName, troubleIn } from '../cards/pass.ts';
import { nextStep } from '../cards/project.ts';
import type { PassView } from '../views.ts';
import type { Context } from './command.ts';

export const nowIn = async ({ engine, actor, conversation }: Context): Promise<Now | undefined> => {
  if (conversation.projectId === null) return undefined;
  const project = await engine.projects.get(actor, conversation.projectId);
  const passes = await engine.reporting.passes(actor, conversation.projectId);
  if (!project.ok || !passes.ok) return undefined;
  const asked = passes.value.filter(({ state }) => state === 'asked');
  const going = passes.value.find(({ state }) => ['running', 'paused', 'waiting'].includes(state));
  const [waiting] = asked;
  if (waiting !== undefined)
    return {
      text:
        asked.length === 1
          ? `${passName(waiting)} waits for a yes.`
          : `${asked.length} passes wait for a yes.`,
      buttons: asked.slice(0, 3).map(lookAt),
    };
  if (going !== undefined)
    return {
      text: `${passName(going)} is ${going.state === 'waiting' ? 'about to begin' : going.state}.`,
      buttons: [lookAt(going)],
    };
  const [latest] = passes.value;
  return latest !== undefined && latest.kind === 'full' && latest.state === 'finished'
    ? afterFull(latest)
    : nextStep(project.value, await engine.endpoints.list(actor));
};

const afterFull = (pass: PassView): Now =>
  troubleIn(pass.progress)
    ? {
        text: `look at what failed in ${passName(pass).toLowerCase()}, and try it again.`,
        buttons: [{ label: 'Errors', command: 'errors', args: { pass: pass.id } }, ...afterwards(pass)],
      }
    : {
        text: 'nothing waits. "full" brings over what changed since; "full last" lists every folder anew.',
        buttons: [lookAt(pass)],
      };

const lookAt = (pass: PassView) => ({
  label: `Look at ${passName(pass).toLowerCase()}`,
  command: 'status',
  args: { pass: pass.id },
});
