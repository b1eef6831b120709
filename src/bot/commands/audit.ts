/** audit: who did what here, whether the trail is whole, and all of it as CSV. */
import { z } from 'zod';
import { auditCard, auditPerPage } from '../cards/people.ts';
import { id, maybe } from './args.ts';
import { command } from './command.ts';
import { zoneHere } from './current.ts';
import { done } from './reply.ts';

export const audit = command({
  name: 'audit',
  usage: 'audit [page <n>]',
  summary: 'Who did what here, and all of it as CSV',
  examples: ['audit', 'audit page 2'],
  role: 'viewer',
  group: 'People',
  parse: z.object({ page: maybe(id('The page')) }),
  run: async (context, { page = 1 }) => {
    const { engine, actor, links } = context;
    const [{ name }, found, broken] = await Promise.all([
      engine.workgroups.get(actor.workgroupId),
      engine.audit.list(actor, { offset: (page - 1) * auditPerPage, limit: auditPerPage }),
      engine.audit.verify(),
    ]);
    return done(
      auditCard(
        name,
        { ...found, page, broken },
        { timeZone: await zoneHere(context), csvUrl: await links.make(actor, 'report', { kind: 'audit' }) },
      ),
    );
  },
});
