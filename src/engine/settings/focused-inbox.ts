/** Whose mail is always focused, or never ("inferenceClassificationOverride resource type"). */
import type { FocusedOverride } from '../graph/settings/lists.ts';
import type { Setting } from './setting.ts';
import { fromSource } from './sides.ts';

export const focusedInbox: Setting = {
  name: 'focused inbox',
  needs: { source: 'Mail.Read', destination: 'Mail.ReadWrite' },
  things: async ({ source, destination, people }) => {
    const wanted = await fromSource(source.focusedOverrides.list());
    const there = await destination.focusedOverrides.list();
    const like = (all: FocusedOverride[], address: string) =>
      all.find((one) => one.senderEmailAddress.address.toLowerCase() === address.toLowerCase());
    const present = (one: FocusedOverride | undefined) =>
      one === undefined ? null : { id: one.id, value: { classifyAs: one.classifyAs } };
    return wanted.map(({ classifyAs, senderEmailAddress: sender }) => {
      const address = people.leadsTo(sender.address) ?? sender.address;
      return {
        name: sender.address,
        wanted: { classifyAs },
        present: present(like(there, address)),
        overwrites: false,
        find: async () => present(like(await destination.focusedOverrides.list(), address)),
        create: async () => {
          const senderEmailAddress = { name: sender.name ?? address, address };
          const made = await destination.focusedOverrides.create({ classifyAs, senderEmailAddress });
          return { id: made.id, value: { classifyAs: made.classifyAs } };
        },
        update: async ({ id }) => {
          const { classifyAs: now } = await destination.focusedOverrides.change(id ?? '', classifyAs);
          return { id, value: { classifyAs: now } };
        },
      };
    });
  },
};
