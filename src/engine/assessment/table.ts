/** [pure] Assessments for a spreadsheet: a row for each mailbox. */
import type { ItemType } from '../../db/ledger-tables.ts';
import type { MeetingSums } from '../meetings/found.ts';
import type { AssessmentFound } from './found.ts';
import { purposeWord } from './judge.ts';

type Cell = string | number;

const types: [name: string, type: ItemType][] = [
  ['Mail', 'mail'],
  ['Calendar', 'calendar'],
  ['Contacts', 'contact'],
  ['Tasks', 'task'],
  ['Notes', 'note'],
  ['Journal', 'journal'],
  ['Posts', 'post'],
  ['Other', 'other'],
];

export const assessmentsTable = (
  assessments: {
    source: string;
    destination: string;
    at: Date;
    found: AssessmentFound;
    meetings: MeetingSums | null;
  }[],
): Cell[][] => [
  [
    'Source Email Address',
    'Destination Email Address',
    'Verdict',
    'Kind',
    'Items',
    'Size (bytes)',
    ...types.flatMap(([name]) => [`${name} items`, `${name} size (bytes)`]),
    'Folders',
    'Left out by filters (items)',
    'Left out by filters (bytes)',
    'Stays behind: hidden and system folders (items)',
    'Too large (items)',
    'Tried to export (items)',
    'Could not be exported (items)',
    'On hold',
    'Archive',
    'Items at the destination',
    'Licences at the destination',
    'Time at best (seconds)',
    'Bound by',
    'Meetings to come',
    'Meetings that lose their link',
    'Later meetings, not counted',
    'Stops',
    'Remarks',
    'What to do',
    'Assessed (UTC)',
  ],
  ...assessments.map(({ source, destination, at, found, meetings }): Cell[] => {
    const s = found.source;
    const said = (weight: string): string =>
      found.remarks
        .filter((one) => one.weight === weight)
        .map(({ sentence }) => sentence)
        .join(' ');
    return [
      source,
      destination,
      found.verdict,
      purposeWord(found.purpose),
      s?.items ?? '',
      s?.bytes ?? '',
      ...types.flatMap(([, type]): Cell[] =>
        s === null ? ['', ''] : [s.byType[type]?.items ?? 0, s.byType[type]?.bytes ?? 0],
      ),
      s?.folders ?? '',
      s?.leftOut.items ?? '',
      s?.leftOut.bytes ?? '',
      s?.stays.items ?? '',
      s?.tooLarge ?? '',
      s?.tried.items ?? '',
      s === null ? '' : Object.values(s.tried.refused).reduce((sum, times) => sum + times, 0),
      found.hold === true ? 'yes' : 'not known',
      found.archive === null ? 'not known' : found.archive ? 'yes' : 'no',
      found.destination?.items ?? '',
      found.destination?.licences ?? '',
      found.seconds,
      found.boundBy,
      meetings?.meetings ?? '',
      meetings?.losesLink ?? '',
      meetings?.more ?? '',
      said('stops'),
      said('remark'),
      found.remarks.map(({ next }) => next).join(' '),
      at.toISOString(),
    ];
  }),
];
