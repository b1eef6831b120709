/** People and administrators change settings while a migration runs: what tests ask for under /_sandbox/edit. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Folder, findFolder, type Mailbox } from '../store.ts';
import { isLocale } from './languages.ts';
import { newRuleId } from './seed.ts';
import { tickStep } from './task-parts.ts';
import { isZone } from './zones.ts';

const address = z.string();
export const settingEdits = [
  /** `change` of null takes the rule away; a rule that does not exist is made. Its folder by name. */
  z.strictObject({
    do: z.literal('rule'),
    address,
    name: z.string(),
    change: z
      .strictObject({
        displayName: z.string().optional(),
        isEnabled: z.boolean().optional(),
        moveToFolder: z.string().optional(),
        subjectContains: z.array(z.string()).optional(),
        /** Conditions, exceptions and actions by name. */
        loses: z.array(z.string()).default([]),
      })
      .nullable(),
  }),
  /** No rights: the entry goes. */
  z.strictObject({
    do: z.literal('let-in'),
    address,
    /** A folder, by name. */
    into: z.string(),
    who: z.string(),
    rights: z.array(z.string()),
    flags: z.array(z.string()).default([]),
  }),
  /** No colour: the category goes. */
  z.strictObject({ do: z.literal('category'), address, name: z.string(), color: z.string().nullable() }),
  /** A step of a task, by its words. */
  z.strictObject({ do: z.literal('tick'), address, step: z.string(), isChecked: z.boolean() }),
  z.strictObject({ do: z.literal('on-behalf'), address, who: z.array(z.string()) }),
  z.strictObject({
    do: z.literal('prefer'),
    address,
    timeZone: z.string().refine(isZone).optional(),
    locale: z.string().refine(isLocale).optional(),
    away: z.enum(['disabled', 'alwaysEnabled', 'scheduled']).optional(),
    reply: z.string().optional(),
  }),
] as const;
export type SettingEdit = z.output<(typeof settingEdits)[number]>;

export const isSettingEdit = (wanted: { do: string }): wanted is SettingEdit =>
  ['rule', 'let-in', 'category', 'tick', 'on-behalf', 'prefer'].includes(wanted.do);

export const editSetting = (mailbox: Mailbox, wanted: SettingEdit): object => {
  if (wanted.do === 'rule') return editRule(mailbox, wanted);
  if (wanted.do === 'let-in') return letIn(mailbox, wanted);
  if (wanted.do === 'category') return editCategory(mailbox, wanted);
  if (wanted.do === 'tick') return tick(mailbox, wanted);
  const { settings } = mailbox;
  if (wanted.do === 'on-behalf') {
    settings.sendOnBehalf = [...wanted.who];
    return { who: settings.sendOnBehalf };
  }
  const { timeZone, locale, away, reply } = wanted;
  const { preferences } = settings;
  const replies = preferences.automaticRepliesSetting;
  preferences.timeZone = timeZone ?? preferences.timeZone;
  preferences.locale = locale ?? preferences.locale;
  replies.status = away ?? replies.status;
  replies.internalReplyMessage = reply ?? replies.internalReplyMessage;
  return preferences;
};

const folderCalled = (mailbox: Mailbox, name: string): Folder => {
  const found =
    findFolder(mailbox, name) ?? [...mailbox.folders.values()].find((folder) => folder.name === name);
  if (found === undefined) throw new Error(`there is no folder "${name}"`);
  return found;
};

type Edit<T extends SettingEdit['do']> = Extract<SettingEdit, { do: T }>;

const editRule = (mailbox: Mailbox, { name, change }: Edit<'rule'>): object => {
  const { settings } = mailbox;
  const there = settings.rules.find(({ displayName }) => displayName === name);
  if (change === null) {
    settings.rules = settings.rules.filter((rule) => rule !== there);
    return {};
  }
  const rule = there ?? {
    id: newRuleId(),
    displayName: name,
    sequence: Math.max(0, ...settings.rules.map(({ sequence }) => sequence)) + 1,
    isEnabled: true,
    hasError: false,
    isReadOnly: false,
    conditions: {},
    exceptions: {},
    actions: { markAsRead: true },
  };
  if (there === undefined) settings.rules.push(rule);
  rule.displayName = change.displayName ?? rule.displayName;
  rule.isEnabled = change.isEnabled ?? rule.isEnabled;
  if (change.subjectContains !== undefined)
    rule.conditions = { ...rule.conditions, subjectContains: change.subjectContains };
  if (change.moveToFolder !== undefined)
    rule.actions = { ...rule.actions, moveToFolder: folderCalled(mailbox, change.moveToFolder).id };
  for (const parts of [rule.conditions, rule.exceptions, rule.actions])
    for (const name of change.loses) delete parts[name];
  return rule;
};

const letIn = (mailbox: Mailbox, { into, who, rights, flags }: Edit<'let-in'>): object => {
  const folder = folderCalled(mailbox, into);
  const there = folder.grants.find((grant) => grant.who === who);
  if (rights.length === 0) folder.grants = folder.grants.filter((grant) => grant !== there);
  else if (there === undefined) folder.grants.push({ who, rights, flags });
  else Object.assign(there, { rights, flags });
  return { grants: folder.grants };
};

const editCategory = ({ settings }: Mailbox, { name, color }: Edit<'category'>): object => {
  const there = settings.categories.find(({ displayName }) => displayName === name);
  if (color === null) settings.categories = settings.categories.filter((one) => one !== there);
  else if (there === undefined)
    settings.categories.push({ id: randomUUID(), displayName: name, color, seeded: false });
  else there.color = color;
  return { name, color };
};

const tick = ({ folders }: Mailbox, { step: words, isChecked }: Edit<'tick'>): object => {
  const steps = [...folders.values()].flatMap(({ items }) =>
    [...items.values()].flatMap((item) => item.steps ?? []),
  );
  const step = steps.find(({ displayName }) => displayName === words);
  if (step === undefined) throw new Error(`there is no step "${words}"`);
  return tickStep(step, isChecked);
};
