/** What tests and demos ask of the sandbox itself, under /_sandbox: who is there, what is true, and people at work. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Property } from '../model.ts';
import { checkStream, decodeMessage, encodeMessage } from '../stream/index.ts';
import { type Answer, ok } from './answer.ts';
import { registerCertificate } from './certificates.ts';
import { forgetTokens } from './delta.ts';
import type { SentMail } from './mail.ts';
import { editSetting, isSettingEdit, settingEdits } from './settings/edit.ts';
import {
  type SettingsTruth,
  type SettingsWish,
  settingsTruth,
  settingsWish,
} from './settings-truth/index.ts';
import { standingRefusal } from './sign-in-errors.ts';
import {
  addItem,
  archiveItem,
  changeItem,
  copyItem,
  createArchive,
  deleteItem,
  discardFolder,
  dropArchive,
  expand,
  type Folder,
  findFolder,
  type Item,
  type Mailbox,
  moveItem,
  sizeOf,
  type Tenant,
  type User,
} from './store.ts';
import { type MailboxTruth, mailboxAt, truthOf } from './truth.ts';

export interface Truth {
  /** Nothing missing, extra or different, and the source was not written to. */
  agrees: boolean;
  sourceWrites: number;
  /** All mail that was sent, for whatever reason. A migration sends none; notices are sent because somebody said so. */
  mailSent: number;
  mailboxes: MailboxTruth[];
  /** Only where it was asked for; it has no part in `agrees`, which is about items. */
  settings?: SettingsTruth;
}

export interface Counters {
  sourceWrites: number;
}

export type Pair = { source: string; destination: string };

export interface Asked {
  pairs: Pair[];
  /** Who has which address at the destination; of nobody else an address may change. Not said: the pairs. */
  people?: Pair[] | undefined;
  /** To be compared as well; `people` are known to it. */
  settings?: SettingsWish | undefined;
}

export const createTruth =
  (tenants: Tenant[], counters: Counters, mail: SentMail[]) =>
  ({ pairs, people = pairs, settings }: Asked): Truth => {
    const addresses = new Map(
      people.map(({ source, destination }) => [source.toLowerCase(), destination] as const),
    );
    const found = pairs.map(({ source, destination }): [Mailbox, Mailbox] => {
      const [from, to] = [mailboxAt(tenants, source), mailboxAt(tenants, destination)];
      if (from === undefined || to === undefined)
        throw new Error(`no such pair of mailboxes: ${source}, ${destination}`);
      return [from, to];
    });
    const mailboxes = found.map(([from, to]) => truthOf(from, to, addresses));
    const isTrue = mailboxes.every(
      ({ missing, extra, different, foldersMissing }) =>
        missing.length + extra.length + different.length + foldersMissing.length === 0,
    );
    return {
      agrees: isTrue && counters.sourceWrites === 0,
      ...counters,
      mailSent: mail.length,
      mailboxes,
      ...(settings === undefined
        ? {}
        : { settings: settingsTruth(found, addresses, settingsWish.parse(settings)) }),
    };
  };

const pair = z.strictObject({ source: z.string(), destination: z.string() });
const question = z.strictObject({
  pairs: z.array(pair),
  people: z.array(pair).optional(),
  settings: settingsWish.optional(),
});

/** `archive`: in the in-place archive of the mailbox. */
const where = { address: z.string(), archive: z.boolean().default(false), folder: z.string() };

/** Somebody at work in a mailbox, or an administrator at work in a tenant. */
const edit = z.discriminatedUnion('do', [
  ...settingEdits,
  z.strictObject({
    do: z.enum(['edit', 'delete', 'copy']),
    ...where,
    at: z.int().min(0).default(0),
    searchKey: z.string().optional(),
    subject: z.string().optional(),
  }),
  z.strictObject({
    do: z.literal('read'),
    ...where,
    at: z.int().min(0).default(0),
    searchKey: z.string().optional(),
    /** The change feed misses it. */
    quietly: z.boolean().default(false),
  }),
  z.strictObject({
    do: z.literal('new'),
    ...where,
    subject: z.string().default('Just in'),
  }),
  z.strictObject({
    do: z.literal('move'),
    ...where,
    at: z.int().min(0).default(0),
    to: z.string(),
  }),
  /** Its owner calls a folder otherwise; null: deletes it. */
  z.strictObject({ do: z.literal('folder'), ...where, to: z.string().nullable() }),
  /** By a policy: from a folder of the mailbox into one of its archive. */
  z.strictObject({
    do: z.literal('archive'),
    address: z.string(),
    folder: z.string(),
    at: z.int().min(0).default(0),
    searchKey: z.string().optional(),
    to: z.string(),
  }),
  /** A folder of the archive goes into an auxiliary mailbox of its own. */
  z.strictObject({ do: z.literal('expand'), address: z.string(), folder: z.string() }),
  /** The archive is switched off, with all that lies in it; or a new one is made. */
  z.strictObject({ do: z.enum(['disable-archive', 'enable-archive']), address: z.string() }),
  z.strictObject({ do: z.literal('forget-tokens'), address: z.string() }),
  /** Without a licence a person has no mailbox; with one again, the same that was there before. */
  z.strictObject({ do: z.enum(['unlicense', 'license']), address: z.string() }),
  z.strictObject({ do: z.literal('rename'), address: z.string(), to: z.string() }),
  z.strictObject({ do: z.literal('grant'), tenant: z.string(), roles: z.array(z.string()) }),
  /** An administrator's PowerShell gives a mailbox more names: "smtp:…", "X500:/o=…". */
  z.strictObject({
    do: z.literal('stamp'),
    address: z.string(),
    proxies: z.array(z.string().regex(/^(smtp|x500):/i)),
  }),
  /** Exchange's own role of the app, without which its permission opens nothing. */
  z.strictObject({ do: z.literal('exchange-role'), tenant: z.string(), has: z.boolean() }),
  /** With this AADSTS number, whatever the credentials; null: no more. */
  z.strictObject({ do: z.literal('refuse-sign-in'), tenant: z.string(), code: z.int().nullable() }),
]);

export const createControl = (tenants: Tenant[], truth: (asked: Asked) => Truth, mail: SentMail[]) => {
  const say = (status: number, text: string): Answer => ({
    status,
    body: { error: { code: 'Sandbox', message: text } },
  });
  return async ({ method, url, body }: { method: string; url: URL; body: Buffer }): Promise<Answer> => {
    const what = `${method} ${url.pathname.slice('/_sandbox/'.length)}`;
    try {
      const json = () => JSON.parse(body.toString('utf8')) as unknown;
      if (what === 'GET users') return ok(usersOf(tenants));
      if (what === 'GET mail') return ok(mail);
      if (what === 'POST truth') return ok(truth(question.parse(json())));
      if (what === 'POST certificates') return ok(registerCertificate(tenants, json()));
      if (what === 'POST edit') return ok(carryOut(tenants, edit.parse(json())));
      return say(501, `The sandbox has no ${what}.`);
    } catch (error) {
      return say(400, error instanceof Error ? error.message : String(error));
    }
  };
};

const usersOf = (tenants: Tenant[]) =>
  tenants.flatMap(({ name, users }) =>
    [...users.values()]
      .filter(({ mailbox }) => mailbox !== undefined)
      .map(({ address, displayName, kind }) => ({ tenant: name, address, displayName, kind })),
  );

const carryOut = (tenants: Tenant[], wanted: z.output<typeof edit>): object => {
  if (wanted.do === 'grant') {
    const tenant = tenantCalled(tenants, wanted.tenant);
    tenant.roles = wanted.roles;
    return { roles: tenant.roles };
  }
  if (wanted.do === 'exchange-role') {
    const tenant = tenantCalled(tenants, wanted.tenant);
    if (wanted.has) delete tenant.withoutExchangeRole;
    else tenant.withoutExchangeRole = true;
    return { has: wanted.has };
  }
  if (wanted.do === 'refuse-sign-in') {
    const tenant = tenantCalled(tenants, wanted.tenant);
    if (wanted.code === null) delete tenant.refusesSignIn;
    else if (standingRefusal(wanted.code) === undefined)
      throw new Error(`the sandbox cannot play AADSTS${wanted.code}`);
    else tenant.refusesSignIn = wanted.code;
    return { code: wanted.code };
  }
  if (isAdministration(wanted)) return administer(personAt(tenants, wanted.address), wanted);
  const mailbox = mailboxAt(tenants, wanted.address);
  if (mailbox === undefined) throw new Error(`there is no mailbox "${wanted.address}"`);
  if (isSettingEdit(wanted)) return editSetting(mailbox, wanted);
  if (wanted.do === 'stamp') {
    mailbox.traits.proxies = [...new Set([...mailbox.traits.proxies, ...wanted.proxies])];
    return { proxies: mailbox.traits.proxies };
  }
  if (wanted.do === 'forget-tokens') {
    forgetTokens(mailbox);
    return {};
  }
  if (!('folder' in wanted)) return switchArchive(mailbox, wanted.do === 'enable-archive');
  if (wanted.do === 'expand') {
    const archive = archiveOf(mailbox);
    expand(archive, folderOf(archive, wanted.folder));
    return {};
  }
  if (wanted.do === 'archive') {
    const archive = archiveOf(mailbox);
    const item = mustFindItem(folderOf(mailbox, wanted.folder), wanted);
    return described(archiveItem(mailbox, item, archive, folderOf(archive, wanted.to)));
  }
  return workIn(wanted.archive ? archiveOf(mailbox) : mailbox, wanted);
};

type Work = Extract<Edit, { archive: boolean }>;

const workIn = (mailbox: Mailbox, wanted: Work): object => {
  const folder = folderOf(mailbox, wanted.folder);
  if (wanted.do === 'folder') return callFolder(mailbox, folder, wanted.to);
  if (wanted.do === 'new') return described(receive(mailbox, folder, wanted.subject));
  return described(workOn(mailbox, mustFindItem(folder, wanted), wanted));
};

const callFolder = (mailbox: Mailbox, folder: Folder, to: string | null): object => {
  if (to === null) discardFolder(mailbox, folder);
  else Object.assign(folder, { name: to, version: ++mailbox.version });
  return { name: to };
};

const archiveOf = (mailbox: Mailbox): Mailbox => {
  if (mailbox.archive === undefined) throw new Error(`"${mailbox.address}" has no archive`);
  return mailbox.archive;
};

const emptyDeletedItems = {
  name: 'Deleted Items',
  type: 'IPF.Note',
  wellKnownName: 'archivedeleteditems',
  items: [],
  folders: [],
};

const switchArchive = (mailbox: Mailbox, on: boolean): object => {
  if (on) createArchive(mailbox, [emptyDeletedItems]);
  else dropArchive(mailbox);
  return {};
};

const mustFindItem = (folder: Folder, wanted: { at: number; searchKey?: string | undefined }): Item => {
  const item = itemIn(folder, wanted);
  if (item === undefined) throw new Error(`the folder "${folder.name}" has no item ${wanted.at}`);
  return item;
};

const tenantCalled = (tenants: Tenant[], wanted: string): Tenant => {
  const tenant = tenants.find(({ name }) => name === wanted);
  if (tenant === undefined) throw new Error(`there is no tenant "${wanted}"`);
  return tenant;
};

const personAt = (tenants: Tenant[], address: string): { tenant: Tenant; user: User } => {
  for (const tenant of tenants) {
    const user = tenant.users.get(address.toLowerCase());
    if (user !== undefined) return { tenant, user };
  }
  throw new Error(`there is nobody called "${address}"`);
};

/** What people had before their licence was taken. */
const kept = new WeakMap<User, Mailbox>();

type Edit = z.output<typeof edit>;
type Administration = Extract<Edit, { do: 'unlicense' | 'license' } | { do: 'rename' }>;

const isAdministration = (wanted: Edit): wanted is Administration =>
  ['unlicense', 'license', 'rename'].includes(wanted.do);

const administer = ({ tenant, user }: { tenant: Tenant; user: User }, wanted: Administration): object => {
  const mailbox = user.mailbox ?? kept.get(user);
  if (mailbox === undefined) throw new Error(`"${user.address}" never had a mailbox`);
  if (wanted.do === 'rename') {
    tenant.users.delete(user.address);
    user.address = mailbox.address = wanted.to.toLowerCase();
    tenant.users.set(user.address, user);
  } else if (wanted.do === 'unlicense') {
    kept.set(user, mailbox);
    delete user.mailbox;
    tenant.mailboxes.delete(mailbox.id);
  } else {
    user.mailbox = mailbox;
    tenant.mailboxes.set(mailbox.id, mailbox);
  }
  return { address: user.address };
};

/** By search key, or by its place in the folder. */
const itemIn = (
  folder: Folder,
  { at, ...wanted }: { at: number; searchKey?: string | undefined },
): Item | undefined =>
  [...folder.items.values()].find(({ searchKey }, place) =>
    wanted.searchKey === undefined ? place === at : searchKey?.toString('hex') === wanted.searchKey,
  );

const workOn = (mailbox: Mailbox, item: Item, wanted: Exclude<Work, { do: 'new' | 'folder' }>): Item => {
  if (wanted.do === 'copy') return copyItem(mailbox, item, item.folder);
  if (wanted.do === 'move') return moveItem(mailbox, item, folderOf(mailbox, wanted.to));
  if (wanted.do === 'delete') deleteItem(mailbox, item);
  else if (wanted.do === 'read') flipRead(mailbox, item, wanted.quietly);
  else retitle(mailbox, item, wanted.subject ?? `Edited: ${item.extended['string 0x0037'] ?? ''}`);
  return item;
};

const retitle = (mailbox: Mailbox, item: Item, subject: string): void =>
  rewrite(mailbox, item, { id: 0x0037, type: 0x84b0, value: subject });

/** PidTagMessageFlags: its lowest bit says that the message was read. */
const flipRead = (mailbox: Mailbox, item: Item, quietly: boolean): void => {
  const before = decodeMessage(item.content()).properties.find(({ id }) => id === 0x0e07);
  rewrite(mailbox, item, { id: 0x0e07, type: 0x0003, value: Number(before?.value ?? 0) ^ 1 }, quietly);
};

const rewrite = (mailbox: Mailbox, item: Item, property: Property, quietly = false): void => {
  const content = decodeMessage(item.content());
  const others = content.properties.filter(({ id }) => id !== property.id);
  // In the order of their ids, as Exchange writes them.
  const properties = [...others, property].sort((a, b) => a.id - b.id);
  const stream = encodeMessage({ ...content, properties });
  changeItem(mailbox, item, checkStream(stream), () => stream, sizeOf(stream.length), quietly);
};

const receive = (mailbox: Mailbox, folder: Folder, subject: string): Item => {
  const now = BigInt(Date.now() + 11_644_473_600_000) * 10_000n;
  const stream = encodeMessage({
    properties: [
      { id: 0x001a, type: 0x84b0, value: 'IPM.Note' },
      { id: 0x0037, type: 0x84b0, value: subject },
      { id: 0x0e06, type: 0x0040, value: now },
      { id: 0x300b, type: 0x0102, value: randomBytes(16) },
    ],
    recipients: [],
    attachments: [],
  });
  const item = addItem(mailbox, folder, checkStream(stream), () => stream, stream.length);
  item.seeded = true;
  return item;
};

/** By well-known name, or by display name. */
const folderOf = (mailbox: Mailbox, name: string): Folder => {
  const found =
    findFolder(mailbox, name) ?? [...mailbox.folders.values()].find((folder) => folder.name === name);
  if (found === undefined) throw new Error(`there is no folder "${name}"`);
  return found;
};

const described = (item: Item) => ({
  id: item.id,
  searchKey: item.searchKey?.toString('hex') ?? null,
  subject: item.extended['string 0x0037'] ?? null,
});
