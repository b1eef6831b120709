import { expect, test } from 'vitest';
import { recipientsOf } from '../../../src/engine/recipient-mapping.ts';
import { judgeReplies, mendSentences, mends } from '../../../src/engine/replies.ts';

const lab = '/o=exchangelabs/ou=x/cn=recipients/cn=';
const names = new Map([
  [`${lab}anna`, 'anna@contoso.com'],
  [`${lab}ben`, 'ben@contoso.com'],
  [`${lab}carla`, 'carla@contoso.com'],
  [`${lab}dora`, 'dora@contoso.com'],
  ['annab@contoso.onmicrosoft.com', 'anna@contoso.com'],
]);
const recipients = recipientsOf({
  rules: [],
  pairs: [{ source: 'sales@contoso.com', destination: 'vertrieb@fabrikam.com' }],
  mailboxes: [
    { source: 'anna@contoso.com', destination: 'anna@fabrikam.com' },
    { source: 'ben@contoso.com', destination: 'ben@fabrikam.com' },
    { source: 'carla@contoso.com', destination: 'carla@fabrikam.com' },
  ],
  names,
});
const around = {
  there: new Set(['anna@fabrikam.com', 'ben@fabrikam.com', `${lab}ben`, 'moved@contoso.com']),
  source: new Set([
    'anna@contoso.com',
    'ben@contoso.com',
    'carla@contoso.com',
    'dora@contoso.com',
    'team@contoso.com',
  ]),
  sourceDomains: new Set(['@contoso.com', '@contoso.onmicrosoft.com']),
  targets: new Set(['carla@fabrikam.com', 'anna@fabrikam.com']),
  recipients,
  names,
};
const judge = (address: string, more: Partial<typeof around> | { source?: undefined } = {}) => {
  const judged = judgeReplies([{ address, items: 3, mailboxes: 1 }], { ...around, ...more });
  const [broken] = judged.broken;
  return broken?.mend ?? (judged.fine === 1 ? 'fine' : 'outside');
};

test.for([
  ['anna@fabrikam.com', 'fine'],
  ['somebody@partner.example', 'outside'],
  ['stranger@fabrikam.com', 'outside'],
  // The domain has moved already.
  ['moved@contoso.com', 'fine'],
  [`${lab}ben`, 'fine'],
  [`X500:${lab}BEN`, 'fine'],
  [`${lab}anna`, 'stamp'],
  [`IMCEAEX-_o=ExchangeLabs_ou=x_cn=Recipients_cn=anna@contoso.com`, 'stamp'],
  // Carla's mailbox is not there yet.
  [`${lab}carla`, 'make'],
  ['carla@fabrikam.com', 'make'],
  ['sales@contoso.com', 'make'],
  [`${lab}dora`, 'add'],
  [`${lab}nobody`, 'name'],
  ['anna@contoso.com', 'alias'],
  ['annab@contoso.onmicrosoft.com', 'alias'],
  ['team@contoso.com', 'add'],
  ['long.gone@contoso.com', 'unlisted'],
  ['no address at all', 'outside'],
] as const)('%s: %s', ([address, mend]) => expect(judge(address)).toBe(mend));

test('where the source cannot be read, nobody is called unlisted', () =>
  expect(judge('long.gone@contoso.com', { source: undefined })).toBe('add'));

test('what is met most often comes first', () => {
  const seen = [
    { address: 'team@contoso.com', items: 2, mailboxes: 1 },
    { address: `${lab}anna`, items: 40, mailboxes: 2 },
    { address: 'anna@fabrikam.com', items: 500, mailboxes: 2 },
  ];
  const judged = judgeReplies(seen, around);
  expect(judged).toMatchObject({ fine: 1, outside: 0 });
  expect(judged.broken).toEqual([
    {
      address: `${lab}anna`,
      items: 40,
      mailboxes: 2,
      mend: 'stamp',
      who: 'anna@contoso.com',
      destination: 'anna@fabrikam.com',
    },
    { address: 'team@contoso.com', items: 2, mailboxes: 1, mend: 'add' },
  ]);
});

test.for(mends)('"%s" says what is wrong and what to do', (mend) => {
  for (const sentence of Object.values(mendSentences[mend])) expect(sentence).toMatch(/^[A-Z].*\.$/);
});
