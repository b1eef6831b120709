/** Would replies to the mail that was moved arrive? And the script that gives people their old names. [pure] */
import { mendSentences, mends } from '../../engine/replies.ts';
import type { BrokenAddress, OldNames, ReplyTest } from '../views.ts';
import { shortName } from './addresses.ts';
import type { Card, Part } from './card.ts';
import { count, many } from './format.ts';

const perMend = 5;

export const readingRepliesCard = (projectName: string): Card => ({
  title: 'Reading both directories',
  subtitle: projectName,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: 'I compare the addresses in the mail that was moved with everybody at the destination. 10,000 people take about half a minute; the answer is posted here.',
    },
  ],
});

export const replyTestCard = (test: ReplyTest, csvUrl: string): Card => {
  const { broken, addresses, projectId: project } = test;
  const isGood = broken.length === 0;
  return {
    title:
      addresses === 0
        ? 'No mail was moved yet'
        : isGood
          ? 'Every reply would find somebody'
          : `Replies to ${many(broken.length, 'address', 'addresses')} would not arrive`,
    subtitle: test.projectName,
    tone: addresses === 0 ? 'accent' : isGood && test.notes.length === 0 ? 'good' : 'warning',
    parts: [
      ...(addresses === 0
        ? [
            {
              kind: 'text',
              text: 'The addresses that people would answer are noted while items are copied. Run a pass, then test again.',
            } satisfies Part,
          ]
        : [
            {
              kind: 'facts',
              facts: [
                { label: 'Addresses in the mail', value: count(addresses) },
                { label: 'Found at the destination', value: count(test.fine) },
                ...(test.outside === 0
                  ? []
                  : [
                      {
                        label: 'Of other organisations',
                        value: `${count(test.outside)}, which are theirs to know`,
                      },
                    ]),
                {
                  label: 'Lead nowhere',
                  value: isGood ? '0' : `${count(broken.length)}, met ${many(test.items, 'time')}`,
                },
              ],
            } satisfies Part,
          ]),
      ...test.notes.map((text): Part => ({ kind: 'notice', tone: 'warning', text })),
      ...mends.flatMap((mend) =>
        partsOf(
          mend,
          broken.filter((one) => one.mend === mend),
        ),
      ),
      {
        kind: 'buttons',
        buttons: [
          ...(isGood ? [] : [{ label: 'All of them as CSV', url: csvUrl }]),
          ...(broken.some(({ mend }) => mend === 'stamp' || mend === 'name')
            ? [{ label: 'X500 script', command: 'x500 script', args: { project } }]
            : []),
          ...(broken.some(({ mend }) => mend !== 'stamp')
            ? [{ label: 'Add pairs', command: 'mapping import', args: { project } }]
            : []),
          {
            label: addresses === 0 ? 'Mapping' : 'Test again',
            command: addresses === 0 ? 'mapping' : 'reply test',
            args: { project },
          },
        ],
      },
    ],
  };
};

const partsOf = (mend: BrokenAddress['mend'], broken: BrokenAddress[]): Part[] => {
  if (broken.length === 0) return [];
  const shown = broken.slice(0, perMend);
  const leads = shown.some(({ destination = '', address }) => destination !== '' && destination !== address);
  return [
    {
      kind: 'text',
      tone: mend === 'unlisted' ? 'neutral' : 'warning',
      text: `${mendSentences[mend].wrong.replace(/\.$/, '')}: ${many(broken.length, 'address', 'addresses')}`,
    },
    { kind: 'notice', tone: 'accent', text: `Next: ${mendSentences[mend].next}` },
    {
      kind: 'table',
      columns: ['Address', ...(leads ? ['Should lead to'] : []), 'Items'],
      rows: shown.map((one) => [nameOf(one), ...(leads ? [one.destination ?? ''] : []), count(one.items)]),
      more: broken.length - shown.length,
    },
  ];
};

/** Whose it is says more than the name. */
const nameOf = ({ address, who }: BrokenAddress): string =>
  who === undefined ? shortName(address) : `${who} (${shortName(address)})`;

const unnamedShown = 10;

export const x500Card = (old: OldNames, scriptUrl: string, readNames: string): Card => {
  const { addresses, names, unnamed, unmapped, read, projectId: project } = old;
  return {
    title:
      addresses === 0
        ? 'No old name is known yet'
        : `A script with ${many(names, 'old name')} for ${many(addresses, 'address', 'addresses')}`,
    subtitle: old.projectName,
    tone: addresses === 0 || unnamed.length > 0 ? 'warning' : 'good',
    parts: [
      {
        kind: 'text',
        text: 'Mail inside of one organisation carries names of Exchange instead of addresses. The script gives people, shared mailboxes and groups at the destination the names they had, as X500 addresses, so that replies to old mail arrive. An Exchange administrator of the destination runs it; Mailferry runs nothing.',
      },
      ...(addresses === 0
        ? []
        : ([
            {
              kind: 'code',
              text: 'Connect-ExchangeOnline\n.\\x500.ps1 -WhatIf\n.\\x500.ps1',
            },
            {
              kind: 'text',
              small: true,
              text: 'With -WhatIf it only shows what it would do. It takes nothing away, and running it again changes nothing.',
            },
          ] satisfies Part[])),
      ...(unnamed.length === 0
        ? []
        : [
            {
              kind: 'notice',
              tone: 'warning',
              text: `${many(unnamed.length, 'mailbox')} of the project ${unnamed.length === 1 ? 'is' : 'are'} not in it, because the old name is not known: ${unnamed.slice(0, unnamedShown).join(', ')}${unnamed.length > unnamedShown ? ` and ${count(unnamed.length - unnamedShown)} more` : ''}.`,
            } satisfies Part,
          ]),
      ...(unmapped === 0
        ? []
        : [
            {
              kind: 'text',
              small: true,
              text: `${many(unmapped, 'other name')} of the source ${unmapped === 1 ? 'belongs' : 'belong'} to people who lead nowhere at the destination: they are not on the list, and no pair and no domain maps them.`,
            } satisfies Part,
          ]),
      ...(read.ok ? [] : [{ kind: 'text', text: read.why } satisfies Part]),
      ...(read.ok && unnamed.length === 0
        ? [
            {
              kind: 'text',
              small: true,
              text: `${groups} "mapping import" takes what this prints:`,
            } satisfies Part,
          ]
        : [
            {
              kind: 'text',
              text: 'What is missing is learnt from items as they are copied. Or an administrator of the source reads all names, of groups too, and you bring them with "mapping import":',
            } satisfies Part,
          ]),
      { kind: 'code', text: readNames },
      {
        kind: 'buttons',
        buttons: [
          ...(addresses === 0 ? [] : [{ label: 'Download the script', url: scriptUrl }]),
          { label: 'Add names', command: 'mapping import', args: { project } },
          { label: 'Reply test', command: 'reply test', args: { project } },
        ],
      },
    ],
  };
};

const groups = 'Names of groups are read only by PowerShell, run by an administrator of the source;';
