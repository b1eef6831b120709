/**
 * "user: sendMail": takes a message and remembers it. Nothing is delivered; tests and people ask under /_sandbox/mail
 * what was sent.
 */
import { doesNotKnow, refuse } from './answer.ts';
import { fieldsOf, readBody } from './body.ts';
import type { Asked, Route } from './route.ts';
import { findUser, mailboxOfUser } from './users.ts';

export interface SentMail {
  tenant: string;
  from: string;
  to: string[];
  subject: string;
  contentType: 'text' | 'html';
  content: string;
  attachments: { name: string; bytes: number }[];
  saveToSentItems: boolean;
}

/** "Get large file attachments": a request with attachments in it may have 4 MB. */
const mostBytes = 4 * 1024 * 1024;

export const createMail = () => {
  const sent: SentMail[] = [];
  const route: Route = {
    method: 'POST',
    path: '/v1.0/users/{id}/sendMail',
    kind: 'mail',
    options: [],
    roles: ['Mail.Send'],
    writes: true,
    handle: (asked) => {
      sent.push(read(asked));
      return { status: 202 };
    },
  };
  return { route, sent };
};

const read = ({ tenant, params, body }: Asked): SentMail => {
  const { address } = mailboxOfUser(findUser(tenant, params.id ?? ''));
  if (body.length > mostBytes) refuse(413, 'RequestEntityTooLarge', 'The request exceeds the limit of 4 MB.');
  const { message, saveToSentItems = true } = readBody(body, ['message', 'saveToSentItems']);
  const known = ['subject', 'body', 'toRecipients', 'attachments'];
  const { subject = '', toRecipients, attachments = [], ...said } = fieldsOf(message, known, 'message');
  const { contentType, content } = fieldsOf(said.body, ['contentType', 'content'], 'body');
  const kind = text(contentType, 'contentType').toLowerCase();
  if (kind !== 'text' && kind !== 'html')
    return refuse(400, 'ErrorInvalidRequest', 'contentType is text or html.');
  if (typeof saveToSentItems !== 'boolean')
    return refuse(400, 'BadRequest', 'saveToSentItems is true or false.');
  return {
    tenant: tenant.name,
    from: address,
    to: recipients(toRecipients),
    subject: text(subject, 'subject'),
    contentType: kind,
    content: text(content, 'content'),
    attachments: list(attachments, 'attachments').map(attachment),
    saveToSentItems,
  };
};

const recipients = (value: unknown): string[] => {
  const found = list(value, 'toRecipients').map((one) => {
    const { emailAddress } = fieldsOf(one, ['emailAddress'], 'A recipient');
    return text(fieldsOf(emailAddress, ['address', 'name'], 'emailAddress').address, 'address');
  });
  if (found.length === 0 || !found.every((address) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address)))
    refuse(400, 'ErrorInvalidRecipients', "At least one recipient isn't valid.");
  return found;
};

const attachment = (value: unknown): SentMail['attachments'][number] => {
  const fields = fieldsOf(value, ['@odata.type', 'name', 'contentType', 'contentBytes'], 'An attachment');
  if (fields['@odata.type'] !== '#microsoft.graph.fileAttachment')
    doesNotKnow(`attachments of the type "${fields['@odata.type']}"`);
  const content = text(fields.contentBytes, 'contentBytes');
  if (content.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(content))
    refuse(400, 'BadRequest', 'contentBytes is not base64.');
  return { name: text(fields.name, 'name'), bytes: Buffer.from(content, 'base64').length };
};

const text = (value: unknown, what: string): string =>
  typeof value === 'string' ? value : refuse(400, 'ErrorInvalidRequest', `${what} must be a string.`);

const list = (value: unknown, what: string): unknown[] =>
  Array.isArray(value) ? value : refuse(400, 'ErrorInvalidRequest', `${what} must be a collection.`);
