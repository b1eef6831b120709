/**
 * "Create event": what a migration must never do, as Exchange invites everybody whom the event names. The sandbox
 * does it, and counts the invitations as mail.
 */
import { randomBytes } from 'node:crypto';
import { checkStream, encodeMessage } from '../../stream/index.ts';
import { ok } from '../answer.ts';
import { fieldsOf, readBody } from '../body.ts';
import type { SentMail } from '../mail.ts';
import type { Asked, Route } from '../route.ts';
import { addItem } from '../store.ts';
import { calendarIn } from './calendars.ts';
import { emailAddress, listOf, nameIn } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';

const known = ['subject', 'body', 'start', 'end', 'attendees', 'location'];

const attendee = (value: unknown, what: string): string =>
  emailAddress(fieldsOf(value, ['emailAddress', 'type'], what).emailAddress, what).address;

const create = (sent: SentMail[]) => (asked: Asked) => {
  const { mailbox } = asked;
  const { subject: given, attendees = [] } = readBody(asked.body, known);
  const subject = nameIn(given, 'subject');
  const to = listOf(attendees, attendee, 'attendees');
  const stream = encodeMessage({
    properties: [
      { id: 0x001a, type: 0x84b0, value: 'IPM.Appointment' },
      { id: 0x0037, type: 0x84b0, value: subject },
      { id: 0x300b, type: 0x0102, value: randomBytes(16) },
    ],
    recipients: [],
    attachments: [],
  });
  const item = addItem(mailbox, calendarIn(asked), checkStream(stream), () => stream, stream.length);
  if (to.length > 0)
    sent.push({
      tenant: mailbox.tenant.name,
      from: mailbox.address,
      to,
      subject,
      contentType: 'html',
      content: '',
      attachments: [],
      saveToSentItems: false,
    });
  return ok(
    { ...contextOf(mailbox, 'events/$entity'), id: item.id, changeKey: item.changeKey, subject },
    201,
  );
};

export const eventRoutes = (sent: SentMail[]): Route[] =>
  ['/events', '/calendar/events', '/calendars/{calendar}/events'].map((path) =>
    ofUser({ method: 'POST', path, roles: ['Calendars.ReadWrite'], handle: create(sent) }),
  );
