/** settings: what became of rules, permissions, categories and all else that is not an item. */
import { z } from 'zod';
import { settingsCard } from '../cards/settings.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const settings = command({
  name: 'settings',
  usage: 'settings [address]',
  summary: 'Rules, permissions, categories: what was copied, what was not, and why',
  examples: ['settings', 'settings anna@contoso.com'],
  role: 'viewer',
  group: 'Watch',
  parse: z.object({ address: maybe(text(320, 'The address of the mailbox')), project }),
  run: (context, { address, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor, links } = context;
      const report = await engine.settingsReport.of(actor, current.id, address);
      if (!report.ok) return refused(report.refusal);
      const csv =
        report.value.settings.length === 0
          ? undefined
          : await links.make(actor, 'report', { kind: 'settings', projectId: current.id });
      return done(settingsCard(current, report.value, csv));
    }),
});
