/** Who is who: what addresses inside items become, and which ones were met in them. */
import { index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { mailboxes, projects } from './schema.ts';

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Pairs that people gave beyond the list of mailboxes: prefixes that changed, groups, people who moved earlier. */
export const addressPairs = pgTable(
  'address_pairs',
  {
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    /** In lower case; an SMTP address, or a legacyExchangeDN that begins with "/o=". */
    source: text('source').notNull(),
    destination: text('destination').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.source] })],
);

/**
 * Other names of people of the source organisation: legacyExchangeDNs, without which "EX" addresses lead nowhere in
 * another organisation, and their other SMTP addresses. From its directory where the app may ask it, else learnt from
 * items that carry both.
 */
export const legacyNames = pgTable(
  'legacy_names',
  {
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    /** In lower case: "/o=exchangelabs/ou=…/cn=recipients/cn=…", or an alias. */
    name: text('name').notNull(),
    /** In lower case: the SMTP address at the source. */
    address: text('address').notNull(),
    learntFrom: text('learnt_from').$type<'directory' | 'item'>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.name] }),
    index('legacy_names_address').on(t.projectId, t.address),
  ],
);

/** Addresses in the items that were moved, as they are at the destination: those a reply would go to. */
export const seenAddresses = pgTable(
  'seen_addresses',
  {
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    /** In lower case; SMTP, or a legacyExchangeDN. */
    address: text('address').notNull(),
    /** In how many items it was met. A run whose worker died may have counted some twice. */
    items: integer('items').notNull(),
  },
  (t) => [primaryKey({ columns: [t.mailboxId, t.address] })],
);
