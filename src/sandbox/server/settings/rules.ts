/** Inbox rules: "messageRule resource type". Only the inbox has them. */

import type { Rule } from '../../settings-model.ts';
import { ok, refuse } from '../answer.ts';
import { readBody } from '../body.ts';
import type { Asked, Route } from '../route.ts';
import type { Mailbox } from '../store.ts';
import { nameIn, refuseReadOnly, truth } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';
import { readActions, readConditions } from './rule-parts.ts';
import { newRuleId } from './seed.ts';

const known = ['displayName', 'sequence', 'isEnabled', 'conditions', 'exceptions', 'actions'];
const readOnly = ['id', 'hasError', 'isReadOnly'];

/** Parts that are empty are left out. */
const shown = ({ conditions, exceptions, actions, ...rule }: Rule) => ({
  ...rule,
  ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
  ...(Object.keys(exceptions).length === 0 ? {} : { exceptions }),
  actions,
});

const one = (mailbox: Mailbox, rule: Rule, status = 200) =>
  ok({ ...contextOf(mailbox, "mailFolders('inbox')/messageRules/$entity"), ...shown(rule) }, status);

const found = ({ mailbox, params }: Asked): Rule =>
  mailbox.settings.rules.find(({ id }) => id === params.rule) ??
  refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

/** What is not given stays, also within conditions, exceptions and actions. */
const fieldsIn = ({ mailbox, body }: Asked, before?: Rule): Partial<Rule> => {
  const given = readBody(body, [...known, ...readOnly]);
  refuseReadOnly(given, readOnly);
  const { displayName, sequence, isEnabled, conditions, exceptions, actions } = given;
  return {
    ...(displayName === undefined ? {} : { displayName: nameIn(displayName, 'displayName') }),
    ...(sequence === undefined ? {} : { sequence: sequenceIn(sequence) }),
    ...(isEnabled === undefined ? {} : { isEnabled: truth(isEnabled, 'isEnabled') }),
    ...(conditions === undefined
      ? {}
      : { conditions: readConditions(conditions, 'conditions', { mailbox, before: before?.conditions }) }),
    ...(exceptions === undefined
      ? {}
      : { exceptions: readConditions(exceptions, 'exceptions', { mailbox, before: before?.exceptions }) }),
    ...(actions === undefined ? {} : { actions: readActions(actions, { mailbox, before: before?.actions }) }),
  };
};

const sequenceIn = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1
    ? value
    : refuse(400, 'ErrorInvalidRequest', 'sequence must be a whole number of 1 or more.');

/** A place that is taken is made free: whoever stood there steps back, and so on until there is a gap. */
const placeRule = ({ settings }: Mailbox, rule: Rule): void => {
  const others = settings.rules.filter((other) => other !== rule);
  let taken = rule.sequence;
  for (const other of others) if (other.sequence === taken) taken = ++other.sequence;
  settings.rules = [...others, rule].sort((a, b) => a.sequence - b.sequence);
};

const create = (asked: Asked) => {
  const { displayName, sequence, actions, ...given } = fieldsIn(asked);
  if (displayName === undefined || sequence === undefined || actions === undefined)
    return refuse(400, 'ErrorInvalidRequest', 'displayName, sequence and actions are required.');
  const rule: Rule = {
    id: newRuleId(),
    displayName,
    sequence,
    isEnabled: true,
    hasError: false,
    isReadOnly: false,
    conditions: {},
    exceptions: {},
    ...given,
    actions,
  };
  placeRule(asked.mailbox, rule);
  return one(asked.mailbox, rule, 201);
};

/** "Indicates if the rule is read-only and cannot be modified or deleted by the rules REST API." */
const changeable = (asked: Asked): Rule => {
  const rule = found(asked);
  return rule.isReadOnly
    ? refuse(403, 'ErrorAccessDenied', 'The rule is read-only and cannot be changed or deleted here.')
    : rule;
};

const update = (asked: Asked) => {
  const rule = changeable(asked);
  const given = fieldsIn(asked, rule);
  Object.assign(rule, given);
  if (given.sequence !== undefined) placeRule(asked.mailbox, rule);
  return one(asked.mailbox, rule);
};

const remove = (asked: Asked) => {
  const rule = changeable(asked);
  const { settings } = asked.mailbox;
  settings.rules = settings.rules.filter((other) => other !== rule);
  return { status: 204 };
};

const path = '/mailFolders/inbox/messageRules';
const read = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];
const write = ['MailboxSettings.ReadWrite'];
export const ruleRoutes: Route[] = [
  ofUser({
    method: 'GET',
    path,
    roles: read,
    handle: ({ mailbox }) =>
      ok({
        ...contextOf(mailbox, "mailFolders('inbox')/messageRules"),
        value: mailbox.settings.rules.map(shown),
      }),
  }),
  ofUser({ method: 'POST', path, roles: write, handle: create }),
  ofUser({
    method: 'GET',
    path: `${path}/{rule}`,
    roles: read,
    handle: (asked) => one(asked.mailbox, found(asked)),
  }),
  ofUser({ method: 'PATCH', path: `${path}/{rule}`, roles: write, handle: update }),
  ofUser({ method: 'DELETE', path: `${path}/{rule}`, roles: write, handle: remove }),
];
