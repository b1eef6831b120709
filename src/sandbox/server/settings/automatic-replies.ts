/** "automaticRepliesSetting resource type". */

import type { AutomaticReplies, Zoned } from '../../settings-model.ts';
import { refuse } from '../answer.ts';
import { fieldsOf } from '../body.ts';
import { choice, text } from './fields.ts';
import { instantOf, isZone } from './zones.ts';

const statuses = ['disabled', 'alwaysEnabled', 'scheduled'] as const;
const audiences = ['none', 'contactsOnly', 'all'] as const;
const known = [
  'status',
  'externalAudience',
  'internalReplyMessage',
  'externalReplyMessage',
  'scheduledStartDateTime',
  'scheduledEndDateTime',
];

/** What is not given stays. A schedule ends in the future, and after it begins. */
export const readAutomaticReplies = (value: unknown, before: AutomaticReplies): AutomaticReplies => {
  const given = fieldsOf(value, known, 'automaticRepliesSetting');
  const after = { ...before };
  if ('status' in given) after.status = choice(given.status, statuses, 'status');
  if ('externalAudience' in given)
    after.externalAudience = choice(given.externalAudience, audiences, 'externalAudience');
  if ('internalReplyMessage' in given)
    after.internalReplyMessage = text(given.internalReplyMessage, 'internalReplyMessage');
  if ('externalReplyMessage' in given)
    after.externalReplyMessage = text(given.externalReplyMessage, 'externalReplyMessage');
  if ('scheduledStartDateTime' in given) after.scheduledStartDateTime = zonedIn(given.scheduledStartDateTime);
  if ('scheduledEndDateTime' in given) after.scheduledEndDateTime = zonedIn(given.scheduledEndDateTime);
  const end = instantOf(after.scheduledEndDateTime) ?? 0;
  if (after.status === 'scheduled' && end <= (instantOf(after.scheduledStartDateTime) ?? 0))
    refuse(400, 'ErrorInvalidTimeSettings', 'The end of the schedule must lie after its start.');
  if (after.status === 'scheduled' && end <= Date.now())
    refuse(400, 'ErrorInvalidTimeSettings', 'The end of the schedule must lie in the future.');
  return after;
};

const zonedIn = (value: unknown): Zoned => {
  const { dateTime, timeZone } = fieldsOf(value, ['dateTime', 'timeZone'], 'A time of the schedule');
  const time = text(dateTime, 'dateTime');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?$/.test(time))
    return refuse(400, 'RequestBodyRead', `Cannot convert the literal '${time}' to a time.`);
  if (!isZone(timeZone))
    return refuse(400, 'InvalidTimeZone', `'${String(timeZone)}' is not a known time zone.`);
  const [whole = '', fraction = ''] = time.split('.');
  return { dateTime: `${whole}.${fraction.padEnd(7, '0')}`, timeZone };
};
