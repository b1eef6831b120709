/** Who is let into whose folders: colleagues, groups, people outside, people who are gone. */
import type { SeedSettings } from '../../settings-model.ts';
import type { Circle } from './index.ts';

type Grants = SeedSettings['grants'];

const give = (folder: string, who: string | undefined, rights: string[], flags: string[] = []): Grants =>
  who === undefined ? [] : [{ folder, who, rights, flags }];

export const grants = (circle: Circle): Grants => {
  const { at, kind } = circle;
  const [first, second] = [circle.colleague(1)?.address, circle.colleague(2)?.address];
  const everybody = give('calendar', 'Default', [at % 2 === 1 ? 'LimitedDetails' : 'AvailabilityOnly']);
  if (kind === 'room' || kind === 'equipment')
    return [
      ...give('calendar', 'Default', ['LimitedDetails']),
      ...give('calendar', first, ['Editor'], ['Delegate']),
      ...give('calendar', 'team@contoso.example', ['Author']),
    ];
  if (kind === 'shared')
    return [...everybody, ...give('inbox', first, ['Editor']), ...give('inbox', second, ['Editor'])];
  return [
    ...everybody,
    ...give('calendar', first, ['Editor'], at % 3 === 0 ? ['Delegate', 'CanViewPrivateItems'] : []),
    ...(second === first ? [] : give('calendar', second, ['Reviewer'])),
    ...give('calendar', 'buyer@northwind.example', ['AvailabilityOnly']),
    ...give('/Team calendar', second, ['LimitedDetails']),
    ...(at % 3 === 0 ? give('inbox', first, ['Reviewer']) : []),
    ...give('/Projects', first, ['PublishingEditor']),
    ...give('/Projects', 'no.mailbox@contoso.example', ['Reviewer']),
    ...give('/Projects', 'NT:S-1-5-21-3623811015-3361044348-30300820-1013', ['Owner']),
    ...give('/Projects/2024/Q1', second, ['ReadItems', 'CreateItems', 'FolderVisible']),
    ...give("/Tom's", 'team@contoso.example', ['Contributor']),
    ...(at % 2 === 0 ? give('contacts', 'Default', ['Reviewer']) : []),
    ...(at % 4 === 2 ? give('/Кириллица', second, ['None']) : []),
  ];
};
