/**
 * [pure] What is different about mailboxes that are no person's, and which of them cannot be moved: Graph's import and
 * export is for primary mailboxes of users, shared mailboxes and resources ("Overview of the mailbox import and export
 * APIs"); groups and public folders are announced and not there.
 */
import type { Purpose } from './graph/index.ts';

export interface KindNote {
  sentence: string;
  next: string;
  /** For an administrator's PowerShell: nothing of it is run here. */
  script?: string;
}

/** As people say it. */
export const kindWords: Record<Purpose, string> = {
  user: "a person's mailbox",
  linked: "a person's mailbox (linked)",
  shared: 'a shared mailbox',
  room: 'a room',
  equipment: 'equipment',
  others: 'another kind of mailbox',
  unknown: 'not known',
};

/** Null: a person's, about which there is nothing to say. */
export const noteOn = (
  purpose: Purpose | null,
  { source, destination }: { source: string; destination: string },
): KindNote | null => {
  switch (purpose) {
    case 'shared':
      return {
        sentence: `${source} is a shared mailbox: at the destination it needs no licence up to 50 GB, and nobody signs in to it.`,
        next: 'Make it a shared mailbox there as well, and keep the sign-in of its account disabled. Who may open it and send as it are settings that Graph does not move.',
        script: `Set-Mailbox -Identity ${quoted(destination)} -Type Shared`,
      };
    case 'room':
    case 'equipment':
      return {
        sentence: `${source} is ${purpose === 'room' ? 'a room' : 'equipment'}: its calendar moves, and how it answers bookings does not, because Graph has no such setting.`,
        next: 'Look up its booking settings at the source with the first line, and set the same ones at the destination with the second, in Exchange Online PowerShell.',
        script: [
          `Get-CalendarProcessing -Identity ${quoted(source)} | Format-List AutomateProcessing,AllowConflicts,BookingWindowInDays,MaximumDurationInMinutes,ResourceDelegates,BookInPolicy,AllBookInPolicy,AllRequestInPolicy,AddOrganizerToSubject,DeleteSubject,DeleteComments`,
          `Set-CalendarProcessing -Identity ${quoted(destination)} -AutomateProcessing AutoAccept`,
        ].join('\n'),
      };
    case 'others':
      return {
        sentence: `Exchange says that ${source} is neither a person's mailbox nor a shared one, a room or equipment.`,
        next: 'Look at it in the Exchange admin centre of the source: a mailbox that only Exchange uses is not for moving. Say "users exclude" for it then.',
      };
    default:
      return null;
  }
};

const quoted = (address: string): string => `'${address.replaceAll("'", "''")}'`;

/** Mailboxes that Exchange makes for itself; their names are the same in every organisation. */
const ownMailboxes =
  /^(?:(?:discoverysearchmailbox|systemmailbox)\s*\{?[0-9a-f-]{36}|healthmailbox[0-9a-f-]{30}|(?:federatedemail|migration)\.[0-9a-f]{8}-[0-9a-f]{4}-)/i;

/** Why no pass can ever be for it, as far as its address says so; null: it does not. */
export const unsupportedAddress = (address: string): string | null =>
  ownMailboxes.test(address.split('@')[0] ?? '')
    ? 'Exchange keeps this mailbox for itself (searches, system messages, health checks), and Graph cannot move it.'
    : null;

export const groupSentence = (address: string): string =>
  `${address} is a group. Moving the mailbox of a group is not possible with Graph yet.`;
export const groupNext =
  'Remove this pair ("users remove"), make the group at the destination, and let its members keep what they need in their own mailboxes.';

/** Where nobody has this address: what else it may be. */
export const maybeGroup =
  'If it is a group or a public folder: those cannot be moved with Graph yet, so remove this pair.';
