/** The person's photo, for projects that say so (CopyPhoto): many tenants have photos of their own already. */
import type { Setting } from './setting.ts';
import { fromSource } from './sides.ts';

const name = 'photo';

export const photo: Setting = {
  name,
  needs: { source: 'ProfilePhoto.Read.All', destination: 'ProfilePhoto.ReadWrite.All' },
  isWanted: ({ options }) => options.copyPhoto,
  things: async ({ source, destination }) => {
    const wanted = await fromSource(source.photo.read());
    if (wanted === null) return [];
    const there = await destination.photo.read();
    const put = async () => {
      await destination.photo.change(wanted);
      // Exchange keeps it in sizes of its own.
      return { id: null, value: (await destination.photo.read()) ?? wanted };
    };
    return [
      {
        name,
        wanted,
        present: there === null ? null : { id: null, value: there },
        overwrites: false,
        create: put,
        update: put,
      },
    ];
  },
};
