/** The list of categories with their colours; what carries one names it, and looks it up here. */
import type { Category } from '../graph/settings/lists.ts';
import type { Setting } from './setting.ts';
import { fromSource } from './sides.ts';

export const categories: Setting = {
  name: 'categories',
  needs: { source: 'MailboxSettings.Read', destination: 'MailboxSettings.ReadWrite' },
  things: async ({ source, destination }) => {
    const wanted = await fromSource(source.categories.list());
    const there = await destination.categories.list();
    /** A name in other capitals is the same name. */
    const like = (all: Category[], name: string) =>
      all.find((one) => one.displayName.toLowerCase() === name.toLowerCase());
    const present = (one: Category | undefined) =>
      one === undefined ? null : { id: one.id, value: { color: one.color } };
    return wanted.map(({ displayName, color }) => ({
      name: displayName,
      wanted: { color },
      present: present(like(there, displayName)),
      overwrites: true,
      find: async () => present(like(await destination.categories.list(), displayName)),
      create: async () => ({
        id: (await destination.categories.create({ displayName, color })).id,
        value: { color },
      }),
      update: async ({ id }) => ({
        id,
        value: { color: (await destination.categories.recolour(id ?? '', color)).color },
      }),
    }));
  },
};
