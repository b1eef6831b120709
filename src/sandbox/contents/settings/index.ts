/** What people set over the years in the source's mailboxes: different in each, and the same every time. */
import type { SeedMailbox } from '../../model.ts';
import type { SeedSettings } from '../../settings-model.ts';
import { exchangeName } from '../properties.ts';
import { grants } from './grants.ts';
import { photo } from './photo.ts';
import { preferences } from './preferences.ts';
import { rules } from './rules.ts';

export interface Owner {
  /** The place among the mailboxes. */
  at: number;
  kind: SeedMailbox['kind'];
  alias: string;
  /** Everybody with a mailbox here, in order. */
  around: { alias: string; name: string }[];
}

export interface Circle extends Owner {
  /** Somebody else of the same tenant; null where there is nobody. */
  colleague(far: number): { name: string; address: string } | null;
}

const defaults: readonly [string, string][] = [
  ['Red category', 'preset0'],
  ['Orange category', 'preset1'],
  ['Yellow category', 'preset3'],
  ['Green category', 'preset4'],
  ['Blue category', 'preset7'],
  ['Purple category', 'preset8'],
];
const own: readonly [string, string][] = [
  ['Urgent', 'preset0'],
  ['Kunde: Köln', 'preset12'],
  ['請求書', 'preset24'],
  ['Without a colour', 'none'],
];

export const ownSettings = (owner: Owner): SeedSettings => {
  const circle = circleOf(owner);
  const { at, kind, alias } = owner;
  const isPerson = kind === 'user';
  const [first, second] = [circle.colleague(1), circle.colleague(2)];
  return {
    preferences: preferences(circle),
    rules: rules(circle),
    categories: categoriesOf(at).map(([displayName, color]) => ({ displayName, color })),
    overrides: isPerson ? overridesOf(first) : [],
    photo: isPerson && at % 3 === 0 ? photo(alias) : null,
    sendOnBehalf:
      kind === 'shared' || (isPerson && at % 4 === 0)
        ? [first, second].flatMap((one, place) =>
            one === null || (isPerson && place > 0) ? [] : [one.address],
          )
        : [],
    grants: grants(circle),
    calendarColors: {
      calendar: at % 2 === 0 ? 'lightBlue' : 'auto',
      '/Team calendar': at % 3 === 0 ? 'lightGreen' : 'lightRed',
    },
    tasks: isPerson ? taskExtras() : [],
    traits: traitsOf(owner),
  };
};

const circleOf = (owner: Owner): Circle => ({
  ...owner,
  colleague: (far) => {
    const other = owner.around[(owner.at + far) % owner.around.length];
    return other === undefined || other.alias === owner.alias
      ? null
      : { name: other.name, address: `${other.alias}@contoso.example` };
  },
});

/** Somebody repainted one of the categories that are there from the start. */
const categoriesOf = (at: number): [string, string][] => [
  ...defaults.map(([name, colour], place): [string, string] => [
    name,
    at % 4 === 0 && place === 0 ? 'preset15' : colour,
  ]),
  ...own
    .filter((_, place) => (at + place) % 3 !== 2)
    .map(([name, colour]): [string, string] => [name, colour]),
];

const overridesOf = (first: ReturnType<Circle['colleague']>): SeedSettings['overrides'] => [
  ...(first === null ? [] : [{ classifyAs: 'focused' as const, senderEmailAddress: first }]),
  {
    classifyAs: 'other',
    senderEmailAddress: { name: 'Offers', address: 'offers@northwind.example' },
  },
];

const taskExtras = (): SeedSettings['tasks'] => [
  {
    folder: 'tasks',
    at: 0,
    checklistItems: [
      { displayName: 'Ask Köln', isChecked: true },
      { displayName: 'Write the offer', isChecked: false },
    ],
    linkedResources: [
      {
        applicationName: 'Tickets',
        displayName: 'Ticket 4711',
        externalId: '4711',
        webUrl: 'https://tickets.northwind.example/4711',
      },
    ],
  },
  {
    folder: '/Errands',
    at: 0,
    checklistItems: [{ displayName: 'Buy bread', isChecked: false }],
    linkedResources: [],
  },
];

const traitsOf = ({ at, kind, alias }: Owner): SeedSettings['traits'] => ({
  proxies: [
    ...(at % 4 === 1 ? [`smtp:${alias}@old.contoso.example`] : []),
    // The tenant was moved once before, and its people were given their older names then.
    ...(at % 4 === 2 ? [`x500:/o=Old Org/ou=First Administrative Group/cn=Recipients/cn=${alias}`] : []),
    // Exchange adds its own from time to time.
    ...(at % 4 === 3 ? [`X500:${exchangeName({ address: `old-${alias}@contoso.example` })}`] : []),
  ],
  ...(kind === 'shared' ? { forwardTo: 'support@tailspin.example' } : {}),
  onHold: at % 6 === 3,
  ...(kind === 'room' ? { capacity: 12 } : {}),
});
