/** [pure] Why a setting stayed behind, or what is different about its copy, and what to do. */
import type { Explanation } from '../graph/aadsts.ts';

export const settingExplanations: [string, Explanation][] = Object.entries({
  'setting-not-allowed': {
    sentence:
      'The app may not do this: the permission that is named is missing, or an Exchange policy keeps the app out of this mailbox.',
    next: 'Grant it as "endpoint guide" says, and run full again. A new grant can take up to two hours to arrive.',
  },
  'setting-conflict': {
    sentence: 'It was changed at the source and at the destination since the last pass.',
    next: 'The destination was left as its user has it. Compare the two and change one by hand.',
  },
  'setting-there-already': {
    sentence: 'The destination had another one before anything was copied.',
    next: 'It was left as it is. Compare the two and change one by hand.',
  },
  'setting-removed': {
    sentence: 'It was copied by an earlier pass, and somebody removed it at the destination since.',
    next: 'It stays removed. Nothing to do.',
  },
  'setting-gone': {
    sentence: 'It was copied by an earlier pass, and was removed at the source since.',
    next: 'The copy stays. Remove it by hand if nobody wants it any more.',
  },
  'setting-unmapped': {
    sentence: 'It is about somebody of the source organisation whom this project does not move.',
    next: 'Add that person to the project or map the address, and run full again; or grant it by hand to somebody else.',
  },
  'setting-outside': {
    sentence:
      'It is about somebody outside of the organisation, who can only be let in by an invitation, and Mailferry sends nobody mail by itself.',
    next: 'Ask the owner of the mailbox to share it again.',
  },
  'setting-person-unknown': {
    sentence: 'The person it is about does not exist at the destination.',
    next: 'Create the mailbox or correct the pair of addresses, and run full again.',
  },
  'setting-person-gone': {
    sentence: 'It is about somebody who was deleted at the source.',
    next: 'Nothing to do.',
  },
  'setting-filtered': {
    sentence: "The project's filters leave the folder out.",
    next: 'Nothing to do, unless the folder shall move: then change the filters with "options".',
  },
  'setting-calendar-missing': {
    sentence: 'The calendar is not at the destination, so nobody can be let into it.',
    next: 'See why the calendar did not move, then run full again.',
  },
  'setting-task-missing': {
    sentence: 'The task itself did not move, or its copy was moved or deleted at the destination.',
    next: 'Look at "errors", and run full again if the task shall move.',
  },
  'setting-sharing-off': {
    sentence:
      'The person is not in this calendar yet, and Microsoft may mail whoever is let in, which this project does not allow.',
    next: 'If such mail may be sent, say "options ShareCalendars=1" and run full again. If not, let the owner share the calendar again.',
  },
  'setting-custom-role': {
    sentence: 'These rights are no role that Microsoft Graph can give.',
    next: 'Give them in Outlook or with PowerShell (Add-MailboxFolderPermission).',
  },
  'setting-folder-name': {
    sentence:
      'The name of the folder, or of one above it, has a backslash in it, by which Exchange cannot be asked for it.',
    next: 'Rename the folder and run full again, or grant the rights in Outlook.',
  },
  'setting-folder-moved': {
    sentence: 'The folder or its copy was moved, renamed or deleted while the pass ran.',
    next: 'Run full again: the permissions of the folder are carried then if it is still there.',
  },
  'replies-later': {
    sentence: 'Automatic replies move with the last full pass: until then, mail still arrives at the source.',
    next: 'When the mailbox moves for good, say "full last".',
  },
  'replies-over': {
    sentence: 'The automatic replies were scheduled for a time that is over.',
    next: 'Nothing to do.',
  },
  'rule-client-only': {
    sentence: 'The rule runs in Outlook on one computer, and no service can read or make such rules.',
    next: 'Ask its owner to export it in Outlook (Rules, Options, Export) and to import it into the new mailbox.',
  },
  'rule-folder': {
    sentence: 'The rule moves or copies mail into a folder that does not move.',
    next: 'Change the filters with "options" so that the folder moves and run full again, or make the rule anew in Outlook.',
  },
  'rule-broken': {
    sentence: 'The rule is broken at the source: its folder does not exist any more.',
    next: 'Nothing to do: it does nothing at the source either.',
  },
  'rule-broken-kept': {
    sentence: 'Exchange reports an error for this rule at the source, so its copy is switched off.',
    next: 'Ask its owner to look at it in Outlook and to switch it on.',
  },
  'rule-recipient': {
    sentence:
      'The rule is about somebody who is known by an internal name of the source organisation only, and this project does not move that person.',
    next: 'Map that name to an address and run full again, or make the rule anew in Outlook.',
  },
  'rule-to-itself': {
    sentence:
      'All that the rule does is send mail on to the new mailbox, which is where the mail arrives now.',
    next: 'Nothing to do.',
  },
  'rule-forwards-outside': {
    sentence: 'The rule sends mail on to an address outside of the organisation, and its copy does so too.',
    next: "Check that the destination's policies allow it: many organisations block forwarding to the outside.",
  },
  'rule-forwards-back': {
    sentence: 'The rule sends mail on to somebody at the source whom this project does not move.',
    next: 'It goes on doing so. Change the rule if that address is given up.',
  },
});
