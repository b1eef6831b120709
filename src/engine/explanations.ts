/**
 * [pure] Why something did not work, and what to do: one entry per code that an item, a run or a sign-in can
 * end with. Codes are Microsoft's as they come, or ours in words.
 */
import { type Explanation, explainSignIn } from './graph/aadsts.ts';
import { explainKept } from './kept-addresses.ts';
import { settingExplanations } from './settings/explanations.ts';

const explanations = new Map<string, Explanation>([
  ...settingExplanations,
  ...Object.entries({
    'gone-at-source': {
      sentence: 'The item was listed, and its owner deleted or moved it before it could be read.',
      next: 'Nothing to do: if it was moved, the next pass takes it from its new folder.',
    },
    conflict: {
      sentence:
        'The item was edited at the source, and its copy was edited or removed at the destination as well, or one of the two was moved to another folder.',
      next: 'The copy was left as its owner has it. Compare the two and decide by hand.',
    },
    'possible duplicate': {
      sentence:
        'An answer was lost and the item has nothing to recognise it by, so it was sent again rather than lost.',
      next: 'Look for two copies in that folder and delete one.',
    },
    'moved at the source': {
      sentence:
        'The item was moved to another folder at the source after it had been copied, and its copy could not follow: its user has changed it, or the app may not delete items at the destination.',
      next: 'Move the copy by hand. To have moves carried over, grant the app MailboxItem.ReadWrite.All at the destination.',
    },
    'old copy kept': {
      sentence:
        'The item was moved at the source and copied to its new folder; its old copy was changed by its user in that minute.',
      next: 'The old copy was left as its owner has it. Compare the two and delete one.',
    },
    kept: {
      sentence:
        'The item was deleted at the source, and its copy has been changed, moved or deleted by its user since.',
      next: 'The copy was left as its owner has it. Nothing to do.',
    },
    deleting: {
      sentence: 'The item was deleted at the source; deleting its copy was begun, and the answer is missing.',
      next: 'Run full again: it looks whether the copy is gone.',
    },
    'too-many-errors': {
      sentence: 'More items failed than this project allows for one mailbox, so the mailbox was stopped.',
      next: 'Look at "errors" and mend the cause. If they shall be left behind, say "options MaximumItemFailures=1000", and run full again.',
    },
    'regexp-too-slow': {
      sentence:
        "A regular expression of the project's options takes too long on the folder names of this mailbox.",
      next: 'Write FolderFilter or FolderMapping without a repetition inside of a repetition: say "options".',
    },
    'archive-missing': {
      sentence:
        'The source mailbox has an in-place archive, and the destination mailbox has none to take it.',
      next: 'Enable the archive in Exchange at the destination ("Enable-Mailbox <address> -Archive") and verify again, or say "options IncludeArchive=0".',
    },
    errorarchivefoldermovedpermanently: {
      sentence: 'The item lies in a part of the in-place archive that Microsoft is moving to another place.',
      next: 'Run full again in an hour.',
    },
    'redirected-astray': {
      sentence:
        'Microsoft answered with a redirect to something that Mailferry did not ask for, so it did not go there.',
      next: 'Run the pass again later. If it stays so, something between this machine and Microsoft changes its answers.',
    },
    'redirects-in-a-circle': {
      sentence: 'The parts of the in-place archive lead to each other in a circle.',
      next: 'Nothing to do: it is tried again.',
    },
    'folder-loop': {
      sentence: 'Microsoft described the folders so that one lies inside of itself.',
      next: 'Run the pass again later; if it stays so, look at the folders of the mailbox in Outlook.',
    },
    'pages-in-a-circle': {
      sentence: 'Microsoft answered a list with pages that lead back to the ones before.',
      next: 'Run the pass again later.',
    },
    standstill: {
      sentence: 'Nothing moved for 25 minutes.',
      next: "Check this machine's network and Microsoft's service health if it stays so.",
    },
    'unconfirmed update': {
      sentence:
        'The answer to an update was lost. The copy has changed since, most likely by that update, but its owner may have edited it in the same minute.',
      next: 'Open the copy and look whether the latest change of the source is in it.',
    },
    erroritemcorrupt: {
      sentence: 'Exchange cannot read the item at the source.',
      next: 'Open it in Outlook: if it opens, move it to another folder and run full again; if not, it is lost at the source too.',
    },
    erroritemtoolarge: {
      sentence: "The item is larger than the destination accepts (150 MB is Exchange Online's ceiling).",
      next: 'Save its attachments elsewhere, or accept that it stays behind.',
    },
    errormessagesizeexceeded: {
      sentence: 'The item is larger than the destination mailbox accepts.',
      next: "Raise the mailbox's maximum message size in Exchange, then run full again.",
    },
    errorquotaexceeded: {
      sentence:
        'The destination mailbox is full, or the folder has reached its limit of about a million items.',
      next: 'Give the mailbox a larger plan or an archive, or empty its recoverable items, then run full again.',
    },
    erroraccessdenied: {
      sentence:
        'Microsoft refused access to the mailbox: a permission is missing, or an Exchange policy keeps the app out.',
      next: 'Run verify: it names the permission that is missing. A new grant can take up to two hours to arrive.',
    },
    authorization_requestdenied: {
      sentence: 'The app lacks a directory permission.',
      next: 'Run verify: it names the permission that is missing.',
    },
    invalidauthenticationtoken: {
      sentence: 'Microsoft did not accept our sign-in any more.',
      next: 'Check the endpoint with "endpoint", enter the secret anew if it changed, then run the pass again.',
    },
    errormailboxnotenabledforrestapi: {
      sentence: 'The mailbox is not in Exchange Online, or is being moved there.',
      next: 'Check in the Exchange admin centre where the mailbox is, and verify again when it is in the cloud.',
    },
    errorinvalidmailboxid: {
      sentence: 'The mailbox is not there any more: its licence was taken, or it was deleted.',
      next: 'Give the person the licence back (Exchange keeps the mailbox for 30 days), and run full again: what was copied stays copied.',
    },
    errormailboxmovedtoanotherserver: {
      sentence: 'Microsoft is moving the mailbox between its servers.',
      next: 'Run full again in an hour: what was copied stays copied.',
    },
    errormailboxnotfound: {
      sentence: 'The person has no mailbox.',
      next: 'Give the person a licence with Exchange and wait until the mailbox exists, then verify again.',
    },
    erroritemnotfound: {
      sentence: 'Something that was there a moment ago is not there any more.',
      next: 'Run full again: it starts from what is there now.',
    },
    errorfolderexists: {
      sentence: 'A folder of that name is there already and belongs to Exchange itself.',
      next: 'Rename the folder at the source and run full again.',
    },
    errorcorruptdata: {
      sentence: "The destination could not read the item's content.",
      next: 'Run full again; if it fails again, export the item from Outlook and import it by hand.',
    },
    truncateddata: {
      sentence: 'Exchange cut the export of the item short, several times.',
      next: 'Run full again at a quieter hour.',
    },
    exportempty: {
      sentence: 'Exchange answered the export of this item with neither content nor an error, several times.',
      next: 'Open the item in Outlook, move it to another folder, and run full again.',
    },
    'export-broke-off': {
      sentence: "The item's export broke off each time it was tried.",
      next: 'Run full again: large items need a steady connection for minutes.',
    },
    applicationthrottled: {
      sentence: 'Microsoft is throttling this mailbox.',
      next: 'Nothing to do: it goes on when Microsoft allows.',
    },
    throttled: {
      sentence: 'Microsoft is throttling this mailbox.',
      next: 'Nothing to do: it goes on when Microsoft allows.',
    },
    'sign-in-busy': {
      sentence: "Microsoft's sign-in service is busy.",
      next: 'Try again in a minute; a running pass does so by itself.',
    },
    transient: {
      sentence: 'The connection to Microsoft broke off or timed out.',
      next: "Check this machine's network if it stays so.",
    },
    'recipient-changed': {
      sentence: 'The address was changed after somebody had said that the notice shall be sent.',
      next: 'Look whether it is right now, then send the notice again: it goes to those who have not got it.',
    },
    'recipient-unknown': {
      sentence: 'No mailbox has this address in the tenant that it belongs to, so nothing was sent to it.',
      next: 'Correct the pair, or make the mailbox, then send the notice again: whoever has it is left out.',
    },
    'notice-changed': {
      sentence:
        'The words of the notice or its sender were changed after somebody approved sending it, so the rest was not sent.',
      next: 'Read it as it is now, and send it again: whoever has it is left out.',
    },
    'mail-not-allowed': {
      sentence: 'The app may not send mail: Mail.Send is missing at the destination.',
      next: 'Grant the app Mail.Send in Entra ("endpoint guide destination"), then send again. A new consent can take an hour to arrive.',
    },
    'sender-unknown': {
      sentence: "The project's sender has no mailbox at the destination any more.",
      next: 'Choose another one: "sender <address>". Then send again.',
    },
    'worker-died': {
      sentence: 'Mailferry ended while this message was on its way, so it may or may not have arrived.',
      next: 'Ask one of them. To send it again all the same, say "notice send <moment> again".',
    },
    'answer-lost': {
      sentence:
        'The connection broke off after the message had been handed over, so it may or may not have arrived.',
      next: 'Ask one of them. To send it again all the same, say "notice send <moment> again".',
    },
    errorinvalidrecipients: {
      sentence: 'Exchange does not take this address as a recipient.',
      next: 'Correct the pair, then send the notice again: whoever has it is left out.',
    },
    'database-away': {
      sentence: 'The database did not answer.',
      next: 'Check the PostgreSQL server if it stays so.',
    },
    'wrong-key': {
      sentence: 'The stored secret was sealed under another MAILFERRY_KEY.',
      next: 'Start Mailferry with the key it had before, or enter the secret anew.',
    },
    'not-ready': {
      sentence: 'The mailbox or its endpoints are not ready for this pass.',
      next: 'Look at "users" and run verify.',
    },
    'sync-lost': {
      sentence: "Microsoft's change feed for a folder expired and could not be started anew.",
      next: 'Run full again: folders are then listed against the ledger.',
    },
    permanent: {
      sentence: 'Microsoft refused the request, and would refuse it again.',
      next: 'Look at the log around this time for what was asked, and run verify.',
    },
    bug: {
      sentence: 'Mailferry met something it does not understand.',
      next: 'Run the pass again; if it stays so, send the log lines around this time to whoever maintains this Mailferry.',
    },
  }),
]);

/** Codes that say the same. */
const alsoKnownAs = new Map(
  Object.entries({
    errornonexistentmailbox: 'errorinvalidmailboxid',
    mailboxnotenabledforrestapi: 'errormailboxnotenabledforrestapi',
    toomanyrequests: 'throttled',
    errorserverbusy: 'throttled',
    // Kinds stand in where Microsoft gave no code.
    auth: 'invalidauthenticationtoken',
    forbidden: 'erroraccessdenied',
    'not-found': 'erroritemnotfound',
  }),
);

/** Node's and undici's: no answer came, whatever the reason. Exchange's own begin with "Error". */
const connectionCode = /^(E[A-Z]+|EAI_AGAIN|UND_ERR_\w+)$/;

export const explain = (code: string): Explanation => {
  if (code.startsWith('AADSTS')) return explainSignIn(code);
  const name = code.toLowerCase();
  const known = explainKept(name) ?? explanations.get(alsoKnownAs.get(name) ?? name);
  return (
    known ??
    (connectionCode.test(code) ? explanations.get('transient') : undefined) ?? {
      sentence: `The service answered "${code}", which Mailferry has no better words for.`,
      next: "Run full again. If it stays so, look the code up in Microsoft's Graph and Exchange documentation.",
    }
  );
};
