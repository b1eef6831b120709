/** Who may send on behalf of the mailbox, through the Exchange Online Admin API (preview). */
import { granteeOf } from './people.ts';
import type { Left, Setting, Thing } from './setting.ts';
import { fromSource } from './sides.ts';

const value = 'may send on behalf';

export const sendOnBehalf: Setting = {
  name: 'send on behalf',
  needs: { source: 'Exchange.ManageAsAppV2', destination: 'Exchange.ManageAsAppV2' },
  things: async (work) => {
    const { admin } = work.destination;
    const names = await fromSource(work.source.admin.sendOnBehalf());
    if (names.length === 0) return [];
    /** As Exchange says them, beside the addresses they are: the list is written as a whole. */
    const read = async () => {
      const said = await admin.sendOnBehalf();
      const addresses = [];
      for (const one of said) addresses.push(((await admin.addressOf(one)) ?? one).toLowerCase());
      return { said, addresses };
    };
    const there = await read();
    const things: (Thing | Left)[] = [];
    for (const one of names) {
      const name = (await fromSource(work.source.admin.addressOf(one))) ?? one;
      const who = name.includes('@')
        ? granteeOf(work.people, name)
        : ({ cause: 'setting-unmapped' } as const);
      if ('cause' in who) {
        things.push({ name, cause: who.cause });
        continue;
      }
      const present = (addresses: string[]) =>
        addresses.includes(who.address.toLowerCase()) ? { id: null, value } : null;
      things.push({
        name,
        wanted: value,
        present: present(there.addresses),
        overwrites: false,
        find: async () => present((await read()).addresses),
        create: async () => {
          await admin.changeSendOnBehalf([...(await read()).said, who.address]);
          return { id: null, value };
        },
        update: async (as) => as,
      });
    }
    return things;
  },
};
