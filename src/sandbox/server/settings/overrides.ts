/** Whose mail is always focused, and whose never: "inferenceClassificationOverride resource type". */
import { randomUUID } from 'node:crypto';
import type { Override } from '../../settings-model.ts';
import { ok, refuse } from '../answer.ts';
import { readBody } from '../body.ts';
import type { Asked, Route } from '../route.ts';
import type { Mailbox } from '../store.ts';
import { choice, emailAddress, refuseReadOnly } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';

const sorts = ['focused', 'other'] as const;
const path = '/inferenceClassification/overrides';

const shown = ({ seeded: _seeded, ...override }: Override) => override;
const one = (mailbox: Mailbox, override: Override, status = 200) =>
  ok({ ...contextOf(mailbox, 'inferenceClassification/overrides/$entity'), ...shown(override) }, status);

const found = ({ mailbox, params }: Asked): Override =>
  mailbox.settings.overrides.find(({ id }) => id === params.override) ??
  refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

/** One per address: whoever has one already gets the new name and the new sort. */
const create = ({ mailbox, body }: Asked) => {
  const given = readBody(body, ['id', 'classifyAs', 'senderEmailAddress']);
  refuseReadOnly(given, ['id']);
  const wanted = {
    classifyAs: choice(given.classifyAs, sorts, 'classifyAs'),
    senderEmailAddress: emailAddress(given.senderEmailAddress, 'senderEmailAddress'),
  };
  const { overrides } = mailbox.settings;
  const address = wanted.senderEmailAddress.address.toLowerCase();
  const there = overrides.find((other) => other.senderEmailAddress.address.toLowerCase() === address);
  const override = Object.assign(there ?? { id: randomUUID(), seeded: false }, wanted);
  if (there === undefined) overrides.push(override);
  return one(mailbox, override, 201);
};

const update = (asked: Asked) => {
  const override = found(asked);
  const given = readBody(asked.body, ['id', 'classifyAs', 'senderEmailAddress']);
  refuseReadOnly(given, ['id', 'senderEmailAddress']);
  override.classifyAs = choice(given.classifyAs, sorts, 'classifyAs');
  return one(asked.mailbox, override);
};

const remove = (asked: Asked) => {
  const override = found(asked);
  const { settings } = asked.mailbox;
  settings.overrides = settings.overrides.filter((other) => other !== override);
  return { status: 204 };
};

const write = ['Mail.ReadWrite'];
export const overrideRoutes: Route[] = [
  ofUser({
    method: 'GET',
    path,
    roles: ['Mail.Read', 'Mail.ReadWrite'],
    handle: ({ mailbox }) =>
      ok({
        ...contextOf(mailbox, 'inferenceClassification/overrides'),
        value: mailbox.settings.overrides.map(shown),
      }),
  }),
  ofUser({ method: 'POST', path, roles: write, handle: create }),
  ofUser({ method: 'PATCH', path: `${path}/{override}`, roles: write, handle: update }),
  ofUser({ method: 'DELETE', path: `${path}/{override}`, roles: write, handle: remove }),
];
