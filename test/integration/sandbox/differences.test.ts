/** The sandbox's truth of one item: whatever part of it differs is named, and what an import must change is none. */
import { expect, test } from 'vitest';
import type { Property } from '../../../src/sandbox/model.ts';
import {
  type Change,
  migrate,
  nameOf,
  nothing,
  set,
  startRita,
  text,
  truthOf,
} from '../../fixtures/wrong-migration.ts';

const same: { name: string; change: Change }[] = [
  { name: 'is written anew', change: (content) => content },
  {
    name: 'has another creation time',
    change: (content) => ({
      ...content,
      properties: content.properties.map((one) => (one.id === 0x3007 ? { ...one, value: 5n } : one)),
    }),
  },
  {
    name: 'numbers its named properties anew',
    change: (content) => ({
      ...content,
      properties: content.properties.map((one) => (one.id === 0x8000 ? { ...one, id: 0x8abc } : one)),
    }),
  },
];
test.for(same)('an item that $name is not different', async ({ change }) => {
  await using client = await startRita();
  await migrate(client, { change: { Rich: change } });
  expect(await truthOf(client)).toMatchObject({ agrees: true, ...nothing });
});

/** The n-th one changed. */
const at = <T>(list: T[], place: number, change: (one: T) => T): T[] =>
  list.map((one, index) => (index === place ? change(one) : one));
const drop = (properties: Property[], id: number): Property[] => properties.filter((one) => one.id !== id);
const flipped = (properties: Property[], id: number): Property[] => {
  const value = Buffer.from(properties.find((one) => one.id === id)?.value as Buffer);
  value[value.length - 1] = (value.at(-1) ?? 0) ^ 1;
  return set(properties, id, value);
};

const differences: { name: string; change: Change; says: RegExp }[] = [
  {
    name: 'a property',
    change: (content) => ({ ...content, properties: set(content.properties, 0x1000, 'Other') }),
    says: /^0x1000: 84b0 The body of Rich became 84b0 Other$/,
  },
  {
    name: 'the read mark',
    change: (content) => ({ ...content, properties: set(content.properties, 0x0e07, 0) }),
    says: /^0x0e07: 3 1 became 3 0$/,
  },
  {
    name: 'a property that is gone',
    change: (content) => ({ ...content, properties: drop(content.properties, 0x1000) }),
    says: /^0x1000: .* became nothing$/,
  },
  {
    name: 'a property more',
    change: (content) => ({ ...content, properties: [...content.properties, text(0x3ffa, 'Migrator')] }),
    says: /^0x3ffa: nothing became 84b0 Migrator$/,
  },
  {
    name: 'a value of a named property',
    change: (content) => ({ ...content, properties: set(content.properties, 0x8000, ['Red']) }),
    says: /Keywords.*: 94b0 Red\|Grün became 94b0 Red$/,
  },
  {
    name: 'a recipient',
    change: (content) => ({
      ...content,
      recipients: at(content.recipients, 1, (row) => set(row, 0x3001, 'Eve')),
    }),
    says: /^recipient 2: 0x3001: 84b0 Sam became 84b0 Eve$/,
  },
  {
    name: 'a recipient that is gone',
    change: (content) => ({ ...content, recipients: content.recipients.slice(1) }),
    says: /^recipients: 2 at the source, 1 at the destination$/,
  },
  {
    name: 'one bit of an attachment',
    change: (content) => ({
      ...content,
      attachments: at(content.attachments, 0, (one) => ({
        ...one,
        properties: flipped(one.properties, 0x3701),
      })),
    }),
    says: /^attachment 1: 0x3701: /,
  },
  {
    name: 'an attachment that is gone',
    change: (content) => ({ ...content, attachments: content.attachments.slice(0, 1) }),
    says: /^attachments: 2 at the source, 1 at the destination$/,
  },
  {
    name: 'an attached message that is gone',
    change: (content) => ({
      ...content,
      attachments: at(content.attachments, 1, ({ properties }) => ({ properties })),
    }),
    says: /^attachment 2: attached message: only on one side$/,
  },
  {
    name: 'a property of an attached message',
    change: (content) => ({
      ...content,
      attachments: at(content.attachments, 1, (one) => ({
        ...one,
        embedded: { ...one.embedded!, properties: set(one.embedded!.properties, 0x0037, 'Other') },
      })),
    }),
    says: /^attachment 2: 0x0037: 84b0 Inner became 84b0 Other$/,
  },
  {
    name: 'one bit of an attachment of an attached message',
    change: (content) => ({
      ...content,
      attachments: at(content.attachments, 1, (one) => ({
        ...one,
        embedded: {
          ...one.embedded!,
          attachments: at(one.embedded!.attachments, 0, (inner) => ({
            properties: flipped(inner.properties, 0x3701),
          })),
        },
      })),
    }),
    says: /^attachment 2: attachment 1: 0x3701: /,
  },
];
test.for(differences)('$name is a difference, and is named with its item', async ({ change, says }) => {
  await using client = await startRita();
  await migrate(client, { change: { Rich: change } });
  const { different, ...rest } = await truthOf(client);
  expect(different).toHaveLength(1);
  const prefix = `${nameOf('/Inbox', 'Rich', 1)}: `;
  expect(different[0]!.slice(0, prefix.length)).toBe(prefix);
  expect(different[0]!.slice(prefix.length)).toMatch(says);
  expect(rest).toMatchObject({ agrees: false, missing: [], extra: [], foldersMissing: [] });
});

test('another class is a difference', async () => {
  await using client = await startRita();
  const change: Change = (content) => ({
    ...content,
    properties: set(content.properties, 0x001a, 'IPM.Post'),
  });
  await migrate(client, { change: { Plain: change } });
  expect((await truthOf(client)).different).toContain(`${nameOf('/Inbox', 'Plain', 3)}: became IPM.Post`);
});
