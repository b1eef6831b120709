/** [pure] From what was found to what a person has to know: each remark says what it is, and what to do. */

import { explain } from '../explanations.ts';
import type { Purpose } from '../graph/index.ts';
import { kindWords, noteOn } from '../mailbox-kinds.ts';
import type { DestinationFound, Remark, SourceFound } from './found.ts';
import {
  deepest,
  largeQuota,
  manyFolders,
  mostItemsInFolder,
  mostSubfolders,
  nearMostItems,
  smallQuota,
} from './limits.ts';

export interface Judged {
  pair: { source: string; destination: string };
  purpose: Purpose | null;
  source: SourceFound | null;
  destination: DestinationFound | null;
  hold: true | null;
  /** Groups of folders that become one. */
  meeting: string[][];
  /** Of the folder with most folders right below it. */
  mostBelow: number;
}

/** The worst first. */
export const remarksOn = (facts: Judged): Remark[] =>
  [...onSize(facts), ...onItems(facts), ...onFolders(facts), ...onDestination(facts), ...onKind(facts)].sort(
    (a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight),
  );

const weights: Remark['weight'][] = ['stops', 'remark', 'advice'];

const whole = (value: number): string => value.toLocaleString('en');
const are = (value: number, noun: string, verb = ['is', 'are']): string =>
  `${whole(value)} ${noun}${value === 1 ? '' : 's'} ${verb[value === 1 ? 0 : 1]}`;
const gigabytes = (value: number): string =>
  `${(value / 1e9).toLocaleString('en', { maximumFractionDigits: 1 })} GB`;

const onItems = ({ source, hold }: Judged): Remark[] => {
  if (source === null) return [];
  const { tooLarge, tried, fullest } = source;
  const refused = Object.entries(tried.refused);
  const refusals = refused.reduce((sum, [, times]) => sum + times, 0);
  return [
    ...(tooLarge > 0
      ? [
          remark(
            'too-large',
            `${are(tooLarge, 'item')} larger than 150 MB, the most that Exchange Online takes of a message: the destination will most likely refuse ${tooLarge === 1 ? 'it' : 'them'}.`,
            'Save the attachments elsewhere and take them out at the source. A pass tries all the same, and lists what was refused with its folder.',
          ),
        ]
      : []),
    ...(refusals > 0
      ? [
          remark(
            'unreadable',
            `Exchange could not export ${whole(refusals)} of ${whole(tried.items)} items that were tried: ${refused.map(([code, times]) => `${code} (${times}): ${explain(code).sentence}`).join(' ')} How many of all it is, is known when they are copied.`,
            explain(refused[0]?.[0] ?? '').next,
          ),
        ]
      : []),
    ...((fullest?.items ?? 0) >= nearMostItems
      ? [
          remark(
            'too-many-items',
            `The folder "${fullest?.path}" has ${whole(fullest?.items ?? 0)} items, and Exchange takes ${whole(mostItemsInFolder)} in a folder.`,
            'Spread them over several folders at the source, or send a part elsewhere with FolderMapping.',
          ),
        ]
      : []),
    ...(hold === true
      ? [
          remark(
            'held',
            'It is on hold, or was lately: items lie in a folder that only holds fill. Those are not moved, and whoever needs them needs the source.',
            'Export what the hold keeps with Microsoft Purview before the source is given up, and set the hold at the destination as well.',
          ),
        ]
      : []),
  ];
};

const onSize = ({ source, purpose }: Judged): Remark[] => {
  if (source === null) return [];
  const bytes = source.bytes - source.leftOut.bytes;
  if (bytes > largeQuota)
    return [
      remark(
        'space',
        `${gigabytes(bytes)} would move, and the largest mailbox has 100 GB.`,
        'Leave old mail out ("options ItemStartDate=2020-01-01"), or move it into an archive at the source first.',
      ),
    ];
  if (bytes <= smallQuota) return [];
  return [
    remark(
      'space',
      `${gigabytes(bytes)} would move. ${purpose === 'shared' ? 'A shared mailbox without a licence' : 'A mailbox with Exchange Online Plan 1'} has 50 GB; Graph does not tell how much this one has.`,
      'Give it a licence with Exchange Online Plan 2 (100 GB) at the destination before the move.',
    ),
  ];
};

const groupsShown = 3;

const onFolders = ({ source, meeting, mostBelow }: Judged): Remark[] => {
  if (source === null) return [];
  return [
    ...(meeting.length > 0
      ? [
          remark(
            'folders-meet',
            `${are(meeting.length, 'folder', ['takes', 'take'])} at the destination what is in several here: ${meeting
              .slice(0, groupsShown)
              .map((paths) => paths.map((path) => `"${path.slice(0, 80)}"`).join(' and '))
              .join(
                '; ',
              )}${meeting.length > groupsShown ? ` and ${whole(meeting.length - groupsShown)} more` : ''}. For Exchange, names that differ only in case are one; so are two mappings to one place.`,
            'Nothing is lost: their items end up together. To keep them apart, rename one of them, or change FolderMapping.',
          ),
        ]
      : []),
    ...(source.depth > deepest
      ? [
          remark(
            'too-deep',
            `Its folders are ${whole(source.depth)} deep, and Exchange takes ${deepest}.`,
            'Move the deepest ones further up at the source, or with FolderMapping.',
          ),
        ]
      : []),
    ...(mostBelow > mostSubfolders
      ? [
          remark(
            'too-many-folders',
            `One folder has ${whole(mostBelow)} folders right below it, and Exchange takes ${whole(mostSubfolders)}.`,
            'Spread them over several folders at the source.',
          ),
        ]
      : source.folders > manyFolders
        ? [
            {
              ...remark(
                'too-many-folders',
                `It has ${whole(source.folders)} folders. Each is asked for by itself, also when nothing changed.`,
                'Plan half an hour more for each pass of this mailbox.',
              ),
              weight: 'advice' as const,
            },
          ]
        : []),
  ];
};

const onDestination = ({ destination, purpose, pair }: Judged): Remark[] =>
  destination === null || destination.licences !== 0 || purpose === null || purpose !== 'user'
    ? []
    : [
        remark(
          'no-licence',
          `${pair.destination} has a mailbox and no licence: Exchange deletes such a mailbox after 30 days.`,
          'Give its person a licence with Exchange Online at the destination.',
        ),
      ];

const onKind = ({ purpose, pair }: Judged): Remark[] => {
  const note = noteOn(purpose, pair);
  if (note === null) return [];
  return [{ code: 'kind', weight: purpose === 'others' ? 'remark' : 'advice', ...note }];
};

const remark = (code: Remark['code'], sentence: string, next: string): Remark => ({
  code,
  weight: 'remark',
  sentence,
  next,
});

/** For cards and files. */
export const purposeWord = (purpose: Purpose | null): string => kindWords[purpose ?? 'unknown'];
