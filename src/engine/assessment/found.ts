/** [pure] What an assessment finds out about one mailbox: what `assessments` holds. Nothing that is written in it. */
import type { ItemType } from '../../db/ledger-tables.ts';
import type { Purpose } from '../graph/index.ts';

export interface Amount {
  items: number;
  /** As Exchange reports them: real streams are larger. */
  bytes: number;
}

export interface AssessmentFound {
  verdict: Verdict;
  /** Null: Microsoft does not tell (the app has not MailboxSettings.Read). */
  purpose: Purpose | null;
  /** Null: it could not be read; a remark says why. */
  source: SourceFound | null;
  destination: DestinationFound | null;
  /** Null: not known. Graph's stable interface does not tell. */
  archive: boolean | null;
  /** A hold keeps items in a folder that only holds fill. Null: nothing lies there, which says nothing. */
  hold: true | null;
  /** For what moves, at best, and which limit decides it. */
  seconds: number;
  boundBy: string;
  remarks: Remark[];
}

export const verdicts = ['cannot move', 'ready with remarks', 'ready'] as const;
export type Verdict = (typeof verdicts)[number];

export interface SourceFound extends Amount {
  mailboxId: string;
  folders: number;
  /** How many folders inside of each other. */
  depth: number;
  byType: Partial<Record<ItemType, Amount>>;
  /** Each folder at the top with all below it, the largest first. */
  byFolder: ({ path: string } & Amount)[];
  fullest: { path: string; items: number } | null;
  largest: LargeItem[];
  /** Of what moves, over what Exchange takes; by the sizes that Exchange reports. */
  tooLarge: number;
  /** Folders of Exchange and of programs, which stay. */
  stays: { folders: number; items: number };
  /** What the project's filters leave out. */
  leftOut: Amount;
  /** Exported for a try and thrown away: how many, and how many were refused, by Microsoft's code. */
  tried: { items: number; refused: Record<string, number> };
}

export interface LargeItem {
  path: string;
  itemType: ItemType;
  size: number;
  /** ISO 8601. */
  created: string;
}

export interface DestinationFound {
  mailboxId: string;
  folders: number;
  items: number;
  /** Product licences of its person; null: not told. */
  licences: number | null;
}

export interface Remark {
  code: RemarkCode;
  /** `stops`: it cannot move before that is mended. `advice`: nothing is wrong. */
  weight: 'stops' | 'remark' | 'advice';
  sentence: string;
  next: string;
  /** For an administrator's PowerShell. */
  script?: string;
}

export type RemarkCode =
  | 'source'
  | 'destination'
  | 'unsupported'
  | 'no-licence'
  | 'too-large'
  | 'unreadable'
  | 'held'
  | 'space'
  | 'folders-meet'
  | 'too-deep'
  | 'too-many-folders'
  | 'too-many-items'
  | 'same-destination'
  | 'kind';

export const verdictOf = (remarks: Pick<Remark, 'weight'>[]): Verdict =>
  remarks.some(({ weight }) => weight === 'stops')
    ? 'cannot move'
    : remarks.some(({ weight }) => weight === 'remark')
      ? 'ready with remarks'
      : 'ready';
