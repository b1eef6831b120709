/** domains change: another domain for many addresses at once, shown first and confirmed with what was shown. */
import { z } from 'zod';
import { sides } from '../../engine/address-changes.ts';
import { domainChangedCard, domainPreviewCard, mostNamed, tooManyNamed } from '../cards/domains.ts';
import { addresses, maybe, project, text, waves } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

const domain = (what: string) => text(255, what).transform((said) => said.replace(/^@/, ''));

export const domainsChange = command({
  name: 'domains change',
  usage: 'domains change <from> to <to> [source|destination] [addresses or waves]',
  summary: 'Change the domain of many addresses, shown first',
  examples: [
    'domains change contoso.com to contoso.onmicrosoft.com',
    'domains change contoso.com to contoso.onmicrosoft.com source wave-1',
  ],
  role: 'operator',
  group: 'Users',
  parse: z.object({
    from: domain('The domain that they have'),
    to: domain('The domain that they get'),
    side: maybe(z.enum(sides, 'The side is "source" or "destination".')),
    addresses,
    waves,
    confirm: maybe(text(20, 'The code')),
    project,
  }),
  run: (context, { confirm, project: pinned, ...asked }) =>
    withProject(context, pinned, async (current) => {
      const { addressChanges } = context.engine;
      const { actor } = context;
      const named = asked.addresses?.length ?? 0;
      if (named > mostNamed) return refused(tooManyNamed(named));
      if (confirm === undefined) {
        const change = await addressChanges.previewDomain(actor, current.id, asked);
        return change.ok ? done(domainPreviewCard(current, asked, change.value)) : refused(change.refusal);
      }
      const changed = await addressChanges.changeDomain(actor, current.id, asked, confirm);
      return changed.ok
        ? done(domainChangedCard(current, asked, changed.value, actor.name), 'replace')
        : refused(changed.refusal);
    }),
});
