/**
 * [pure] Would a reply to this address arrive? Judged by what the destination's directory knows: addresses, and X500
 * addresses for the names of the old organisation (Microsoft: "IMCEAEX non-delivery report when you send email
 * messages", KB 2807779). Addresses of strangers are theirs, and not asked about.
 */
import type { SeenAddress } from '../db/mapping.ts';
import { plainAddress, type Recipients } from './recipient-mapping.ts';
import { identityOf } from './transfer/stream/entry-ids.ts';

export const mends = ['stamp', 'make', 'alias', 'add', 'name', 'unlisted'] as const;
export type Mend = (typeof mends)[number];

export interface BrokenAddress extends SeenAddress {
  mend: Mend;
  /** Whose it is at the source, where that is known. */
  who?: string;
  /** Where it should lead. */
  destination?: string;
}

export interface Judged {
  outside: number;
  fine: number;
  /** Most frequent first. */
  broken: BrokenAddress[];
}

export interface Surroundings {
  /** All that can be written to at the destination: SMTP, and legacyExchangeDNs as X500; in lower case. */
  there: ReadonlySet<string>;
  /** The same of the source, SMTP only; undefined: it could not be read. */
  source?: ReadonlySet<string> | undefined;
  /** With their "@", in lower case. */
  sourceDomains: ReadonlySet<string>;
  /** Where mapped people are meant to be reached. */
  targets: ReadonlySet<string>;
  recipients: Recipients;
  names: ReadonlyMap<string, string>;
}

export const judgeReplies = (seen: SeenAddress[], around: Surroundings): Judged => {
  const judged: Judged = { outside: 0, fine: 0, broken: [] };
  for (const one of seen) {
    const verdict = judge(one.address, around);
    if (typeof verdict === 'string') judged[verdict]++;
    else judged.broken.push({ ...one, ...verdict });
  }
  judged.broken.sort((a, b) => b.items - a.items);
  return judged;
};

type Verdict = 'outside' | 'fine' | Pick<BrokenAddress, 'mend' | 'who' | 'destination'>;

const judge = (address: string, around: Surroundings): Verdict => {
  const identity = identityOf(undefined, address);
  if (identity === undefined) return 'outside';
  return 'legacy' in identity
    ? judgeName(plainAddress(identity.legacy), around)
    : judgeAddress(plainAddress(identity.smtp), around);
};

const judgeName = (name: string, { there, recipients, names }: Surroundings): Verdict => {
  if (there.has(name)) return 'fine';
  const who = names.get(name);
  const about = who === undefined ? {} : { who };
  const destination = recipients.legacy(name);
  if (destination === undefined) return { mend: who === undefined ? 'name' : 'add', ...about };
  return { mend: there.has(destination.toLowerCase()) ? 'stamp' : 'make', ...about, destination };
};

const judgeAddress = (address: string, around: Surroundings): Verdict => {
  const { there, source, sourceDomains, targets, recipients, names } = around;
  if (there.has(address)) return 'fine';
  if (!sourceDomains.has(address.slice(address.lastIndexOf('@'))))
    return targets.has(address) ? { mend: 'make', destination: address } : 'outside';
  const destination = recipients.find(address)?.destination;
  const who = names.get(address);
  const about = who === undefined ? {} : { who };
  if (destination !== undefined)
    return { mend: there.has(destination.toLowerCase()) ? 'alias' : 'make', ...about, destination };
  return { mend: source !== undefined && !source.has(address) ? 'unlisted' : 'add', ...about };
};

/** What is wrong, and what to do about it. */
export const mendSentences: Record<Mend, { wrong: string; next: string }> = {
  stamp: {
    wrong: 'A name of the old organisation, unknown to the mailbox that it leads to.',
    next: 'Say "x500 script" and run it at the destination: it gives these mailboxes their old names.',
  },
  make: {
    wrong: 'Nobody at the destination has the address that it should lead to.',
    next: 'Make that mailbox, group or alias at the destination, or lead it elsewhere: "mapping import".',
  },
  alias: {
    wrong: 'Copied as it was, and leads back to the source.',
    next: 'Give the mailbox at the destination this address as an alias when the domain has moved there; copies that were made stay as they are.',
  },
  add: {
    wrong: 'Belongs to the source, and nothing says where it leads.',
    next: 'Add the mailbox to the project ("users add"), or a pair ("mapping import"), or map the whole domain ("options RecipientMapping=…").',
  },
  name: {
    wrong: 'A name of the old organisation, and nobody knows whose.',
    next: 'Have an Exchange administrator read all names at the source, and bring them: "x500 script" says how.',
  },
  unlisted: {
    wrong:
      'Not in the directory of the source: nobody has it any more, or it is a dynamic group or a contact, which only Exchange knows.',
    next: 'If somebody shall get these replies, add a pair: "mapping import". If not, there is nothing to do.',
  },
};
