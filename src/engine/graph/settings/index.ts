/** What a mailbox is besides its items, one client per resource. */
import type { GraphClient } from '../client.ts';
import { type AdminApi, createAdminApi } from './admin-api.ts';
import { createCalendars } from './calendars.ts';
import { callsOf, type SettingsDeps } from './deps.ts';
import { createInboxRules } from './inbox-rules.ts';
import { createCategories, createContactFolders, createFocusedOverrides, createTodoLists } from './lists.ts';
import { createPhoto } from './photo.ts';
import { createPreferences } from './preferences.ts';
import { createTasks } from './tasks.ts';

export interface SettingsClient {
  preferences: ReturnType<typeof createPreferences>;
  inboxRules: ReturnType<typeof createInboxRules>;
  categories: ReturnType<typeof createCategories>;
  focusedOverrides: ReturnType<typeof createFocusedOverrides>;
  calendars: ReturnType<typeof createCalendars>;
  contactFolders: ReturnType<typeof createContactFolders>;
  todoLists: ReturnType<typeof createTodoLists>;
  tasks: ReturnType<typeof createTasks>;
  photo: ReturnType<typeof createPhoto>;
  /** In preview at Microsoft, and with a permission of its own: Exchange.ManageAsAppV2. */
  admin: AdminApi;
}

export const createSettingsClient = (
  deps: SettingsDeps & { admin: GraphClient; tenantId: string },
): SettingsClient => {
  const calls = callsOf(deps);
  return {
    preferences: createPreferences(calls),
    inboxRules: createInboxRules(calls),
    categories: createCategories(calls),
    focusedOverrides: createFocusedOverrides(calls),
    calendars: createCalendars(calls),
    contactFolders: createContactFolders(calls),
    todoLists: createTodoLists(calls),
    tasks: createTasks(calls),
    photo: createPhoto(calls),
    admin: createAdminApi({ ...deps, client: deps.admin }),
  };
};
