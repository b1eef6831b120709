/** One-time links: made for one person in one workgroup, checked again at every use, stored only as a hash. */
import { createHash, randomBytes } from 'node:crypto';
import { findLink, findMember, giveBackLink, insertLink, type Link, useLink } from '../../db/links.ts';
import type { Db } from '../../db/open.ts';
import type { Actor } from '../views.ts';

export type Purpose = Link['purpose'];

/** Reports are looked at later and by colleagues; whatever changes something is open for a quarter of an hour. */
const minutesOpen: Record<Purpose, number> = { secret: 15, upload: 15, report: 24 * 60 };
/** A report may be fetched again for this long after its first download. */
const reportMinutes = 60;

export type Opened =
  | { state: 'open'; link: Link; actor: Actor }
  | { state: 'unknown' | 'expired' | 'used' | 'not-allowed'; purpose?: Purpose };

export interface OneTimeLinks {
  /** The address of a new link. It acts for `actor`, whoever opens it: say so where it is shown. */
  make(actor: Actor, purpose: Purpose, data: Record<string, unknown>): Promise<string>;
  /** What a token opens now. Opening uses nothing up: chat services look at links on their own. */
  open(token: string): Promise<Opened>;
  /** Uses the link up. False when somebody was faster. */
  use(link: Link): Promise<boolean>;
  /** Its use came to nothing (a wrong secret): it may be used again. */
  giveBack(link: Link): Promise<void>;
}

export const createOneTimeLinks = (db: Db, publicUrl: string): OneTimeLinks => ({
  async make(actor, purpose, data) {
    const token = randomBytes(32).toString('base64url');
    await insertLink(db, {
      tokenHash: hashOf(token),
      purpose,
      personId: actor.personId,
      workgroupId: actor.workgroupId,
      data,
      expiresAt: new Date(Date.now() + minutesOpen[purpose] * 60_000),
    });
    return `${publicUrl.replace(/\/$/, '')}/p/${token}`;
  },

  async open(token) {
    const link = await findLink(db, hashOf(token));
    if (link === undefined) return { state: 'unknown' };
    const { purpose } = link;
    if (link.expiresAt.getTime() < Date.now()) return { state: 'expired', purpose };
    if (isUsedUp(link)) return { state: 'used', purpose };
    const member = await findMember(db, link.personId, link.workgroupId);
    if (member === undefined || (purpose !== 'report' && member.role === 'viewer'))
      return { state: 'not-allowed', purpose };
    return { state: 'open', link, actor: member };
  },

  use: (link) => useLink(db, link.tokenHash),
  giveBack: (link) => giveBackLink(db, link.tokenHash),
});

const isUsedUp = ({ purpose, usedAt }: Link): boolean =>
  usedAt !== null && (purpose !== 'report' || usedAt.getTime() + reportMinutes * 60_000 < Date.now());

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
