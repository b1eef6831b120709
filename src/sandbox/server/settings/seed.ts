/** Puts settings into a mailbox that was just made, and what a new mailbox has where nobody set anything. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Rule, SeedSettings } from '../../settings-model.ts';
import type { Folder, Item, Mailbox } from '../store.ts';
import { formatsOf } from './languages.ts';

const colours = ['preset0', 'preset1', 'preset3', 'preset4', 'preset7', 'preset8'];
const names = {
  en: ['Red', 'Orange', 'Yellow', 'Green', 'Blue', 'Purple'].map((colour) => `${colour} category`),
  de: ['Rote', 'Orange', 'Gelbe', 'Grüne', 'Blaue', 'Lila'].map((colour) => `${colour} Kategorie`),
};

/** In the language of its first sign-in: English or German. */
export const newSettings = (language: 'en' | 'de'): SeedSettings => {
  const locale = language === 'en' ? 'en-US' : 'de-DE';
  const timeZone = language === 'en' ? 'Pacific Standard Time' : 'W. Europe Standard Time';
  const today = { dateTime: '2026-01-05T09:00:00.0000000', timeZone: 'UTC' };
  return {
    preferences: {
      automaticRepliesSetting: {
        status: 'disabled',
        externalAudience: 'all',
        internalReplyMessage: '',
        externalReplyMessage: '',
        scheduledStartDateTime: today,
        scheduledEndDateTime: { ...today, dateTime: '2026-01-06T09:00:00.0000000' },
      },
      ...formatsOf(locale),
      timeZone,
      locale,
      workingHours: {
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        startTime: '08:00:00.0000000',
        endTime: '17:00:00.0000000',
        timeZone: { name: timeZone },
      },
      delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    },
    rules: [],
    categories: colours.map((color, at) => ({ displayName: names[language][at] ?? color, color })),
    overrides: [],
    photo: null,
    sendOnBehalf: [],
    grants: [{ folder: 'calendar', who: 'Default', rights: ['AvailabilityOnly'], flags: [] }],
    calendarColors: {},
    tasks: [],
    traits: { proxies: [], onHold: false },
  };
};

/** "AQAAAAAAAAA=": eight bytes, as Exchange makes them. A slash would end a path. */
export const newRuleId = (): string => randomBytes(8).toString('base64url').concat('=');

/** By well-known name or path; undefined: there is none. */
const folderCalled = (mailbox: Mailbox, wanted: string): Folder | undefined => {
  if (!wanted.startsWith('/'))
    return [...mailbox.folders.values()].find(({ wellKnownName }) => wellKnownName === wanted);
  return wanted
    .slice(1)
    .split('/')
    .reduce<Folder | undefined>(
      (folder, name) => folder?.children.find((child) => child.name === name),
      mailbox.root,
    );
};

export const seedSettings = (mailbox: Mailbox, seed: SeedSettings): void => {
  const { preferences, categories, overrides, photo, sendOnBehalf } = seed;
  mailbox.traits = { ...seed.traits };
  mailbox.settings = {
    preferences: structuredClone(preferences),
    rules: seed.rules.map((rule, at) => ({
      ...structuredClone(rule),
      actions: withFolderIds(mailbox, rule.actions),
      id: newRuleId(),
      sequence: at + 1,
    })),
    categories: categories.map((category) => ({ ...category, id: randomUUID(), seeded: true })),
    overrides: overrides.map((override) => ({ ...override, id: randomUUID(), seeded: true })),
    photo,
    sendOnBehalf: [...sendOnBehalf],
  };
  for (const { folder, ...grant } of seed.grants) {
    const found = folderCalled(mailbox, folder);
    if (found !== undefined)
      found.grants = [...found.grants.filter(({ who }) => who !== grant.who), { ...grant }];
  }
  for (const [folder, color] of Object.entries(seed.calendarColors)) {
    const found = folderCalled(mailbox, folder);
    if (found !== undefined) found.color = color;
  }
  for (const { folder, at, ...extras } of seed.tasks) {
    const item = [...(folderCalled(mailbox, folder)?.items.values() ?? [])][at];
    if (item !== undefined) seedTask(item, extras);
  }
};

/** A folder that is not there any more has an id nevertheless. */
const withFolderIds = (mailbox: Mailbox, actions: Rule['actions']): Rule['actions'] =>
  Object.fromEntries(
    Object.entries(actions).map(([name, value]) =>
      name === 'moveToFolder' || name === 'copyToFolder'
        ? [name, folderCalled(mailbox, String(value))?.id ?? `AAMkGone${randomUUID()}=`]
        : [name, structuredClone(value)],
    ),
  );

const seedTask = (
  item: Item,
  { checklistItems, linkedResources }: Omit<SeedSettings['tasks'][number], 'folder' | 'at'>,
): void => {
  item.steps = checklistItems.map((step) => ({
    ...step,
    id: randomUUID(),
    createdDateTime: item.created.toISOString(),
    checkedDateTime: step.isChecked ? item.created.toISOString() : null,
  }));
  item.links = linkedResources.map((link) => ({ ...link, id: randomUUID() }));
};
