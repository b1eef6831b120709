/** What is not an item, moved by full passes: real HTTP to the sandbox, a real database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type FoundSetting, settingOutcomesOf } from '../../src/db/settings.ts';
import { createApp } from '../fixtures/sandbox-client.ts';
import { must, type SandboxOptions, startWorld, type World } from '../fixtures/world.ts';
import { linkOf, startBot, textOf } from './bot-chat.ts';

interface Rule {
  id: string;
  displayName: string;
  isEnabled: boolean;
  conditions?: Record<string, unknown>;
  exceptions?: Record<string, unknown>;
  actions: Record<string, unknown>;
}

/** A world, with what was written at the destination besides items since it was last asked. */
const startWith = async (sandbox: SandboxOptions) => {
  const written: string[] = [];
  const world = await startWorld({
    sandbox: {
      ...sandbox,
      onExchange: (exchange) => {
        sandbox.onExchange?.(exchange);
        const { method, url, request } = exchange;
        const cmdlet = url.includes('/adminapi/') ? String(request) : '';
        const isSetting = url.includes('/users/') || cmdlet !== '';
        if (isSetting && method !== 'GET' && !cmdlet.includes('"Get-')) written.push(`${method} ${url}`);
      },
    },
  });
  return Object.assign(world, { takeWritten: () => written.splice(0) });
};

const outcomes = async (world: World, address: string): Promise<FoundSetting[]> =>
  (await settingOutcomesOf(world.database.db, world.project.id)).filter(({ mailbox }) => mailbox === address);

/** "inbox rules, Offers: copied rule-forwards-outside" */
const said = (rows: FoundSetting[], setting: string, name: string): string => {
  const found = rows.find((row) => row.setting === setting && row.name === name);
  return found === undefined ? 'nothing' : [found.outcome, found.cause].filter(Boolean).join(' ');
};

const rulesOf = async (world: World, role: 'source' | 'destination', address: string): Promise<Rule[]> => {
  const app = await createApp(world.sandbox.ready, role);
  const ask = () => app.get(`/v1.0/users/${address}/mailFolders/inbox/messageRules`);
  // The sandbox's faults strike whoever asks.
  const { text } = await ask().catch(ask);
  return (JSON.parse(text) as { value: Rule[] }).value;
};
const read = async <T>(world: World, address: string, path: string): Promise<T> => {
  const app = await createApp(world.sandbox.ready, 'destination');
  return JSON.parse((await app.get(`/v1.0/users/${address}${path}`)).text) as T;
};

/** By the words of the steps. */
const ticksOf = async (world: World, address: string): Promise<Record<string, boolean>> => {
  const { value: lists } = await read<{ value: { id: string }[] }>(world, address, '/todo/lists');
  const steps = await Promise.all(
    lists.map(async ({ id }) => {
      const tasks = `/todo/lists/${id}/tasks?$top=100&$expand=checklistItems`;
      const { value } = await read<{
        value: { checklistItems: { displayName: string; isChecked: boolean }[] }[];
      }>(world, address, tasks);
      return value.flatMap(({ checklistItems }) => checklistItems);
    }),
  );
  return Object.fromEntries(steps.flat().map(({ displayName, isChecked }) => [displayName, isChecked]));
};

test('a full pass carries every setting, and later ones only what changed', {
  timeout: 400_000,
}, async () => {
  await using world = await startWith({ mailboxes: 3, items: 12 });
  type Pair = { source: string; destination: string };
  const [{ source, destination }, { source: colleague, destination: colleagueThere }, other] =
    world.pairs as [Pair, Pair, Pair];
  await world.options('ShareCalendars=1');
  await world.run('verify');

  // A prestage is about items alone.
  await world.run('prestage', { olderThan: '2020-01-01T00:00:00Z' });
  expect(await outcomes(world, source)).toEqual([]);

  const first = await world.run('full');
  const rows = await outcomes(world, source);
  expect(rows.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(first.progress.runs.completed).toBe(3);
  expect(first.progress.settings.copied).toBeGreaterThan(60);
  expect(first.progress.settings.failed).toBe(0);
  expect(said(rows, 'working hours', 'working hours')).toBe('copied');
  expect(said(rows, 'automatic replies', 'automatic replies')).toBe('skipped replies-later');
  expect(said(rows, 'categories', 'Kunde: Köln')).toBe('copied');
  expect(said(rows, 'inbox rules', 'Newsletters (2)')).toBe('copied');
  expect(said(rows, 'inbox rules', 'Offers')).toBe('copied rule-forwards-outside');
  expect(said(rows, 'inbox rules', 'Play a sound')).toBe('skipped rule-client-only');
  expect(said(rows, 'inbox rules', 'Into a folder that is gone')).toBe('skipped rule-broken');
  expect(said(rows, 'calendars', 'Team calendar')).toBe('copied');
  expect(said(rows, 'calendar permissions', `Calendar: ${colleague}`)).toBe('copied');
  expect(said(rows, 'calendar permissions', 'Calendar: buyer@northwind.example')).toBe(
    'skipped setting-outside',
  );
  expect(said(rows, 'folder permissions', 'Projects: Nobody Licensed')).toBe('skipped setting-unmapped');
  expect(said(rows, 'folder permissions', `Projects: ${colleague}`)).toBe('copied');
  expect(said(rows, 'send on behalf', colleague)).toBe('copied');
  expect(said(rows, 'photo', 'photo')).toBe('nothing');

  // Rules have the order they had, and lead to the destination's folders and people.
  const carried = (await rulesOf(world, 'source', source)).filter(
    ({ displayName }) => !['Play a sound', 'Into a folder that is gone'].includes(displayName),
  );
  const there = await rulesOf(world, 'destination', destination);
  expect(there.map(({ displayName }) => displayName)).toEqual(carried.map(({ displayName }) => displayName));
  expect(there.find(({ displayName }) => displayName === 'From the boss')?.conditions).toMatchObject({
    fromAddresses: [{ emailAddress: { address: colleagueThere } }],
  });
  expect(there.find(({ displayName }) => displayName === 'No longer')?.isEnabled).toBe(false);

  // The sandbox, which holds both sides, agrees about every property of every setting.
  const except = ['automatic replies', 'photo'];
  const settings = world.sandbox.truth({ pairs: world.pairs, settings: { except } }).settings;
  expect({ ...settings, list: [] }).toEqual({ missing: [], extra: [], different: [], list: [] });

  // Again: nothing is written, and nothing is there twice.
  world.takeWritten();
  const second = await world.run('full');
  expect(world.takeWritten()).toEqual([]);
  expect(second.progress.settings).toMatchObject({ copied: 0, failed: 0 });
  expect(await rulesOf(world, 'destination', destination)).toEqual(there);

  // Both sides are used meanwhile.
  const edit = (address: string, what: object) => world.edit({ address, ...what });
  await edit(source, { do: 'rule', name: 'Offers', change: { subjectContains: ['Tender'] } });
  await edit(source, { do: 'rule', name: 'From the boss', change: { displayName: 'From Sam' } });
  await edit(source, { do: 'rule', name: 'A new one', change: {} });
  await edit(source, { do: 'rule', name: 'No longer', change: null });
  await edit(destination, { do: 'rule', name: 'Redirected', change: null });
  await edit(destination, { do: 'rule', name: 'Everything', change: { isEnabled: false } });
  await edit(source, { do: 'category', name: 'Urgent', color: 'preset20' });
  await edit(source, { do: 'category', name: 'Kunde: Köln', color: 'preset2' });
  await edit(destination, { do: 'category', name: 'Kunde: Köln', color: 'preset5' });
  await edit(source, { do: 'prefer', timeZone: 'Tokyo Standard Time', away: 'alwaysEnabled', reply: 'Away' });
  await edit(source, { do: 'let-in', into: 'Projects', who: colleague, rights: ['Reviewer'] });
  await edit(colleagueThere, { do: 'prefer', reply: 'For my next holiday' });
  await edit(source, { do: 'tick', step: 'Write the offer', isChecked: true });
  await edit(other.source, { do: 'tick', step: 'Write the offer', isChecked: true });
  await edit(other.destination, { do: 'tick', step: 'Ask Köln', isChecked: false });

  const third = await world.run('full', { last: true });
  expect(third.progress.runs.completed).toBe(3);
  const later = await outcomes(world, source);
  expect(said(later, 'inbox rules', 'Offers')).toBe('updated rule-forwards-outside');
  expect(said(later, 'inbox rules', 'From Sam')).toBe('updated');
  expect(said(later, 'inbox rules', 'From the boss')).toBe('nothing');
  expect(said(later, 'inbox rules', 'A new one')).toBe('copied');
  expect(said(later, 'inbox rules', 'No longer')).toBe('skipped setting-gone');
  expect(said(later, 'inbox rules', 'Redirected')).toBe('skipped setting-removed');
  expect(said(later, 'inbox rules', 'Everything')).toBe('unchanged');
  expect(said(later, 'categories', 'Urgent')).toBe('updated');
  expect(said(later, 'categories', 'Kunde: Köln')).toBe('skipped setting-conflict');
  expect(said(later, 'time zone', 'time zone')).toBe('updated');
  expect(said(later, 'automatic replies', 'automatic replies')).toBe('copied');
  expect(said(later, 'folder permissions', `Projects: ${colleague}`)).toBe('updated');
  const theirs = await outcomes(world, colleague);
  expect(said(theirs, 'automatic replies', 'automatic replies')).toBe('skipped setting-there-already');
  expect(await read(world, colleagueThere, '/mailboxSettings')).toMatchObject({
    automaticRepliesSetting: { status: 'disabled', internalReplyMessage: 'For my next holiday' },
  });
  // A step is ticked, and nobody's own tick is taken away.
  const ticked = (rows: FoundSetting[]) =>
    rows
      .filter(({ setting, outcome }) => setting === 'steps and links of tasks' && outcome !== 'unchanged')
      .map(({ outcome, cause }) => [outcome, cause].filter(Boolean).join(' '));
  expect(ticked(later)).toEqual(['updated']);
  expect(ticked(await outcomes(world, other.source))).toEqual(['skipped setting-conflict']);
  expect(await ticksOf(world, destination)).toMatchObject({ 'Ask Köln': true, 'Write the offer': true });
  expect(await ticksOf(world, other.destination)).toMatchObject({
    'Ask Köln': false,
    'Write the offer': false,
  });
  const after = await rulesOf(world, 'destination', destination);
  const names = after.map(({ displayName }) => displayName);
  expect(names.filter((name) => name === 'From Sam')).toHaveLength(1);
  expect(names).not.toContain('Redirected');
  expect(names).toContain('No longer');
  expect(after.find(({ displayName }) => displayName === 'Everything')?.isEnabled).toBe(false);
  expect(await read(world, destination, '/mailboxSettings')).toMatchObject({
    timeZone: 'Tokyo Standard Time',
    automaticRepliesSetting: { status: 'alwaysEnabled', internalReplyMessage: 'Away' },
  });

  // No word of a reply is in the database, nobody got mail, and the source was only read.
  expect(JSON.stringify(later)).not.toContain('Away');
  expect(await world.truth()).toMatchObject({ agrees: true, sourceWrites: 0, mailSent: 0 });

  // Photos only where the project says so; Exchange has none of it twice.
  await world.options('CopyPhoto=1');
  await world.run('full');
  expect(said(await outcomes(world, source), 'photo', 'photo')).toBe('copied');
  const app = await createApp(world.sandbox.ready, 'destination');
  expect((await app.get(`/v1.0/users/${destination}/photo/$value`)).status).toBe(200);

  const report = must(await world.engine.settingsReport.of(world.alex, world.project.id, source));
  expect(report.causes.map(({ code }) => code)).toContain('setting-conflict');
  const csv = must(await world.engine.settingsReport.csv(world.alex, world.project.id));
  expect(csv.text).toContain('rule-client-only');
  const page = must(await world.engine.mailboxPage(world.alex, world.project.id, source));
  expect(page.settings.copied + page.settings.unchanged).toBeGreaterThan(20);
});

test('what a rule lost at the source, its copy loses, too', { timeout: 300_000 }, async () => {
  await using world = await startWith({ mailboxes: 2, items: 4 });
  const [{ source = '', destination = '' } = {}] = world.pairs;
  await world.run('verify');
  await world.run('full');
  const lose = (name: string, ...loses: string[]) =>
    world.edit({ do: 'rule', address: source, name, change: { loses } });
  await lose('From the boss', 'assignCategories');
  await lose('Newsletters', 'stopProcessingRules');
  await lose('Redirected', 'bodyContains', 'withinSizeRange');
  await world.run('full');
  const rows = await outcomes(world, source);
  for (const name of ['From the boss', 'Newsletters', 'Redirected'])
    expect(said(rows, 'inbox rules', name)).toMatch(/^updated/);
  const there = await rulesOf(world, 'destination', destination);
  const named = (name: string) => there.find(({ displayName }) => displayName === name)!;
  expect(named('From the boss').actions).toEqual({ markImportance: 'high' });
  expect(Object.keys(named('Newsletters').actions)).toEqual(['moveToFolder']);
  expect(named('Redirected')).not.toHaveProperty('conditions');
  expect(Object.keys(named('Redirected').exceptions ?? {})).toEqual(['sentToAddresses']);
});

test('folders that Exchange cannot be asked for, or that move meanwhile, keep no other folder back', {
  timeout: 300_000,
}, async () => {
  let atFirstCall: (() => void) | undefined;
  await using world = await startWith({
    mailboxes: 2,
    items: 4,
    faults: [{ on: 'admin', do: 'slow', delayMs: 150 }],
    onExchange: ({ request }) => {
      if (!String(request).includes('"Get-MailboxFolderPermission"')) return;
      atFirstCall?.();
      atFirstCall = undefined;
    },
  });
  const [{ source = '', destination = '' } = {}, { source: colleague } = {}] = world.pairs;
  const call = (address: string, folder: string, to: string | null) =>
    world.edit({ do: 'folder', address, folder, to });
  await call(source, 'Q1', 'Q\\1');
  await world.run('verify');
  let edits: Promise<unknown> | undefined;
  atFirstCall = () => {
    edits = Promise.all([
      call(source, "Tom's", null),
      call(source, 'Кириллица', 'Cyrillic'),
      call(destination, 'PROJECTS', 'Everything'),
    ]);
  };
  await world.run('full');
  await edits;
  const rows = await outcomes(world, source);
  const folders = (name: string) => said(rows, 'folder permissions', name);
  expect(folders('folder permissions')).toBe('nothing');
  expect(folders('Projects\\2024\\Q\\1')).toBe('skipped setting-folder-name');
  expect(folders('Projects\\2024\\Q\\1\\Köln')).toBe('skipped setting-folder-name');
  expect(folders('Кириллица')).toBe('skipped setting-folder-moved');
  expect(folders('Projects')).toBe('skipped setting-folder-moved');
  expect(rows.filter(({ name }) => name.startsWith("Tom's"))).toEqual([]);
  expect(folders(`Inbox: ${colleague}`)).toBe('copied');

  await world.run('full');
  const later = await outcomes(world, source);
  expect(said(later, 'folder permissions', `Projects: ${colleague}`)).toBe('copied');
  expect(said(later, 'folder permissions', 'Projects')).toBe('nothing');
});

test('without its permission a setting stays behind and says so; once granted, the next pass carries it', {
  timeout: 300_000,
}, async () => {
  await using world = await startWith({ mailboxes: 2, items: 8 });
  const [{ source = '' } = {}] = world.pairs;
  const tenant = (role: string) => world.sandbox.ready.tenants.find((one) => one.role === role)!.name;
  const sourceRoles = [
    'User.Read.All',
    'MailboxFolder.Read.All',
    'MailboxItem.Read.All',
    'MailboxItem.Export.All',
  ];
  const destinationRoles = [
    ...['User.Read.All', 'MailboxFolder.ReadWrite.All', 'MailboxItem.Read.All'],
    ...['MailboxItem.ImportExport.All', 'MailboxItem.ReadWrite.All', 'MailboxSettings.ReadWrite'],
  ];
  const more = ['MailboxSettings.Read', 'Calendars.Read', 'Exchange.ManageAsAppV2'];
  await world.edit({ do: 'grant', tenant: tenant('source'), roles: [...sourceRoles, ...more] });
  await world.edit({ do: 'grant', tenant: tenant('destination'), roles: destinationRoles });
  await world.run('verify');
  const first = await world.run('full');
  expect(first.progress.runs.completed).toBe(2);
  const rows = await outcomes(world, source);
  expect(said(rows, 'categories', 'Kunde: Köln')).toBe('copied');
  for (const name of [
    'calendars',
    'calendar permissions',
    'focused inbox',
    'folder permissions',
    'send on behalf',
  ])
    expect(said(rows, name, name)).toBe('skipped setting-not-allowed');
  const detail = (name: string) => rows.find((row) => row.name === name)?.detail;
  expect(detail('calendars')).toBe('Calendars.ReadWrite at the destination');
  expect(detail('focused inbox')).toBe('Mail.Read at the source');

  await world.edit({
    do: 'grant',
    tenant: tenant('destination'),
    roles: [...destinationRoles, 'Calendars.ReadWrite', 'Exchange.ManageAsAppV2'],
  });
  await world.edit({ do: 'exchange-role', tenant: tenant('destination'), has: false });
  // A token of the last seconds is not asked for anew.
  await sleep(10_000);
  await world.run('full');
  const later = await outcomes(world, source);
  expect(said(later, 'calendars', 'Team calendar')).toBe('copied');
  expect(said(later, 'calendars', 'calendars')).toBe('nothing');
  expect(said(later, 'folder permissions', 'folder permissions')).toBe('skipped setting-not-allowed');
  expect(await world.truth()).toMatchObject({ agrees: true, sourceWrites: 0, mailSent: 0 });
});

test('nobody is let into a calendar anew unless the project says so: Microsoft may mail them', {
  timeout: 300_000,
}, async () => {
  await using world = await startWith({ mailboxes: 2, items: 4 });
  const [{ source = '', destination = '' } = {}, { source: colleague, destination: colleagueThere } = {}] =
    world.pairs;
  interface Grant {
    role: string;
    emailAddress: { address: string | null };
  }
  const grants = async (): Promise<Grant[]> => {
    const calendars = await read<{ value: { id: string; isDefaultCalendar: boolean }[] }>(
      world,
      destination,
      '/calendars',
    );
    const { id } = calendars.value.find(({ isDefaultCalendar }) => isDefaultCalendar)!;
    return (await read<{ value: Grant[] }>(world, destination, `/calendars/${id}/calendarPermissions`)).value;
  };
  const people = async () => (await grants()).map(({ emailAddress }) => emailAddress.address).filter(Boolean);
  await world.run('verify');
  const first = await world.run('full');
  expect(first.progress.settings.failed).toBe(0);
  const rows = await outcomes(world, source);
  expect(said(rows, 'calendar permissions', `Calendar: ${colleague}`)).toBe('skipped setting-sharing-off');
  expect(said(rows, 'calendar permissions', 'Calendar: everybody in the organisation')).toMatch(
    /^(copied|unchanged)$/,
  );
  expect(await people()).toEqual([]);
  const { causes } = must(await world.engine.settingsReport.of(world.alex, world.project.id, source));
  const cause = causes.find(({ code }) => code === 'setting-sharing-off');
  expect(JSON.stringify(cause)).toContain('options ShareCalendars=1');

  await world.options('ShareCalendars=1');
  await world.run('full');
  const later = await outcomes(world, source);
  expect(said(later, 'calendar permissions', `Calendar: ${colleague}`)).toBe('copied');
  expect(await people()).toContain(colleagueThere);

  // Whoever is in stays in, and may be given other rights.
  await world.options('ShareCalendars=0');
  await world.run('full');
  expect(said(await outcomes(world, source), 'calendar permissions', `Calendar: ${colleague}`)).toBe(
    'unchanged',
  );
  expect(await people()).toContain(colleagueThere);
});

test('nothing is made twice when answers are lost', { timeout: 300_000 }, async () => {
  await using world = await startWith({
    mailboxes: 2,
    items: 8,
    faults: [
      { on: 'setting', do: 'reset-after', every: 4 },
      { on: 'admin', do: 'reset-after', every: 5 },
    ],
  });
  await world.run('verify');
  const full = await world.run('full');
  expect(full.progress.settings.failed).toBe(0);
  for (const { source, destination } of world.pairs) {
    const names = async (role: 'source' | 'destination', address: string) =>
      (await rulesOf(world, role, address)).map(({ displayName }) => displayName).sort();
    const left = ['Play a sound', 'Into a folder that is gone'];
    const wanted = (await names('source', source)).filter((name) => !left.includes(name));
    expect(await names('destination', destination)).toEqual(wanted);
  }
  expect(await world.truth()).toMatchObject({ agrees: true, sourceWrites: 0, mailSent: 0 });
});

test('a setting that fails keeps no item and no other setting back', { timeout: 300_000 }, async () => {
  await using world = await startWith({
    mailboxes: 2,
    items: 8,
    faults: [{ on: 'admin', do: '404', times: 4 }],
  });
  const [{ source = '' } = {}] = world.pairs;
  await world.run('verify');
  const first = await world.run('full');
  expect(first.progress.items.failed).toBeLessThanOrEqual(2);
  expect(first.progress.runs['completed with errors']).toBeGreaterThan(0);
  expect(first.progress.settings.failed).toBeGreaterThan(0);
  expect(said(await outcomes(world, source), 'categories', 'Kunde: Köln')).toBe('copied');
  const errors = must(await world.engine.reporting.errors(world.alex, world.project.id, first.id));
  expect(errors.map(({ explanation }) => explanation).join(' ')).toContain('not carried over');
  const second = await world.run('full');
  expect(second.progress.settings.failed).toBe(0);

  // What people are told of it in their chat, and what they take from there.
  const bot = startBot(world);
  const all = await bot.say('Alex', 'settings');
  expect(textOf(all.card)).toContain('inbox rules');
  const csv = await bot.page(linkOf(all.card, /CSV/));
  expect(String(csv.body)).toContain('Play a sound');
  const one = await bot.say('Alex', `settings ${source}`);
  expect(one.card.subtitle).toContain(source);
  expect(await bot.say('Alex', 'settings nobody@contoso.example')).toMatchObject({ exit: 2 });
  expect(textOf((await bot.say('Alex', `why ${source}`)).card)).toMatch(/"Settings","value":"\d+ copied/);
  const script = await bot.say('Alex', 'permissions script');
  const file = await bot.page(linkOf(script.card, /Download/));
  expect(file.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': 'attachment; filename="permissions.ps1"',
  });
  for (const pair of world.pairs)
    expect(String(file.body)).toContain(`$who['${pair.source}'] = '${pair.destination}'`);
});
