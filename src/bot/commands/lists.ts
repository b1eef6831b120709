/** Which list a person means: the one that is named, or the last one they were shown. */
import { z } from 'zod';
import { lastListShown } from '../../db/conversations.ts';
import type { Reply } from '../surface.ts';
import { id, maybe, project } from './args.ts';
import type { Context } from './command.ts';
import { withProject } from './current.ts';
import { refused } from './reply.ts';

export const listArgs = z.object({ list: maybe(id('The list')), project });

export const withList = (
  context: Context,
  { list, project: pinned }: z.infer<typeof listArgs>,
  then: (list: number) => Promise<Reply>,
  what: 'mailboxes' | 'pairs' = 'mailboxes',
): Promise<Reply> =>
  list !== undefined
    ? then(list)
    : withProject(context, pinned, async (current) => {
        const last = await lastListShown(context.db, context.actor.personId, current.id, what);
        const bring = what === 'pairs' ? 'mapping import' : 'users import';
        return last === undefined
          ? refused(noList(bring), [{ label: 'Bring a list', command: bring }])
          : then(last);
      });

const noList = (bring: string) => ({
  code: 'not-found' as const,
  sentence: 'No list of yours waits for a yes in this project.',
  next: `Bring one: say "${bring}".`,
});
