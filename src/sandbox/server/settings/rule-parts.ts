/** The conditions and actions of inbox rules: "messageRulePredicates" and "messageRuleActions resource type". */

import type { Recipient } from '../../settings-model.ts';
import { refuse } from '../answer.ts';
import { fieldsOf } from '../body.ts';
import type { Mailbox } from '../store.ts';
import { choice, emailAddress, listOf, text, truth } from './fields.ts';

type Parts = Record<string, unknown>;
type Read = (value: unknown, what: string, mailbox: Mailbox, before: unknown) => unknown;

const recipient = (value: unknown, what: string): Recipient => ({
  emailAddress: emailAddress(fieldsOf(value, ['emailAddress'], what).emailAddress, what),
});
const recipients: Read = (value, what) => listOf(value, recipient, what);
const texts: Read = (value, what) => listOf(value, text, what);
/** As in Microsoft's own sample: "adele" is kept as "ADELE". */
const upperCased: Read = (value, what) => listOf(value, (one) => text(one, what).toUpperCase(), what);
const oneOf =
  (...values: string[]): Read =>
  (value, what) =>
    choice(value, values, what);
const importance = oneOf('low', 'normal', 'high');

/** A part that is not given stays; null or an empty list takes it away. */
const merged = (before: unknown, given: Parts): Parts =>
  Object.fromEntries(
    Object.entries({ ...(before as Parts | undefined), ...given }).filter(
      ([, part]) => part !== null && !(Array.isArray(part) && part.length === 0),
    ),
  );

/** In kilobytes. */
const sizes: Read = (value, what, _mailbox, before) => {
  const given = fieldsOf(value, ['minimumSize', 'maximumSize'], what);
  for (const size of Object.values(given))
    if (size !== null && !Number.isInteger(size))
      refuse(400, 'RequestBodyRead', `${what} has a size that is no whole number.`);
  return merged(before, given);
};

const folder: Read = (value, what, mailbox) => {
  const id = text(value, what);
  if (!mailbox.folders.has(id))
    refuse(400, 'ErrorInvalidFolderId', `${what}: the folder does not exist in this mailbox.`);
  return id;
};

const conditions: Record<string, Read> = {
  bodyContains: texts,
  bodyOrSubjectContains: texts,
  categories: texts,
  fromAddresses: recipients,
  hasAttachments: truth,
  headerContains: texts,
  importance,
  isApprovalRequest: truth,
  isAutomaticForward: truth,
  isAutomaticReply: truth,
  isEncrypted: truth,
  isMeetingRequest: truth,
  isMeetingResponse: truth,
  isNonDeliveryReport: truth,
  isPermissionControlled: truth,
  isReadReceipt: truth,
  isSigned: truth,
  isVoicemail: truth,
  messageActionFlag: oneOf(
    'any',
    'call',
    'doNotForward',
    'followUp',
    'fyi',
    'forward',
    'noResponseNecessary',
    'read',
    'reply',
    'replyToAll',
    'review',
  ),
  notSentToMe: truth,
  recipientContains: texts,
  senderContains: upperCased,
  sensitivity: oneOf('normal', 'personal', 'private', 'confidential'),
  sentCcMe: truth,
  sentOnlyToMe: truth,
  sentToAddresses: recipients,
  sentToMe: truth,
  sentToOrCcMe: truth,
  subjectContains: texts,
  withinSizeRange: sizes,
};

const actions: Record<string, Read> = {
  // A category that is in nobody's list is taken as it is.
  assignCategories: texts,
  copyToFolder: folder,
  delete: truth,
  forwardAsAttachmentTo: recipients,
  forwardTo: recipients,
  markAsRead: truth,
  markImportance: importance,
  moveToFolder: folder,
  permanentDelete: truth,
  redirectTo: recipients,
  stopProcessingRules: truth,
};

/** These are emptied, never null. */
const lists = new Set([recipients, texts, upperCased]);

const readParts = (
  known: Record<string, Read>,
  value: unknown,
  what: string,
  { mailbox, before }: Around,
) => {
  const read = (name: string, part: unknown): unknown => {
    const readOne = known[name] as Read;
    return part === null && !lists.has(readOne)
      ? null
      : readOne(part, `${what}/${name}`, mailbox, before?.[name]);
  };
  const given = Object.entries(fieldsOf(value, Object.keys(known), what));
  return merged(before, Object.fromEntries(given.map(([name, part]) => [name, read(name, part)])));
};

interface Around {
  mailbox: Mailbox;
  /** As the rule has them until now; undefined: it is a new one. */
  before: Parts | undefined;
}

export const readConditions = (value: unknown, what: string, around: Around): Parts =>
  value === null ? {} : readParts(conditions, value, what, around);

export const readActions = (value: unknown, around: Around): Parts => {
  const read = readParts(actions, value, 'actions', around);
  const does = Object.values(read).some((part) => part !== false);
  return does ? read : refuse(400, 'ErrorInvalidRequest', 'A rule must have an action.');
};
