/** Inbox rules with what makes them hard to move: folders, people, rules that only Outlook runs, broken ones. */
import type { Rule, SeedSettings } from '../../settings-model.ts';
import type { Circle } from './index.ts';

const outsider = { name: 'External Buyer', address: 'buyer@northwind.example' };
/** In the source's directory, and nobody's mailbox: no project moves them. */
const unmapped = { name: 'Nobody Licensed', address: 'no.mailbox@contoso.example' };
const to = (...people: { name: string; address: string }[]) =>
  people.map((emailAddress) => ({ emailAddress: { ...emailAddress } }));

export const rules = (circle: Circle): SeedSettings['rules'] => {
  const { at, kind } = circle;
  const [first, second] = [circle.colleague(1) ?? outsider, circle.colleague(2) ?? outsider];
  if (kind === 'room' || kind === 'equipment') return [];
  if (kind === 'shared')
    return [
      rule('To whoever is on duty', { forwardTo: to(first, second) }, { sentToMe: true }),
      rule('Spam', { moveToFolder: 'junkemail' }, { subjectContains: ['lottery'] }),
    ];
  const all: SeedSettings['rules'] = [
    rule(
      'Newsletters',
      { moveToFolder: '/Projects/2024', stopProcessingRules: true },
      { senderContains: ['NEWSLETTER'] },
    ),
    rule(
      'From the boss',
      { assignCategories: ['Urgent', 'In nobody’s list'], markImportance: 'high' },
      { fromAddresses: to(first) },
    ),
    rule('Offers', { forwardTo: to(second, outsider) }, { subjectContains: ['Offer', 'Angebot'] }),
    { ...rule('No longer', { copyToFolder: '/Кириллица' }, { hasAttachments: true }), isEnabled: false },
    { ...rule('Play a sound', { stopProcessingRules: true }, { importance: 'high' }), isReadOnly: true },
    { ...rule('Into a folder that is gone', { moveToFolder: '/Gone' }, { sentCcMe: true }), hasError: true },
    {
      ...rule(
        'Redirected',
        { redirectTo: to(outsider) },
        { withinSizeRange: { minimumSize: 10, maximumSize: 999 } },
      ),
      exceptions: { sentToAddresses: to(first), bodyContains: ['confidential'] },
    },
    // Names need not be unique.
    rule('Newsletters', { moveToFolder: 'archive', markAsRead: true }, { headerContains: ['List-Id'] }),
    rule('As attachment', { forwardAsAttachmentTo: to(unmapped) }, { isMeetingRequest: true }),
    rule('Everything', { copyToFolder: '/Projects/2024/Q1/Köln' }, {}),
  ];
  return all.filter((_, place) => at === 0 || (at + place) % 4 !== 3);
};

const rule = (
  displayName: string,
  actions: Rule['actions'],
  conditions: Rule['conditions'],
): SeedSettings['rules'][number] => ({
  displayName,
  isEnabled: true,
  hasError: false,
  isReadOnly: false,
  conditions,
  exceptions: {},
  actions,
});
