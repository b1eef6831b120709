/**
 * What is true of everything that is not an item, said by who holds both sides: per mailbox, every setting that is
 * missing, extra or different at the destination, with the property that differs.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Mailbox, Tenant } from '../store.ts';
import { type Compared, compareFacts, type Fact } from './fact.ts';
import { calendarFacts, grantFacts, listFacts, taskFacts } from './folder-facts.ts';
import { type Lens, lensOf, plainLens } from './lens.ts';
import { preferenceFacts } from './preference-facts.ts';
import { ruleFacts, withOrder } from './rule-facts.ts';

export const settingsWish = z.strictObject({
  /** Besides the people: whom addresses become, by address or by domain ("@contoso.example"). */
  addresses: z.record(z.string(), z.string()).default({}),
  /** Settings that nobody was asked to carry over: "automatic replies", "photo" … */
  except: z.array(z.string()).default([]),
});
export type SettingsWish = z.input<typeof settingsWish>;

export interface SettingsTruth {
  missing: string[];
  extra: string[];
  different: string[];
  /** Everything that was compared. */
  list: Compared[];
}

const factsOf = (mailbox: Mailbox, lens: Lens, destination: Tenant, isExpected: boolean): Fact[] => [
  ...preferenceFacts(mailbox, isExpected),
  ...ruleFacts(mailbox, lens),
  ...mailbox.settings.categories.map(({ displayName, color, seeded }) => ({
    setting: 'category',
    name: displayName,
    properties: { colour: color },
    isOld: seeded,
  })),
  ...calendarFacts(mailbox),
  ...grantFacts(mailbox, lens, destination),
  ...mailbox.settings.sendOnBehalf
    .filter((address) => !lens.isLost(address))
    .map((address) => ({ setting: 'send on behalf', name: lens.person(address), properties: {} })),
  ...mailbox.settings.overrides.map(({ senderEmailAddress, classifyAs, seeded }) => ({
    setting: 'focused inbox',
    name: lens.person(senderEmailAddress.address),
    properties: { sort: classifyAs },
    isOptional: lens.isLost(senderEmailAddress.address),
    isOld: seeded,
  })),
  ...listFacts(mailbox),
  ...taskFacts(mailbox),
  ...(mailbox.settings.photo === null
    ? []
    : [
        {
          setting: 'photo',
          name: 'photo',
          properties: { digest: createHash('sha1').update(mailbox.settings.photo).digest('hex') },
        },
      ]),
];

const compareMailboxes = (source: Mailbox, destination: Mailbox, lens: Lens): Compared[] => {
  const expected = factsOf(source, lens, destination.tenant, true);
  const actual = factsOf(destination, plainLens, destination.tenant, false);
  withOrder(expected, actual);
  return compareFacts(destination.address, expected, actual);
};

export const settingsTruth = (
  pairs: [Mailbox, Mailbox][],
  people: ReadonlyMap<string, string>,
  wish: z.output<typeof settingsWish>,
): SettingsTruth => {
  const own = Object.fromEntries([
    ...pairs.map(([from, to]) => [from.address, to.address] as const),
    ...people,
  ]);
  const list = pairs
    .flatMap(([from, to]) =>
      compareMailboxes(from, to, lensOf(from.tenant, to.tenant, { ...own, ...wish.addresses })),
    )
    .filter(({ setting }) => !wish.except.includes(setting));
  const named = (state: Compared['state']): Compared[] => list.filter((one) => one.state === state);
  const nameOf = ({ mailbox, setting, name }: Compared): string => `${mailbox}: ${setting} "${name}"`;
  return {
    missing: named('missing').map(nameOf),
    extra: named('extra').map(nameOf),
    different: named('different').flatMap((one) =>
      Object.entries(one.properties).map(
        ([property, { expected, actual }]) =>
          `${nameOf(one)}: ${property} should be ${expected}, and is ${actual}`,
      ),
    ),
    list,
  };
};
